// SPDX-License-Identifier: MIT
//
// Where a name server listens.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/ip_address.h"

namespace libauth::dns {

/// The file that names the system's resolvers, resolv.conf(5).
inline constexpr const char* kResolvConf = "/etc/resolv.conf";

struct ServerAddress {
  base::IpAddress address;
  std::uint16_t port = 53;

  /// "192.0.2.53@53"
  std::string text() const;

  auto operator<=>(const ServerAddress&) const = default;
};

/// Reads "192.0.2.53" or "192.0.2.53@5353"; none for anything else.
std::optional<ServerAddress> parse_server_address(std::string_view text);

/// The name servers of a file in the form of resolv.conf(5), in its order. Where it names none it
/// is 127.0.0.1, as that page has it. The zone of a link-local address, "fe80::1%eth0", is left
/// out. None where the file cannot be read.
std::optional<std::vector<ServerAddress>> read_resolv_conf(const std::string& path);

}  // namespace libauth::dns
