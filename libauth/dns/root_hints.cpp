// SPDX-License-Identifier: MIT

#include "libauth/dns/root_hints.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "libauth/base/text.h"
#include "libauth/dns/zone.h"

namespace libauth::dns {
namespace {

/// Root servers a, i and k.
constexpr std::array kRootServers = {"198.41.0.4",          "192.36.148.17", "193.0.14.129",
                                     "2001:503:ba3e::2:30", "2001:7fe::53",  "2001:7fd::1"};

/// The whole list of the root's servers has 3 KB; what has more is no file of hints.
constexpr std::uintmax_t kMaxOctets = 1 << 20;

base::ParseError bad_hints(const std::string& path, const std::string& why) {
  return {0, "root hints", "The root hints file " + base::printable(path) + " " + why};
}

std::vector<ServerAddress> addresses_in(const Zone& zone) {
  std::vector<ServerAddress> servers;
  const auto found = zone.find({Name(), RrType::ns});
  if (found.kind != Zone::Found::Kind::records) return servers;
  for (const Name& name : std::get<std::vector<Name>>(found.set->records)) {
    for (const RrType type : {RrType::a, RrType::aaaa}) {
      const auto glue = zone.find({name, type});
      if (glue.kind != Zone::Found::Kind::records) continue;
      for (const auto& address : std::get<std::vector<base::IpAddress>>(glue.set->records)) {
        servers.push_back({address});
      }
    }
  }
  std::ranges::sort(servers);
  servers.erase(std::ranges::unique(servers).begin(), servers.end());
  return servers;
}

}  // namespace

base::Result<std::vector<ServerAddress>> read_root_hints(const std::string& path) {
  std::error_code none;
  const auto status = std::filesystem::status(path, none);
  if (!std::filesystem::is_regular_file(status)) {
    return bad_hints(path, "cannot be read: it is not there, or is no file.");
  }
  if (std::filesystem::file_size(path, none) > kMaxOctets) {
    return bad_hints(path, "is too large for one.");
  }
  const auto zone = Zone::read_file(path);
  if (!zone) return bad_hints(path, "cannot be read: " + zone.error().message);
  auto servers = addresses_in(*zone);
  if (servers.empty()) {
    return bad_hints(path,
                     "names no root server: it needs NS records of \".\" and their A or AAAA.");
  }
  return servers;
}

std::vector<ServerAddress> well_known_root_servers() {
  std::vector<ServerAddress> servers;
  for (const char* root : kRootServers) servers.push_back({*base::IpAddress::parse(root)});
  return servers;
}

}  // namespace libauth::dns
