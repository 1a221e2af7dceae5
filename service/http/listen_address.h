// SPDX-License-Identifier: MIT
//
// Where a server listens.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libauth/base/ip_address.h"
#include "libauth/base/result.h"

namespace service::http {

struct ListenAddress {
  libauth::base::IpAddress address;
  std::uint16_t port = 0;  ///< 0: the system chooses one

  /// Reads "127.0.0.1:8460" or "[::1]:8460". Host names are not read: an address is meant.
  static libauth::base::Result<ListenAddress> parse(std::string_view text);

  /// Whether only this machine can reach it: 127.0.0.0/8 and ::1.
  bool is_loopback() const;
  /// As parse() reads it.
  std::string text() const;
};

}  // namespace service::http
