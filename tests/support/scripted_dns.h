// SPDX-License-Identifier: MIT
//
// A name server that says what a test tells it to say, right or wrong, soon or late.

#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <poll.h>
#include <unistd.h>

#include "tests/support/dns_message.h"

namespace tests {

/// A UDP and TCP server on a thread of its own. Answers wait for their delay side by side: however
/// many queries are under way, each is answered that long after it came.
class ScriptedDns {
 public:
  /// The messages to send back to a query: none to stay silent. Called on the server's thread.
  using Script = std::function<std::vector<DnsMessage>(const DnsQuery&)>;

  struct Options {
    std::chrono::milliseconds delay{0};  ///< from a query to its answer
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any that is free
  };

  explicit ScriptedDns(Script script) : ScriptedDns(std::move(script), Options()) {}
  ScriptedDns(Script script, const Options& options)
      : script_(std::move(script)), delay_(options.delay), wake_(eventfd(0, EFD_CLOEXEC)) {
    for (int attempt = 0; attempt < 50 && !started_; ++attempt) {
      started_ = bind_both(options);
      if (options.port != 0) break;
    }
    if (started_) thread_ = std::jthread([this] { serve(); });
  }
  ScriptedDns(const ScriptedDns&) = delete;
  ScriptedDns& operator=(const ScriptedDns&) = delete;
  ~ScriptedDns() {
    stopping_ = true;
    eventfd_write(wake_, 1);
    if (thread_.joinable()) thread_.join();
    for (const auto& [fd, octets] : connections_) close(fd);
    for (const int fd : {udp_, tcp_, wake_}) {
      if (fd >= 0) close(fd);
    }
  }

  /// Whether it listens; not where the address or port may not be taken.
  bool started() const { return started_; }
  std::uint16_t port() const { return ntohs(bound_.sin_port); }
  /// "127.0.0.1@5353", as --resolver and UnboundOptions take it.
  std::string address() const {
    char text[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &bound_.sin_addr, text, sizeof text);
    return text + ("@" + std::to_string(port()));
  }
  /// How many queries came; those over TCP count too.
  std::size_t queries() const { return queries_; }
  std::size_t tcp_queries() const { return tcp_queries_; }

 private:
  using Clock = std::chrono::steady_clock;

  /// A message that waits for its time.
  struct Due {
    DnsMessage message;
    int connection;    ///< over TCP; -1: over UDP
    sockaddr_in peer;  ///< over UDP
  };

  bool bind_both(const Options& options) {
    for (int* fd : {&udp_, &tcp_}) {
      if (*fd >= 0) close(*fd);
    }
    udp_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    tcp_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int room = 4 << 20;
    setsockopt(udp_, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    const int yes = 1;
    setsockopt(tcp_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    bound_ = {};
    bound_.sin_family = AF_INET;
    bound_.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.address.c_str(), &bound_.sin_addr) != 1) return false;
    auto* address = reinterpret_cast<sockaddr*>(&bound_);
    socklen_t size = sizeof bound_;
    return bind(udp_, address, size) == 0 && getsockname(udp_, address, &size) == 0 &&
           bind(tcp_, address, size) == 0 && listen(tcp_, 64) == 0;
  }

  void serve() {
    while (!stopping_) {
      std::vector<pollfd> fds = {{wake_, POLLIN, 0}, {udp_, POLLIN, 0}, {tcp_, POLLIN, 0}};
      for (const auto& [fd, octets] : connections_) fds.push_back({fd, POLLIN, 0});
      wait(fds);
      if (fds[1].revents != 0) read_datagrams();
      for (std::size_t i = 3; i < fds.size(); ++i) {
        if (fds[i].revents != 0) read_connection(fds[i].fd);
      }
      if (fds[2].revents != 0) accept_connection();
      send_due();
    }
  }

  void wait(std::vector<pollfd>& fds) const {
    timespec time{};
    if (!due_.empty()) {
      const auto left = std::max(Clock::duration::zero(), due_.begin()->first - Clock::now());
      time.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(left).count();
      time.tv_nsec = (left % std::chrono::seconds(1)).count();
    }
    ppoll(fds.data(), fds.size(), due_.empty() ? nullptr : &time, nullptr);
  }

  void read_datagrams() {
    std::uint8_t octets[65536];
    sockaddr_in peer{};
    for (;;) {
      socklen_t size = sizeof peer;
      const ssize_t count =
          recvfrom(udp_, octets, sizeof octets, 0, reinterpret_cast<sockaddr*>(&peer), &size);
      if (count < 0) return;
      take({octets, octets + count}, -1, peer);
    }
  }

  void accept_connection() {
    const int fd = accept4(tcp_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) connections_[fd] = {};
  }

  /// Messages with two octets of length before each, RFC 1035 section 4.2.2.
  void read_connection(int fd) {
    std::uint8_t octets[65536];
    const ssize_t count = recv(fd, octets, sizeof octets, MSG_DONTWAIT);
    if (count <= 0) {
      close(fd);
      connections_.erase(fd);
      std::erase_if(due_, [fd](const auto& due) { return due.second.connection == fd; });
      return;
    }
    DnsMessage& kept = connections_[fd];
    kept.insert(kept.end(), octets, octets + count);
    while (kept.size() >= 2) {
      const auto end = kept.begin() + 2 + (kept[0] << 8 | kept[1]);
      if (end > kept.end()) return;
      take({kept.begin() + 2, end}, fd, {});
      kept.erase(kept.begin(), end);
    }
  }

  void take(DnsMessage octets, int connection, const sockaddr_in& peer) {
    ++queries_;
    if (connection >= 0) ++tcp_queries_;
    DnsQuery query;
    query.over_tcp = connection >= 0;
    if (!query.read(std::move(octets))) return;
    for (DnsMessage& message : script_(query)) {
      due_.emplace(Clock::now() + delay_, Due{std::move(message), connection, peer});
    }
  }

  void send_due() {
    while (!due_.empty() && due_.begin()->first <= Clock::now()) {
      const Due due = std::move(due_.extract(due_.begin()).mapped());
      if (due.connection < 0) {
        sendto(udp_, due.message.data(), due.message.size(), 0,
               reinterpret_cast<const sockaddr*>(&due.peer), sizeof due.peer);
      } else {
        DnsMessage framed;
        append16(framed, due.message.size());
        framed.insert(framed.end(), due.message.begin(), due.message.end());
        send(due.connection, framed.data(), framed.size(), MSG_NOSIGNAL);
      }
    }
  }

  const Script script_;
  const std::chrono::milliseconds delay_;
  int wake_;
  int udp_ = -1;
  int tcp_ = -1;
  sockaddr_in bound_{};
  bool started_ = false;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> queries_ = 0;
  std::atomic<std::size_t> tcp_queries_ = 0;
  std::map<int, DnsMessage> connections_;      ///< what was read of the next message
  std::multimap<Clock::time_point, Due> due_;  ///< keeps the order of a script's messages
  std::jthread thread_;                        // last: it uses all the others
};

}  // namespace tests
