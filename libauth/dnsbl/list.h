// SPDX-License-Identifier: MIT
//
// DNS-based lists of addresses, and what their answers mean.
//
// A code means something only through the list's own dictionary: 127.0.0.1 is a listing on one list
// and an impossible answer on another.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/describe/enum.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/dns/name.h"

namespace libauth::dnsbl {

/// What a code says about the address.
enum class Meaning {
  listed,   ///< the list says that mail from the address is bad
  policy,   ///< the address should not send mail by itself; no fault of a host that does not
  good,     ///< the list speaks well of the address, or neither well nor ill
  refused,  ///< the list does not answer us: nothing is known about the address
};

BOOST_DESCRIBE_ENUM(Meaning, listed, policy, good, refused)

/// One entry of a list's dictionary: codes from `first` to `last`, as 127.a.b.c in a number.
struct Code {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  Meaning meaning{};
  std::string_view text;  ///< what the list's owner calls it
};

struct List {
  std::string_view zone;
  std::span<const Code> codes;
  std::string_view removal;  ///< where to ask for removal; may be empty
};

/// The lists that are known here. An audit asks those that its caller names: many lists do not
/// allow every use, so none is asked by default.
std::span<const List> known_lists();

/// The entry of the zone; null for a list that is not known here.
const List* find_list(const dns::Name& zone);

/// What an answer of the list means: by its dictionary, or for other lists by RFC 5782 section 2.3
/// (any code in 127.0.0.0/8 is a listing). Never a listing are answers outside 127.0.0.0/8 (the
/// zone was lost) and in 127.255.255.0/24 (the list refuses us).
struct Reading {
  Meaning meaning{};
  std::string text;
};
Reading read_code(const List* list, const base::IpAddress& code);

}  // namespace libauth::dnsbl
