// SPDX-License-Identifier: MIT
//
// How the validation of an ARC chain ended, and why.

#pragma once

#include <boost/describe/enum.hpp>

namespace libauth::arc {

/// RFC 8617 section 4.4.
enum class Result {
  none,  ///< the message has no chain
  fail,  ///< the chain says nothing: as if there were none, and nobody may add to it
  pass,  ///< the chain is whole
};

BOOST_DESCRIBE_ENUM(Result, none, fail, pass)

/// Why, in the order of RFC 8617 section 5.2.
enum class Reason {
  no_chain,            ///< none
  verified,            ///< pass
  header_cut,          ///< the header is longer than what is kept
  too_many_sets,       ///< more than 50 (section 4.2.1), or than Limits::sets
  too_long,            ///< a field of the chain is longer than Limits::field_octets
  bad_instance,        ///< a field without an "i=" of 1 to 50
  failed_before,       ///< the newest seal says cv=fail: step 2
  incomplete_set,      ///< a field of a set is missing, or there twice; or a set is missing: step 3
  wrong_chain_status,  ///< cv is not none for the first set, or not pass for a later one: step 3
  message_signature,   ///< the newest ARC-Message-Signature does not verify: step 4
  seal,                ///< an ARC-Seal does not verify: step 6
};

BOOST_DESCRIBE_ENUM(Reason, no_chain, verified, header_cut, too_many_sets, too_long, bad_instance,
                    failed_before, incomplete_set, wrong_chain_status, message_signature, seal)

}  // namespace libauth::arc
