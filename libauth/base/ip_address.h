// SPDX-License-Identifier: MIT
//
// An IPv4 or IPv6 address, and a network of them.

#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace libauth::base {

/// An IPv4 or IPv6 address: a value of 17 octets, in network order.
class IpAddress {
 public:
  /// 0.0.0.0
  IpAddress() = default;

  /// Reads "192.0.2.1" or "2001:db8::1". None for anything else: leading zeros, zones, brackets.
  static std::optional<IpAddress> parse(std::string_view text);
  /// Takes 4 octets (IPv4) or 16 (IPv6); none for another count.
  static std::optional<IpAddress> from_octets(std::span<const std::uint8_t> octets);

  bool is_v4() const { return v4_; }
  bool is_v6() const { return !v4_; }
  /// 32 or 128.
  unsigned bits() const { return v4_ ? 32 : 128; }
  /// 4 or 16 octets, valid as long as the address.
  std::span<const std::uint8_t> octets() const { return {octets_.data(), v4_ ? 4U : 16U}; }

  /// The IPv4 address inside ::ffff:a.b.c.d; any other address as it is.
  IpAddress unmapped() const;

  /// The address after it in its family; the first after the last.
  IpAddress next() const;
  /// The address before it in its family; the last before the first.
  IpAddress previous() const;

  /// Dotted quad, or RFC 5952 text.
  std::string text() const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  std::array<std::uint8_t, 16> octets_{};
  bool v4_ = true;
};

/// All addresses that share the first `prefix` bits.
struct Network {
  IpAddress address;    ///< bits after the prefix do not count
  unsigned prefix = 0;  ///< 0 to address.bits()

  /// Reads "192.0.2.0/24" or "2001:db8::/32"; none for anything else, an address alone among it.
  static std::optional<Network> parse(std::string_view text);

  /// The address with all bits after the prefix 0.
  IpAddress first() const;
  /// The address with all bits after the prefix 1.
  IpAddress last() const;
  /// Whether the address is in the network; never for another address family.
  bool contains(const IpAddress& other) const;
  /// "192.0.2.0/24"
  std::string text() const;

  bool operator==(const Network&) const = default;
};

/// Where an address may be reached from, by the special-purpose registries (RFC 6890).
enum class Reach {
  global,         ///< from everywhere, as far as the address tells
  documentation,  ///< examples: 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32
  local,          ///< loopback, link-local, private, shared (RFC 6598), unique local
  reserved,       ///< unspecified, multicast, benchmarking, future use
};

/// A network of the special-purpose registries.
struct SpecialNetwork {
  Network network;
  Reach reach{};  ///< never global
};

/// The special-purpose networks as far as they matter for mail; no two have addresses in common.
std::span<const SpecialNetwork> special_networks();

/// How far the address reaches; IPv4-mapped addresses count as IPv4.
Reach reach_of(const IpAddress& address);

}  // namespace libauth::base

template <>
struct std::hash<libauth::base::IpAddress> {
  std::size_t operator()(const libauth::base::IpAddress& address) const noexcept;
};
