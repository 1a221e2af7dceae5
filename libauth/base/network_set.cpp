// SPDX-License-Identifier: MIT

#include "libauth/base/network_set.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <utility>

namespace libauth::base {
namespace {

using Octets = std::array<std::uint8_t, 16>;

Octets octets_of(const IpAddress& address) {
  Octets octets{};
  std::copy(address.octets().begin(), address.octets().end(), octets.begin());
  return octets;
}

/// How many of the address's last bits are 0.
unsigned trailing_zeros(const IpAddress& address) {
  const auto octets = address.octets();
  unsigned zeros = 0;
  for (std::size_t i = octets.size(); i-- > 0; zeros += 8) {
    if (octets[i] != 0) return zeros + static_cast<unsigned>(std::countr_zero(octets[i]));
  }
  return zeros;
}

/// The widest network that begins with the address and ends at `last` or before.
Network widest(const IpAddress& first, const IpAddress& last) {
  unsigned low = first.bits() - trailing_zeros(first);
  unsigned high = first.bits();
  while (low < high) {
    const unsigned middle = (low + high) / 2;
    if (Network{first, middle}.last() > last) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return {first, high};
}

/// A number of up to 160 bits: 32 bits each, the least first.
class Count {
 public:
  /// Adds the size of a range.
  void add(const IpAddress& first, const IpAddress& last) {
    const Octets from = octets_of(first);
    const Octets to = octets_of(last);
    std::int64_t carry = 1;  // The last address counts.
    for (std::size_t i = 0; i < limbs_.size(); ++i) {
      carry += limbs_[i] + limb(to, i) - limb(from, i);
      limbs_[i] = carry & 0xffffffff;
      carry >>= 32;
    }
  }

  std::string text() const {
    std::string digits;
    Limbs rest = limbs_;
    do {
      digits += static_cast<char>('0' + divide_by_ten(rest));
    } while (rest != Limbs{});
    std::reverse(digits.begin(), digits.end());
    return digits;
  }

 private:
  using Limbs = std::array<std::int64_t, 5>;

  static std::int64_t limb(const Octets& octets, std::size_t index) {
    if (index == 4) return 0;
    std::int64_t value = 0;
    for (std::size_t i = 12 - 4 * index; i < 16 - 4 * index; ++i) value = value << 8 | octets[i];
    return value;
  }

  /// Divides in place; gives what is left over.
  static std::int64_t divide_by_ten(Limbs& number) {
    std::int64_t left = 0;
    for (std::size_t i = number.size(); i-- > 0;) {
      const std::int64_t value = left << 32 | number[i];
      number[i] = value / 10;
      left = value % 10;
    }
    return left;
  }

  Limbs limbs_{};
};

std::uint64_t number_of(const IpAddress& v4) {
  std::uint64_t number = 0;
  for (const std::uint8_t octet : v4.octets()) number = number << 8 | octet;
  return number;
}

}  // namespace

/// The operations on the ranges of one family.
struct NetworkSet::Algebra {
  /// The first range that ends at the address or behind it.
  template <class AnyRanges>
  static auto from(AnyRanges& ranges, const IpAddress& address) {
    auto range = ranges.upper_bound(address);
    if (range == ranges.begin()) return range;
    const auto before = std::prev(range);
    return before->second >= address ? before : range;
  }

  static void add(Ranges& ranges, IpAddress first, IpAddress last) {
    auto range = from(ranges, first);
    // What ends just before becomes one with it.
    if (range != ranges.begin() && std::prev(range)->second.next() == first) --range;
    while (range != ranges.end() && (range->first <= last || range->first.previous() == last)) {
      first = std::min(first, range->first);
      last = std::max(last, range->second);
      range = ranges.erase(range);
    }
    ranges.emplace_hint(range, first, last);
  }

  static void remove(Ranges& ranges, const IpAddress& first, const IpAddress& last) {
    auto range = from(ranges, first);
    while (range != ranges.end() && range->first <= last) {
      const auto [begin, end] = *range;
      range = ranges.erase(range);
      if (begin < first) ranges.emplace_hint(range, begin, first.previous());
      if (end > last) ranges.emplace_hint(range, last.next(), end);
    }
  }

