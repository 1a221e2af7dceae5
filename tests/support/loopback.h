// SPDX-License-Identifier: MIT
//
// Ports of the loopback address.

#pragma once

#include <cstdint>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <unistd.h>

namespace tests {

/// A UDP socket of the loopback address on a free port. Nothing ever answers there.
class LoopbackSocket {
 public:
  explicit LoopbackSocket(std::uint16_t port = 0, int type = SOCK_DGRAM)
      : fd_(socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(port);
    bound_ = bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    socklen_t size = sizeof address;
    if (bound_) getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  LoopbackSocket(const LoopbackSocket&) = delete;
  LoopbackSocket& operator=(const LoopbackSocket&) = delete;
  ~LoopbackSocket() { close(fd_); }

  bool bound() const { return bound_; }
  std::uint16_t port() const { return port_; }
  int fd() const { return fd_; }

  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }

 private:
  int fd_;
  bool bound_ = false;
  std::uint16_t port_ = 0;
};

/// A port that is free for UDP and TCP, as far as one can know beforehand; 0 where none is.
inline std::uint16_t free_port() {
  for (int attempt = 0; attempt < 50; ++attempt) {
    const LoopbackSocket udp;
    const LoopbackSocket tcp(udp.port(), SOCK_STREAM);
    if (udp.bound() && tcp.bound()) return udp.port();
  }
  return 0;
}

}  // namespace tests
