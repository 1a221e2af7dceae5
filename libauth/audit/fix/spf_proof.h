// SPDX-License-Identifier: MIT
//
// Whether another SPF record lets the same senders pass, shown by evaluating both.

#pragma once

#include <string>
#include <vector>

#include "libauth/dns/facts.h"
#include "libauth/spf/result.h"
#include "libauth/spf/tree.h"

namespace libauth::audit {

/// Results that may change, and those that they may change to.
struct ResultChange {
  std::vector<spf::Result> from;
  std::vector<spf::Result> to;
};

/// What any fix may do: put another result in place of permerror, but no error.
inline const ResultChange kNoPermerror = {
    .from = {spf::Result::permerror},
    .to = {spf::Result::pass, spf::Result::fail, spf::Result::softfail, spf::Result::neutral}};

/// Whether both records give the same result to every address, but for what may change. Neither
/// tree is pending; the domain is that of their roots.
///
/// The result changes only where a network of a term begins or ends, so that one address for each
/// such place stands for all. What depends on the sender (macro letters, "ptr") is taken to match
/// nobody in both; a record that keeps those terms in their places treats them alike. The limits
/// of RFC 7208 section 4.6.4 are left out of it: they are counted by the trees. Where the new
/// record has terms whose look-ups no tree can count, or too many void ones, nobody gets a
/// permerror by the limits either to whom the old one gives another result. False also where it
/// would take too long to tell.
bool gives_same_results(const spf::Tree& old_tree, const spf::Tree& new_tree,
                        const dns::Facts& facts, const ResultChange& change);

/// Terms times addresses that are looked at for one proof; a record of 300 networks takes 200,000.
inline constexpr std::size_t kMaxProofSteps = 4'000'000;

}  // namespace libauth::audit
