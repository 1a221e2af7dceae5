// SPDX-License-Identifier: MIT

#include "libauth/base/ip_address.h"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>

#include "libauth/base/text.h"

namespace libauth::base {
namespace {

/// inet_pton takes leading zeros in no system we know of, but POSIX lets it.
bool has_leading_zero(std::string_view dotted_quad) {
  bool start = true;
  for (std::size_t i = 0; i < dotted_quad.size(); ++i) {
    if (start && dotted_quad[i] == '0' && i + 1 < dotted_quad.size() && dotted_quad[i + 1] != '.') {
      return true;
    }
    start = dotted_quad[i] == '.';
  }
  return false;
}

Network network(std::string_view address, unsigned prefix) {
  return {*IpAddress::parse(address), prefix};
}

/// The network's address with the bits after the prefix as in `fill`, octet by octet.
IpAddress with_rest(const Network& network, std::uint8_t fill) {
  std::array<std::uint8_t, 16> octets{};
  const auto from = network.address.octets();
  for (unsigned i = 0; i < from.size(); ++i) {
    const unsigned fixed = std::clamp(network.prefix, 8 * i, 8 * i + 8) - 8 * i;
    const unsigned rest = 0xffU >> fixed;
    octets[i] = static_cast<std::uint8_t>((from[i] & ~rest) | (fill & rest));
  }
  return *IpAddress::from_octets({octets.data(), from.size()});
}

/// What inet_ntop gives for IPv4 by way of printf, without that.
std::string dotted_quad(std::span<const std::uint8_t> octets) {
  std::string text;
  for (const std::uint8_t octet : octets) {
    if (!text.empty()) text += '.';
    text += std::to_string(octet);
  }
  return text;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  // The longest text of an address: INET6_ADDRSTRLEN with its NUL.
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (text.empty() || text.size() >= buffer.size()) return std::nullopt;
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  std::copy(text.begin(), text.end(), buffer.begin());
  IpAddress address;
  if (text.find(':') == std::string_view::npos) {
    if (has_leading_zero(text)) return std::nullopt;
    if (inet_pton(AF_INET, buffer.data(), address.octets_.data()) != 1) return std::nullopt;
    return address;
  }
  address.v4_ = false;
  if (inet_pton(AF_INET6, buffer.data(), address.octets_.data()) != 1) return std::nullopt;
  return address;
}

std::optional<IpAddress> IpAddress::from_octets(std::span<const std::uint8_t> octets) {
  if (octets.size() != 4 && octets.size() != 16) return std::nullopt;
  IpAddress address;
  address.v4_ = octets.size() == 4;
  std::copy(octets.begin(), octets.end(), address.octets_.begin());
  return address;
}

IpAddress IpAddress::unmapped() const {
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (v4_ || !std::equal(kMapped.begin(), kMapped.end(), octets_.begin())) return *this;
  return *from_octets(octets().subspan(kMapped.size()));
}

IpAddress IpAddress::next() const {
  IpAddress after = *this;
  for (std::size_t i = octets().size(); i-- > 0 && ++after.octets_[i] == 0;) {
  }
  return after;
}

IpAddress IpAddress::previous() const {
  IpAddress before = *this;
  for (std::size_t i = octets().size(); i-- > 0 && before.octets_[i]-- == 0;) {
  }
  return before;
}

std::string IpAddress::text() const {
  if (v4_) return dotted_quad(octets());
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(AF_INET6, octets_.data(), buffer.data(), buffer.size());
  return buffer.data();
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = IpAddress::parse(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  const auto prefix = parse_number<unsigned>(digits);
  if (!address || !prefix || *prefix > address->bits()) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  return Network{*address, *prefix};
}

IpAddress Network::first() const {
  return with_rest(*this, 0);
}

IpAddress Network::last() const {
  return with_rest(*this, 0xff);
}

bool Network::contains(const IpAddress& other) const {
  if (address.is_v4() != other.is_v4()) return false;
  const auto mine = address.octets();
  const auto theirs = other.octets();
  const std::size_t whole = prefix / 8;
  if (!std::equal(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(whole),
                  theirs.begin())) {
    return false;
  }
  const unsigned rest = prefix % 8;
  return rest == 0 || (mine[whole] ^ theirs[whole]) >> (8 - rest) == 0;
}

std::string Network::text() const {
  return address.text() + "/" + std::to_string(prefix);
}

std::span<const SpecialNetwork> special_networks() {
  static const std::array table = {
      SpecialNetwork{network("192.0.2.0", 24), Reach::documentation},
      SpecialNetwork{network("198.51.100.0", 24), Reach::documentation},
      SpecialNetwork{network("203.0.113.0", 24), Reach::documentation},
      SpecialNetwork{network("2001:db8::", 32), Reach::documentation},
      SpecialNetwork{network("3fff::", 20), Reach::documentation},
      SpecialNetwork{network("10.0.0.0", 8), Reach::local},
      SpecialNetwork{network("100.64.0.0", 10), Reach::local},
      SpecialNetwork{network("127.0.0.0", 8), Reach::local},
      SpecialNetwork{network("169.254.0.0", 16), Reach::local},
      SpecialNetwork{network("172.16.0.0", 12), Reach::local},
      SpecialNetwork{network("192.168.0.0", 16), Reach::local},
      SpecialNetwork{network("::1", 128), Reach::local},
      SpecialNetwork{network("64:ff9b:1::", 48), Reach::local},
      SpecialNetwork{network("fc00::", 7), Reach::local},
      SpecialNetwork{network("fe80::", 10), Reach::local},
      SpecialNetwork{network("0.0.0.0", 8), Reach::reserved},
      SpecialNetwork{network("192.0.0.0", 24), Reach::reserved},
      SpecialNetwork{network("198.18.0.0", 15), Reach::reserved},
      SpecialNetwork{network("224.0.0.0", 4), Reach::reserved},
      SpecialNetwork{network("240.0.0.0", 4), Reach::reserved},
      SpecialNetwork{network("::", 128), Reach::reserved},
      SpecialNetwork{network("100::", 64), Reach::reserved},
      SpecialNetwork{network("2001:2::", 48), Reach::reserved},
      SpecialNetwork{network("fec0::", 10), Reach::reserved},
      SpecialNetwork{network("ff00::", 8), Reach::reserved},
  };
  return table;
}

Reach reach_of(const IpAddress& address) {
  const IpAddress plain = address.unmapped();
  for (const SpecialNetwork& special : special_networks()) {
    if (special.network.contains(plain)) return special.reach;
  }
  return Reach::global;
}

}  // namespace libauth::base

std::size_t std::hash<libauth::base::IpAddress>::operator()(
    const libauth::base::IpAddress& address) const noexcept {
  const auto octets = address.octets();
  return std::hash<std::string_view>{}(
      {reinterpret_cast<const char*>(octets.data()), octets.size()});
}
