// SPDX-License-Identifier: MIT
//
// What an SPF record says to a sender that it was not written for.

#pragma once

#include <string>

#include "libauth/dns/facts.h"
#include "libauth/spf/record.h"

namespace libauth::spf {

/// The record's last word, after redirects, and whether a term before it lets everyone through.
struct Stance {
  enum class Kind {
    pending,   ///< facts are missing
    unknown,   ///< the DNS did not tell a record that the word depends on
    pass,      ///< everyone on the Internet may send
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
};

/// Records that are looked at: the ten look-ups of RFC 7208 section 4.6.4 allow no more.
inline constexpr std::size_t kMaxStanceRecords = 11;

/// The stance of the domain's record. Everyone passes by "+all", by a network of prefix length 0,
/// and by the include of a record that lets everyone pass. Where facts are missing they are noted.
Stance stance_of(const dns::Name& domain, const Record& record, dns::Facts& facts);

}  // namespace libauth::spf
