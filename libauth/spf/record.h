// SPDX-License-Identifier: MIT
//
// An SPF record that is known to be well formed.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/dns/name.h"
#include "libauth/spf/macro.h"
#include "libauth/spf/result.h"

namespace libauth::spf {

/// RFC 7208 section 5.
enum class Mechanism { all, include, a, mx, ptr, ip4, ip6, exists };

BOOST_DESCRIBE_ENUM(Mechanism, all, include, a, mx, ptr, ip4, ip6, exists)

/// A mechanism with its qualifier, RFC 7208 section 4.6.1.
struct Directive {
  Result qualifier = Result::pass;  ///< pass "+", fail "-", softfail "~", neutral "?"
  Mechanism mechanism{};
  MacroString domain;               ///< domain-spec; empty: the current domain
  std::optional<dns::Name> target;  ///< what `domain` stands for whoever sends, where it does
  base::Network network;            ///< ip4, ip6
  unsigned prefix4 = 32;            ///< a, mx: bits of an IPv4 address that count
  unsigned prefix6 = 128;           ///< a, mx: bits of an IPv6 address that count
  std::string text;                 ///< as written
  std::size_t offset = 0;           ///< octets before it in the record

  bool operator==(const Directive&) const = default;
};

/// name=value, RFC 7208 section 6.
struct Modifier {
  std::string name;  ///< as written
  MacroString value;
  std::optional<dns::Name> target{};  ///< of redirect and exp: what `value` stands for, as above
  std::string text;
  std::size_t offset = 0;

  bool operator==(const Modifier&) const = default;
};

struct Record {
  std::vector<Directive> directives;  ///< in order
  std::optional<Modifier> redirect;
  std::optional<Modifier> exp;
  std::vector<Modifier> unknown;  ///< ignored, but read (RFC 7208 section 6)

  /// The first "all"; null where there is none. Valid as long as the record.
  const Directive* all() const;

  /// Memory that the record takes on the heap.
  std::size_t octets() const;

  bool operator==(const Record&) const = default;
};

/// Whether the mechanism makes the evaluation ask the DNS, and so counts against the ten of RFC
/// 7208 section 4.6.4.
bool costs_lookup(Mechanism mechanism);

}  // namespace libauth::spf
