// SPDX-License-Identifier: MIT
//
// The seven results of SPF evaluation.

#pragma once

#include <boost/describe/enum.hpp>

namespace libauth::spf {

/// RFC 7208 section 2.6; the words are those of RFC 8601 section 2.7.2.
enum class Result {
  none,       ///< no SPF record, or no domain to look for one
  neutral,    ///< the domain says nothing about the address
  pass,       ///< the address may send for the domain
  fail,       ///< the address may not
  softfail,   ///< the address probably may not
  temperror,  ///< the DNS did not tell; a later try may
  permerror,  ///< the records cannot be interpreted
};

BOOST_DESCRIBE_ENUM(Result, none, neutral, pass, fail, softfail, temperror, permerror)

}  // namespace libauth::spf
