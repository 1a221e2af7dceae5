// SPDX-License-Identifier: MIT
//
// A set of addresses, IPv4 and IPv6, as networks: union, intersection, difference, size.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "libauth/base/ip_address.h"

namespace libauth::base {

/// Addresses of one family, from the first to the last.
struct AddressRange {
  IpAddress first;
  IpAddress last;
};

/// Addresses of both families. The two are apart: ::ffff:192.0.2.1 is not 192.0.2.1.
///
/// Kept as ranges in order. Adding, removing or looking for a range takes logarithmic time, besides
/// the ranges that it swallows; the operations of two sets take one such step for each range of the
/// smaller set, but for adding and covers(), where it is for each range of the other set.
/// @threads as a standard container
class NetworkSet {
 public:
  NetworkSet() = default;
  explicit NetworkSet(const Network& network) { add(network); }
  /// Every address of both families.
  static NetworkSet everything();

  /// Bits of the network's address after its prefix do not count.
  void add(const Network& network);
  void add(const NetworkSet& other);
  void remove(const NetworkSet& other);
  NetworkSet intersection(const NetworkSet& other) const;

  bool is_empty() const { return v4_.empty() && v6_.empty(); }
  bool contains(const IpAddress& address) const;
  /// Whether every address of the other is here; so is every address of an empty set.
  bool covers(const NetworkSet& other) const;
  /// Whether there is an address in both.
  bool intersects(const NetworkSet& other) const;

  /// How many IPv4 addresses, 0 to 2^32.
  std::uint64_t count_v4() const;
  /// How many IPv6 addresses, in decimal digits: up to 2^128 do not fit a number.
  std::string count_v6() const;
  /// The fewest networks that make up the set, in order, IPv4 first. A set that was made of n
  /// networks has at most 129 n.
  std::vector<Network> networks() const;
  /// The first of networks().
  /// @pre the set is not empty
  Network first_network() const;
  /// The fewest ranges that make up the set, in order, IPv4 first.
  std::vector<AddressRange> ranges() const;

  bool operator==(const NetworkSet&) const = default;

 private:
  /// The last address by the first; the ranges are apart and not adjacent.
  using Ranges = std::map<IpAddress, IpAddress>;
  struct Algebra;

  Ranges v4_;
  Ranges v6_;
};

}  // namespace libauth::base
