// SPDX-License-Identifier: MIT
//
// Whether an address has a name that leads back to it: iprev, RFC 8601 section 3.

#pragma once

#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/dns/facts.h"

namespace libauth::ptr {

/// RFC 8601 section 2.7.3.
enum class Result {
  pass,       ///< a name of the address leads back to it
  fail,       ///< there are names, and none leads back
  temperror,  ///< the DNS did not tell
  permerror,  ///< the address has no name
};

BOOST_DESCRIBE_ENUM(Result, pass, fail, temperror, permerror)

struct Evaluation {
  bool pending = true;  ///< facts are missing; the rest is not to be used
  Result result = Result::temperror;
  std::vector<dns::Name> names;          ///< of the address, at most kMaxNames
  bool is_cut = false;                   ///< there are more names, which were not looked at
  std::vector<dns::Name> confirmed;      ///< of them, those that lead back
  std::vector<dns::Question> questions;  ///< all that it rests on
};

/// Names of an address that are looked at (RFC 8601 section 3 advises a limit).
inline constexpr std::size_t kMaxNames = 10;

/// Checks the address. Where facts are missing they are noted.
/// @spec RFC 8601 section 3
Evaluation evaluate(const base::IpAddress& address, dns::Facts& facts);

}  // namespace libauth::ptr
