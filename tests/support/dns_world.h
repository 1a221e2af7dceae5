// SPDX-License-Identifier: MIT
//
// A DNS of its own on loopback addresses: a signed root, a signed top-level zone, and zones below
// it that are signed, not signed, broken or dead. The servers are real ones (NSD) on port 53.

#pragma once

#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "libauth/dns/unbound_options.h"
#include "tests/support/nsd.h"
#include "tests/support/process.h"
#include "tests/support/scripted_dns.h"
#include "tests/support/temp_dir.h"

namespace tests {

/// How a zone of the world is signed, and what its parent says of that.
enum class Signing {
  none,       ///< not signed, and the parent says so
  nsec,       ///< NSEC, RFC 4034 section 4
  nsec3,      ///< NSEC3, RFC 5155
  expired,    ///< the signatures ended a month ago
  wrong_key,  ///< the parent's DS is that of another key
  stripped,   ///< the parent has a DS, and the zone is not signed
};

/// A zone below the top-level zone.
struct WorldZone {
  std::string name;  ///< "secure.example"
  Signing signing{};
  std::string records;  ///< lines of a zone file, below that name; SOA and NS are put before them
};

/// A delegation below the top-level zone to a server that does not have the zone.
struct WorldHole {
  std::string name;
  std::string server;  ///< its address
};

class DnsWorld {
 public:
  static constexpr const char* kTop = "example";

  /// The address number `host`, 1 to 254, of this process: other test programs have others.
  static std::string address(int host) {
    const auto pid = static_cast<unsigned>(getpid());
    return "127." + std::to_string(64 + (pid >> 8) % 128) + "." + std::to_string(pid & 0xff) + "." +
           std::to_string(host);
  }
  static std::string root_address() { return address(1); }
  static std::string top_address() { return address(2); }
  static std::string leaf_address() { return address(3); }

  /// Why there can be no such world here: empty where there can. Port 53 is a privilege.
  static std::string why_not() {
    const ScriptedDns trial([](const DnsQuery&) { return std::vector<DnsMessage>{}; },
                            {.delay = {}, .address = root_address(), .port = 53});
    return trial.started() ? "" : "port 53 of " + root_address() + " cannot be bound here";
  }

  /// Signs the zones and starts the servers; problem() says what went wrong.
  DnsWorld(const std::vector<WorldZone>& zones, const std::vector<WorldHole>& holes) {
    std::map<std::string, std::string> leaves;
    std::string top_records = server_of(".") + " A " + root_address() + "\n";
    for (const WorldZone& zone : zones) {
      const std::string key = zone.signing == Signing::none ? "" : make_key(zone.name);
      leaves[zone.name] = zone_text(zone, key, leaf_address());
      top_records += delegation(zone.name, leaf_address());
      const bool other_key = zone.signing == Signing::wrong_key;
      if (!key.empty()) top_records += read(other_key ? make_key(zone.name) : key, ".ds");
    }
    for (const WorldHole& hole : holes) top_records += delegation(hole.name, hole.server);
    start(leaves, leaf_address());
    start_upper(top_records);
  }

  /// What went wrong; empty where the world is there.
  const std::string& problem() const { return problem_; }

  const std::string& root_hints() const { return hints_; }
  const std::string& trust_anchor() const { return anchor_; }
  libauth::dns::UnboundOptions options() const {
    libauth::dns::UnboundOptions options;
    options.root_hints = hints_;
    options.trust_anchor = anchor_;
    return options;
  }

 private:
  /// The name of a zone's name server, with the dot at its end.
  static std::string server_of(const std::string& zone) {
    return zone == "." ? "ns.root.example." : "ns." + zone + ".";
  }

  static std::string delegation(const std::string& zone, const std::string& server) {
    return zone + ". NS " + server_of(zone) + "\n" + server_of(zone) + " A " + server + "\n";
  }

  std::string run(std::vector<std::string> words) {
    // The tools of ldns leave their files where they are started.
    words.insert(words.begin(), {"/usr/bin/env", "-C", folder_.path().string()});
    const Ended ended = run_program(words);
    if (ended.status != 0) problem_ += words[3] + ": " + ended.err + ended.out + "\n";
    return ended.out;
  }

  /// The time that many days from now, as seconds since 1970.
  static std::string in_days(int days) {
    const auto time = std::chrono::system_clock::now() + std::chrono::days(days);
    return std::to_string(std::chrono::system_clock::to_time_t(time));
  }

  /// The base name of the files of a new key.
  std::string make_key(const std::string& zone) {
    std::string name = run({"ldns-keygen", "-a", "ECDSAP256SHA256", "-k", zone});
    while (!name.empty() && name.back() == '\n') name.pop_back();
    return name;
  }

  std::string read(const std::string& key, const std::string& ending) const {
    std::ifstream file(folder_.file(key + ending));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  /// The zone file, signed as it is to be.
  std::string zone_text(const WorldZone& zone, const std::string& key, const std::string& server) {
    const std::string origin = zone.name == "." ? "." : zone.name + ".";
    const std::string ns = server_of(zone.name);
    const std::string text = "$ORIGIN " + origin + "\n$TTL 300\n@ SOA " + ns +
                             " hostmaster.example. 1 7200 600 86400 60\n@ NS " + ns + "\n" + ns +
                             " A " + server + "\n" + zone.records;
    if (zone.signing == Signing::none || zone.signing == Signing::stripped) return text;
    folder_.write("zone", text);
    const bool expired = zone.signing == Signing::expired;
    std::vector<std::string> words = {"ldns-signzone", "-o", origin, "-f", "signed"};
    words.insert(words.end(), {"-i", in_days(expired ? -60 : -1)});
    words.insert(words.end(), {"-e", in_days(expired ? -30 : 30)});
    // RFC 9276 section 3.1: no further iterations, no salt.
    if (zone.signing == Signing::nsec3) words.insert(words.end(), {"-n", "-t", "0"});
    words.insert(words.end(), {"zone", key});
    run(words);
    return read("signed", "");
  }

  /// Starts the top-level zone and the root, and writes what leads to them.
  void start_upper(const std::string& top_records) {
    const std::string top_key = make_key(kTop);
    const std::string root_key = make_key(".");
    start({{kTop, zone_text({kTop, Signing::nsec, top_records}, top_key, top_address())}},
          top_address());
    const std::string root_records = delegation(kTop, top_address()) + read(top_key, ".ds");
    start({{".", zone_text({".", Signing::nsec, root_records}, root_key, root_address())}},
          root_address());
    anchor_ = folder_.file(root_key + ".key");
    hints_ = folder_.write("root.hints", ". NS " + server_of(".") + "\n" + server_of(".") + " A " +
                                             root_address() + "\n");
  }

  void start(const std::map<std::string, std::string>& zones, const std::string& address) {
    servers_.push_back(std::make_unique<Nsd>(zones, address, 53));
    if (!servers_.back()->started()) {
      problem_ += "NSD does not answer on " + address + ": " + servers_.back()->log();
    }
  }

  TempDir folder_;
  std::string problem_;
  std::string anchor_;
  std::string hints_;
  std::vector<std::unique_ptr<Nsd>> servers_;
};

}  // namespace tests
