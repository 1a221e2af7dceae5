// SPDX-License-Identifier: MIT
//
// What an SPF record says to a sender that it was not written for.

#pragma once

#include <string>

#include "libauth/dns/facts.h"
#include "libauth/spf/record.h"
#include "libauth/spf/tree.h"

namespace libauth::spf {

/// The record's last word, after redirects, and whether a term before it lets everyone through.
struct Stance {
  enum class Kind {
    pending,   ///< facts are missing
    unknown,   ///< the DNS did not tell something that the word depends on
    pass,      ///< everyone on the Internet may send, or everyone of an address family
    neutral,   ///< "?all"
    softfail,  ///< "~all"
    fail,      ///< "-all"
    missing,   ///< there is neither "all" nor a redirect: neutral (RFC 7208 section 4.7)
    none,  ///< the word stands in a record that cannot be used: permerror, which spf-limits tells
  };
  Kind kind = Kind::pending;
  std::string domain;      ///< whose record has the word
  std::string term;        ///< as written there; empty with missing
  dns::Question question;  ///< for that record
  bool ipv4 = true;        ///< with pass: everyone with an IPv4 address
  bool ipv6 = true;        ///< with pass: everyone with an IPv6 address; one of the two at least
};

/// The stance of the tree's root. Everyone passes by "+all", by a term that every address of a
/// family matches ("ip4:0.0.0.0/0", an "exists" of a fixed name), and by the include of a record
/// that lets everyone pass.
Stance stance_of(const Tree& tree);

}  // namespace libauth::spf
