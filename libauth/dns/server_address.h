// SPDX-License-Identifier: MIT
//
// Where a name server listens.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "libauth/base/ip_address.h"

namespace libauth::dns {

/// The file that names the system's resolvers, resolv.conf(5).
inline constexpr const char* kResolvConf = "/etc/resolv.conf";

struct ServerAddress {
  base::IpAddress address;
  std::uint16_t port = 53;
};

/// Reads "192.0.2.53" or "192.0.2.53@5353"; none for anything else.
std::optional<ServerAddress> parse_server_address(std::string_view text);

}  // namespace libauth::dns
