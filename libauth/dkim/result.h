// SPDX-License-Identifier: MIT
//
// How the verification of one signature ended, and why.

#pragma once

#include <boost/describe/enum.hpp>

namespace libauth::dkim {

/// RFC 8601 section 2.7.1.
enum class Result {
  none,       ///< the message is not signed
  pass,       ///< the signature is verified and acceptable
  fail,       ///< it does not fit the message
  policy,     ///< it may fit, but we do not accept such signatures
  neutral,    ///< it cannot be processed
  temperror,  ///< the DNS did not tell the key; a later try may
  permerror,  ///< the signature, or its key, can never be verified
};

BOOST_DESCRIBE_ENUM(Result, none, pass, fail, policy, neutral, temperror, permerror)

/// Why, in the order in which it is looked at: RFC 6376 sections 6.1.1 to 6.1.3.
enum class Reason {
  verified,                 ///< pass
  too_many,                 ///< policy: one signature more than Limits::signatures
  too_long,                 ///< policy: the field is longer than Limits::field_octets
  header_cut,               ///< policy: the header is longer than what is kept
  syntax_error,             ///< permerror: "signature syntax error"
  incompatible_version,     ///< permerror: v is not 1
  missing_tag,              ///< permerror: "signature missing required tag"
  domain_mismatch,          ///< permerror: i is neither d nor below it
  from_not_signed,          ///< permerror: "From field not signed"
  too_many_signed_fields,   ///< policy: more names in "h" than Limits::signed_fields
  unsupported_algorithm,    ///< permerror: of "a"
  sha1,                     ///< permerror: rsa-sha1 (RFC 8301 section 3.1)
  unsupported_query,        ///< permerror: no method of "q" is dns/txt
  expired,                  ///< policy: x has passed
  in_the_future,            ///< policy: t is later than now
  key_unavailable,          ///< temperror: the DNS did not tell
  no_key,                   ///< permerror: "no key for signature"
  several_keys,             ///< permerror: RFC 6376 section 3.6.2.2 leaves it undefined
  key_syntax_error,         ///< permerror
  inappropriate_hash,       ///< permerror: the key's h has no sha256
  inappropriate_service,    ///< permerror: the key's s has neither "*" nor "email"
  key_revoked,              ///< permerror: p is empty
  inappropriate_algorithm,  ///< permerror: the key's k is not that of a
  inappropriate_domain,     ///< permerror: the key has t=s, and the domain of i is not d
  key_too_short,            ///< policy: RFC 8301 section 3.2
  key_too_long,             ///< policy: Limits::max_rsa_bits
  body_too_short,           ///< permerror: l is more than the body has (RFC 6376 section 3.5)
  body_mismatch,            ///< fail: "body hash did not verify"
  signature_mismatch,       ///< fail: "signature did not verify"
  partial_body,             ///< policy: it fits, but "l" leaves a part of the body unsigned. Last,
                            ///< so that one that does not fit is never taken for a choice of ours
};

BOOST_DESCRIBE_ENUM(Reason, verified, too_many, too_long, header_cut, syntax_error,
                    incompatible_version, missing_tag, domain_mismatch, from_not_signed,
                    too_many_signed_fields, unsupported_algorithm, sha1, unsupported_query, expired,
                    in_the_future, key_unavailable, no_key, several_keys, key_syntax_error,
                    inappropriate_hash, inappropriate_service, key_revoked, inappropriate_algorithm,
                    inappropriate_domain, key_too_short, key_too_long, body_too_short,
                    body_mismatch, signature_mismatch, partial_body)

/// The result that goes with the reason.
Result result_of(Reason reason);

}  // namespace libauth::dkim
