// SPDX-License-Identifier: MIT

#include "libauth/dns/server_address.h"

#include "libauth/base/text.h"

namespace libauth::dns {

std::optional<ServerAddress> parse_server_address(std::string_view text) {
  const std::size_t at = text.find('@');
  const auto address = base::IpAddress::parse(text.substr(0, at));
  if (!address) return std::nullopt;
  if (at == std::string_view::npos) return ServerAddress{*address};
  const auto port = base::parse_number<std::uint16_t>(text.substr(at + 1));
  if (!port || *port == 0) return std::nullopt;
  return ServerAddress{*address, *port};
}

}  // namespace libauth::dns
