// SPDX-License-Identifier: MIT
//
// Which result goes with which reason: a table.

#include "libauth/dkim/result.h"

#include <algorithm>
#include <iterator>

namespace libauth::dkim {
namespace {

struct Row {
  Reason reason{};
  Result result{};
};

/// RFC 6376 sections 6.1.1 to 6.1.3 have PERMFAIL and TEMPFAIL; RFC 8601 section 2.7.1 has "fail"
/// for what does not fit the message, and "policy" for what the receiver does not take.
constexpr Row kResults[] = {
    {Reason::verified, Result::pass},
    {Reason::too_many, Result::policy},
    {Reason::too_long, Result::policy},
    {Reason::header_cut, Result::policy},
    {Reason::syntax_error, Result::permerror},
    {Reason::incompatible_version, Result::permerror},
    {Reason::missing_tag, Result::permerror},
    {Reason::domain_mismatch, Result::permerror},
    {Reason::from_not_signed, Result::permerror},
    {Reason::too_many_signed_fields, Result::policy},
    {Reason::unsupported_algorithm, Result::permerror},
    {Reason::sha1, Result::permerror},
    {Reason::unsupported_query, Result::permerror},
    {Reason::expired, Result::policy},
    {Reason::in_the_future, Result::policy},
    {Reason::key_unavailable, Result::temperror},
    {Reason::no_key, Result::permerror},
    {Reason::several_keys, Result::permerror},
    {Reason::key_syntax_error, Result::permerror},
    {Reason::inappropriate_hash, Result::permerror},
    {Reason::inappropriate_service, Result::permerror},
    {Reason::key_revoked, Result::permerror},
    {Reason::inappropriate_algorithm, Result::permerror},
    {Reason::inappropriate_domain, Result::permerror},
    {Reason::key_too_short, Result::policy},
    {Reason::key_too_long, Result::policy},
    {Reason::body_too_short, Result::permerror},
    {Reason::body_mismatch, Result::fail},
    {Reason::signature_mismatch, Result::fail},
    {Reason::partial_body, Result::policy},
};

}  // namespace

Result result_of(Reason reason) {
  const auto* const row = std::find_if(std::begin(kResults), std::end(kResults),
                                       [&](const Row& each) { return each.reason == reason; });
  return row == std::end(kResults) ? Result::neutral : row->result;
}

}  // namespace libauth::dkim
