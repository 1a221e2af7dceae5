// SPDX-License-Identifier: MIT

#include "libauth/dns/reverse.h"

#include <string>

namespace libauth::dns {
namespace {

/// The octets, or the nibbles, from the last to the first, each followed by a dot.
std::string reversed(const base::IpAddress& address) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto octets = address.octets();
  std::string text;
  for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet) {
    if (address.is_v4()) {
      text += std::to_string(*octet) + ".";
    } else {
      text += {kHex[*octet & 15], '.', kHex[*octet >> 4], '.'};
    }
  }
  return text;
}

}  // namespace

Name reverse_name(const base::IpAddress& address) {
  return *Name::parse(reversed(address) + (address.is_v4() ? "in-addr.arpa" : "ip6.arpa"));
}

std::optional<Name> reverse_name_in(const base::IpAddress& address, const Name& zone) {
  std::string prefix = reversed(address);
  prefix.pop_back();
  const auto name = zone.below(prefix);
  if (!name) return std::nullopt;
  return *name;
}

}  // namespace libauth::dns
