// SPDX-License-Identifier: MIT
//
// Whether all is right with the mail of a domain, and what to look at first.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/time.h"
#include "reports/analysis/changes.h"
#include "reports/analysis/gather.h"
#include "reports/analysis/issues.h"
#include "reports/analysis/policy.h"
#include "reports/analysis/tls.h"

namespace reports::analysis {

// Summary::word
inline constexpr std::string_view kGood = "good";
inline constexpr std::string_view kNeedsAttention = "attention";
inline constexpr std::string_view kIsCritical = "critical";
inline constexpr std::string_view kNoData = "no-data";  ///< no messages in the period

struct Summary {
  std::string domain;
  store::Period period;
  std::string word;      ///< kGood and its likes: that of the worst issue
  std::string sentence;  ///< it, with the numbers that matter
  Numbers numbers;
  std::optional<PolicyWords> policy;  ///< that of today; what receivers saw is in `changes`
  PolicySource policy_source = PolicySource::seen;  ///< of `policy`
  std::vector<Issue> issues;                        ///< worst first
  Changes changes;

  bool operator==(const Summary&) const = default;
};
BOOST_DESCRIBE_STRUCT(Summary, (),
                      (domain, period, word, sentence, numbers, policy, policy_source, issues,
                       changes))

/// What a summary looks at besides the mail.
struct Surroundings {
  PolicyOfToday today{};
  std::optional<TlsSummary> tls{};  ///< of the same period; absent: no TLS reports are looked at
  std::optional<Recent> recent{};   ///< by what the next step is judged; absent: by the period
};

/// A pure function.
/// @param now  as receivers_of() has it
Summary summary_of(const Observed& observed, libauth::base::Time now, const Existence& existence,
                   const Surroundings& around);
/// With the policy as receivers saw it, and without TLS.
Summary summary_of(const Observed& observed, libauth::base::Time now,
                   const Existence& existence = {});

}  // namespace reports::analysis
