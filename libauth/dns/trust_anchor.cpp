// SPDX-License-Identifier: MIT

#include "libauth/dns/trust_anchor.h"

#include <array>
#include <fstream>
#include <sstream>

namespace libauth::dns {
namespace {

/// Where systems keep the root's trust anchor; Debian's dns-root-data comes first.
constexpr std::array kTrustAnchors = {"/usr/share/dns/root.key", "/var/lib/unbound/root.key",
                                      "/etc/unbound/root.key", "/etc/trusted-key.key"};

base::ParseError error(std::string message) {
  return {0, "trust anchor", std::move(message)};
}

/// Whether the file has a line with a DS or DNSKEY record. libunbound refuses records that it
/// cannot read, but takes a file without any for "validate nothing".
bool has_anchor(std::ifstream& file) {
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line.substr(0, line.find(';')));
    for (std::string word; words >> word;) {
      if (word == "DS" || word == "DNSKEY") return true;
    }
  }
  return false;
}

}  // namespace

base::Result<std::string> find_trust_anchor(const std::string& chosen) {
  if (!chosen.empty()) {
    std::ifstream file(chosen);
    if (!file) return error("The trust anchor file " + chosen + " cannot be read.");
    if (!has_anchor(file)) return unusable_trust_anchor(chosen);
    return chosen;
  }
  for (const char* path : kTrustAnchors) {
    if (std::ifstream(path)) return std::string(path);
  }
  return error(
      "No DNSSEC trust anchor was found on this system: install the package dns-root-data, or name "
      "a file.");
}

base::ParseError unusable_trust_anchor(const std::string& path) {
  return error("The trust anchor file holds no DS or DNSKEY record that can be used: " + path +
               ".");
}

}  // namespace libauth::dns
