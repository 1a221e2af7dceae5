// SPDX-License-Identifier: MIT
//
// A real authoritative name server for a test: NSD on a free port of the loopback address, or where
// the test wants it.
//
// It lives in a temporary folder, and the destructor ends the process that was started and no
// other.

#pragma once

#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <unistd.h>

#include "tests/support/loopback.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace tests {

class Nsd {
 public:
  static constexpr const char* kProgram = "/usr/sbin/nsd";

  static bool is_installed() { return access(kProgram, X_OK) == 0; }

  /// Starts NSD with these zones, zone name to zone file text. started() says whether it answers.
  explicit Nsd(const std::map<std::string, std::string>& zones) {
    for (const auto& [zone, text] : zones) write_zone(zone, text);
    // Another process may take the port between the looking and the binding.
    for (int attempt = 0; attempt < 5 && !started_; ++attempt) {
      port_ = free_port();
      start();
    }
  }

  /// Starts NSD on that address of 127.0.0.0/8 and that port.
  Nsd(const std::map<std::string, std::string>& zones, std::string address, std::uint16_t port)
      : ip_(std::move(address)), port_(port) {
    for (const auto& [zone, text] : zones) write_zone(zone, text);
    start();
  }

  Nsd(const Nsd&) = delete;
  Nsd& operator=(const Nsd&) = delete;
  /// Ends it as it wants to be ended: it has processes of its own to end.
  ~Nsd() { stop(); }

  bool started() const { return started_; }
  std::uint16_t port() const { return port_; }
  /// "127.0.0.1@5353", as --resolver and UnboundOptions take it.
  std::string address() const { return ip_ + "@" + std::to_string(port_); }
  /// What NSD said on its standard error, for a test that fails.
  std::string log() { return process_ ? process_->err().text() : ""; }

  void stop() {
    if (process_) {
      process_->send(SIGTERM);
      process_->wait(std::chrono::seconds(5));
    }
    process_.reset();
    started_ = false;
  }

  /// Starts it again on the same port, with changed zones where some are given.
  void restart(const std::map<std::string, std::string>& zones = {}) {
    stop();
    for (const auto& [zone, text] : zones) write_zone(zone, text);
    start();
  }

 private:
  void write_zone(const std::string& zone, const std::string& text) {
    const std::string file = "zone" + std::to_string(zones_.size());
    const auto [entry, is_new] = zones_.try_emplace(zone, file);
    folder_.write(entry->second, text);
  }

  std::string configuration() const {
    const std::string path = folder_.path().string();
    std::string text = "server:\n  ip-address: " + ip_ + "\n  port: " + std::to_string(port_) +
                       "\n  username: \"\"\n  chroot: \"\"\n  database: \"\"\n  server-count: 1"
                       "\n  zonesdir: \"" +
                       path + "\"\n  pidfile: \"" + path + "/pid\"\n  xfrdfile: \"" + path +
                       "/xfrd\"\n  zonelistfile: \"" + path + "/zonelist\"\n  xfrdir: \"" + path +
                       "\"\n  round-robin: no\nremote-control:\n  control-enable: no\n";
    for (const auto& [zone, file] : zones_) {
      text += "zone:\n  name: \"" + zone + "\"\n  zonefile: \"" + file + "\"\n";
    }
    return text;
  }

  void start() {
    const std::string file = folder_.write("nsd.conf", configuration());
    process_ = std::make_unique<Process>(std::vector<std::string>{kProgram, "-d", "-c", file});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (process_->started() && std::chrono::steady_clock::now() < deadline) {
      if (answers()) {
        started_ = true;
        return;
      }
      // It ends at once where the port is taken.
      if (log().find("can't bind") != std::string::npos) break;
    }
    process_.reset();
  }

  /// Whether a question for the root's name servers is answered, be it with a refusal.
  bool answers() const {
    static constexpr unsigned char kQuery[] = {0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1};
    const LoopbackSocket socket;
    sockaddr_in address = LoopbackSocket::loopback(port_);
    inet_pton(AF_INET, ip_.c_str(), &address.sin_addr);
    sendto(socket.fd(), kQuery, sizeof kQuery, 0, reinterpret_cast<sockaddr*>(&address),
           sizeof address);
    timeval patience{0, 50'000};
    setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    unsigned char reply[512];
    return recv(socket.fd(), reply, sizeof reply, 0) > 12;
  }

  TempDir folder_;
  std::map<std::string, std::string> zones_;  ///< zone to file in the folder
  std::unique_ptr<Process> process_;
  std::string ip_ = "127.0.0.1";
  std::uint16_t port_ = 0;
  bool started_ = false;
};

}  // namespace tests
