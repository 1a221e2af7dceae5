// SPDX-License-Identifier: MIT

#include "libauth/dns/server_address.h"

#include <fstream>
#include <sstream>

#include "libauth/base/text.h"

namespace libauth::dns {

std::string ServerAddress::text() const {
  return address.text() + "@" + std::to_string(port);
}

std::optional<ServerAddress> parse_server_address(std::string_view text) {
  const std::size_t at = text.find('@');
  const auto address = base::IpAddress::parse(text.substr(0, at));
  if (!address) return std::nullopt;
  if (at == std::string_view::npos) return ServerAddress{*address};
  const auto port = base::parse_number<std::uint16_t>(text.substr(at + 1));
  if (!port || *port == 0) return std::nullopt;
  return ServerAddress{*address, *port};
}

std::optional<std::vector<ServerAddress>> read_resolv_conf(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::vector<ServerAddress> servers;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string keyword;
    std::string address;
    if (!(words >> keyword >> address) || keyword != "nameserver") continue;
    if (const auto ip = base::IpAddress::parse(address.substr(0, address.find('%')))) {
      servers.push_back({*ip});
    }
  }
  if (servers.empty()) servers.push_back({*base::IpAddress::parse("127.0.0.1")});
  return servers;
}

}  // namespace libauth::dns
