// SPDX-License-Identifier: MIT
//
// The words of an aggregate report: those of RFC 7489 and of RFC 9990 together.
//
// Receivers mix both forms in one document, so there is one vocabulary and not two schemas. The
// enumerators are spelled as on the wire.

#pragma once

#include <array>
#include <string_view>

#include <boost/describe/enum.hpp>

#include "reports/text/word.h"

namespace reports::aggregate {

/// What a domain owner asks for, RFC 9989 section 4.7: the tags p, sp and np.
enum class Policy { none, quarantine, reject };
BOOST_DESCRIBE_ENUM(Policy, none, quarantine, reject)

/// What the receiver did, RFC 9990 section 3.1.1.
enum class Disposition {
  none,        ///< nothing was done
  pass,        ///< nothing was done, for the message passed under an enforcing policy (RFC 9990)
  quarantine,  ///< treated as suspicious
  reject,      ///< refused
};
BOOST_DESCRIBE_ENUM(Disposition, none, pass, quarantine, reject)

/// How identifiers are compared, the tags adkim and aspf of RFC 9989 section 4.7.
enum class Alignment {
  r,  ///< relaxed: the same organizational domain
  s,  ///< strict: the same domain
};
BOOST_DESCRIBE_ENUM(Alignment, r, s)

/// How the receiver found the policy, RFC 9990 section 3.1.1.
enum class DiscoveryMethod { psl, treewalk };
BOOST_DESCRIBE_ENUM(DiscoveryMethod, psl, treewalk)

/// Whether the policy is only tried out: the tag t of RFC 9989 section 4.7.
enum class Testing { n, y };
BOOST_DESCRIBE_ENUM(Testing, n, y)

/// Whether a mechanism gave DMARC a pass: authentic and aligned. Not the mechanism's own result.
enum class AlignedResult { pass, fail };
BOOST_DESCRIBE_ENUM(AlignedResult, pass, fail)

/// Result of one DKIM signature, RFC 8601 section 2.7.1.
enum class DkimResult { none, pass, fail, policy, neutral, temperror, permerror };
BOOST_DESCRIBE_ENUM(DkimResult, none, pass, fail, policy, neutral, temperror, permerror)

/// Result of SPF, RFC 8601 section 2.7.2.
enum class SpfResult { none, pass, fail, softfail, policy, neutral, temperror, permerror };
BOOST_DESCRIBE_ENUM(SpfResult, none, pass, fail, softfail, policy, neutral, temperror, permerror)

/// Which identity SPF looked at; RFC 9990 knows mfrom only.
enum class SpfScope { helo, mfrom };
BOOST_DESCRIBE_ENUM(SpfScope, helo, mfrom)

/// Why the receiver did something else than the policy asks for.
enum class ReasonType {
  forwarded,          ///< RFC 7489 only
  sampled_out,        ///< RFC 7489 only: the percentage of pct left the message out
  trusted_forwarder,  ///< a list of the receiver
  mailing_list,       ///< a heuristic of the receiver
  local_policy,       ///< the receiver's own rules; ARC results stand in the comment
  other,
  policy_test_mode,  ///< RFC 9990 only: the record has t=y
};
BOOST_DESCRIBE_ENUM(ReasonType, forwarded, sampled_out, trusted_forwarder, mailing_list,
                    local_policy, other, policy_test_mode)

}  // namespace reports::aggregate

namespace reports::text {

using aggregate::AlignedResult;
using aggregate::DkimResult;
using aggregate::SpfResult;

/// Raw SPF and DKIM results stand where "pass" or "fail" must: all of them are no pass.
template <>
inline constexpr std::array kSynonyms<AlignedResult> = {
    Synonym<AlignedResult>{"none", AlignedResult::fail},
    Synonym<AlignedResult>{"softfail", AlignedResult::fail},
    Synonym<AlignedResult>{"hardfail", AlignedResult::fail},
    Synonym<AlignedResult>{"neutral", AlignedResult::fail},
    Synonym<AlignedResult>{"policy", AlignedResult::fail},
    Synonym<AlignedResult>{"temperror", AlignedResult::fail},
    Synonym<AlignedResult>{"permerror", AlignedResult::fail},
};

template <>
inline constexpr std::array kSynonyms<DkimResult> = {
    Synonym<DkimResult>{"hardfail", DkimResult::fail},
    Synonym<DkimResult>{"invalid", DkimResult::permerror},
    Synonym<DkimResult>{"unknown", DkimResult::none},
};

/// "unknown" and "error" are the words of SPF drafts; RFC 7489 appendix C tells how to read them.
template <>
inline constexpr std::array kSynonyms<SpfResult> = {
    Synonym<SpfResult>{"hardfail", SpfResult::fail},
    Synonym<SpfResult>{"unknown", SpfResult::temperror},
    Synonym<SpfResult>{"error", SpfResult::permerror},
    Synonym<SpfResult>{"temporary error", SpfResult::temperror},
    Synonym<SpfResult>{"permanent error", SpfResult::permerror},
};

}  // namespace reports::text