  /// Calls visit(first, last) for every range of what both have, in order, until it gives false.
  template <class Visit>
  static void each_common(const Ranges& a, const Ranges& b, Visit visit) {
    const Ranges& few = a.size() < b.size() ? a : b;
    const Ranges& many = a.size() < b.size() ? b : a;
    for (const auto& [first, last] : few) {
      for (auto range = from(many, first); range != many.end() && range->first <= last; ++range) {
        if (!visit(std::max(first, range->first), std::min(last, range->second))) return;
      }
    }
  }

  static Ranges intersection(const Ranges& a, const Ranges& b) {
    Ranges common;
    each_common(a, b, [&common](const IpAddress& first, const IpAddress& last) {
      common.emplace_hint(common.end(), first, last);
      return true;
    });
    return common;
  }

  static void remove(Ranges& ranges, const Ranges& other) {
    for (const auto& [first, last] : intersection(ranges, other)) remove(ranges, first, last);
  }

  static bool intersects(const Ranges& a, const Ranges& b) {
    bool found = false;
    each_common(a, b, [&found](const IpAddress&, const IpAddress&) {
      found = true;
      return false;
    });
    return found;
  }

  static bool covers(const Ranges& ranges, const Ranges& other) {
    return std::all_of(other.begin(), other.end(), [&ranges](const auto& wanted) {
      const auto range = from(ranges, wanted.first);
      return range != ranges.end() && range->first <= wanted.first &&
             range->second >= wanted.second;
    });
  }

  static void append_networks(const Ranges& ranges, std::vector<Network>& networks) {
    for (const auto& [first, last] : ranges) {
      // The widest network that fits, again and again, gives the fewest.
      for (IpAddress from = first;; from = networks.back().last().next()) {
        networks.push_back(widest(from, last));
        if (networks.back().last() == last) break;
      }
    }
  }
};

NetworkSet NetworkSet::everything() {
  NetworkSet set(Network{*IpAddress::parse("0.0.0.0"), 0});
  set.add(Network{*IpAddress::parse("::"), 0});
  return set;
}

void NetworkSet::add(const Network& network) {
  Algebra::add(network.address.is_v4() ? v4_ : v6_, network.first(), network.last());
}

void NetworkSet::add(const NetworkSet& other) {
  if (&other == this) return;
  for (const auto& [first, last] : other.v4_) Algebra::add(v4_, first, last);
  for (const auto& [first, last] : other.v6_) Algebra::add(v6_, first, last);
}

void NetworkSet::remove(const NetworkSet& other) {
  Algebra::remove(v4_, other.v4_);
  Algebra::remove(v6_, other.v6_);
}

NetworkSet NetworkSet::intersection(const NetworkSet& other) const {
  NetworkSet common;
  common.v4_ = Algebra::intersection(v4_, other.v4_);
  common.v6_ = Algebra::intersection(v6_, other.v6_);
  return common;
}

bool NetworkSet::contains(const IpAddress& address) const {
  const Ranges& ranges = address.is_v4() ? v4_ : v6_;
  const auto range = Algebra::from(ranges, address);
  return range != ranges.end() && range->first <= address;
}

bool NetworkSet::covers(const NetworkSet& other) const {
  return Algebra::covers(v4_, other.v4_) && Algebra::covers(v6_, other.v6_);
}

bool NetworkSet::intersects(const NetworkSet& other) const {
  return Algebra::intersects(v4_, other.v4_) || Algebra::intersects(v6_, other.v6_);
}

std::uint64_t NetworkSet::count_v4() const {
  std::uint64_t count = 0;
  for (const auto& [first, last] : v4_) count += number_of(last) - number_of(first) + 1;
  return count;
}

std::string NetworkSet::count_v6() const {
  Count count;
  for (const auto& [first, last] : v6_) count.add(first, last);
  return count.text();
}

std::vector<Network> NetworkSet::networks() const {
  std::vector<Network> networks;
  Algebra::append_networks(v4_, networks);
  Algebra::append_networks(v6_, networks);
  return networks;
}

Network NetworkSet::first_network() const {
  assert(!is_empty());
  const auto& [first, last] = v4_.empty() ? *v6_.begin() : *v4_.begin();
  return widest(first, last);
}

std::vector<AddressRange> NetworkSet::ranges() const {
  std::vector<AddressRange> ranges;
  ranges.reserve(v4_.size() + v6_.size());
  for (const auto& [first, last] : v4_) ranges.push_back({first, last});
  for (const auto& [first, last] : v6_) ranges.push_back({first, last});
  return ranges;
}

}  // namespace libauth::base
