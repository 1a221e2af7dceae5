// SPDX-License-Identifier: MIT
//
// What there is to look at in the mail of a domain: the table of issues, and the rules for each.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "reports/analysis/changes.h"
#include "reports/analysis/impact.h"
#include "reports/analysis/receivers.h"
#include "reports/analysis/sources.h"
#include "reports/analysis/tls.h"

namespace reports::analysis {

/// The numbers of the period.
struct Numbers {
  std::uint64_t reports = 0;
  std::uint64_t receivers = 0;
  std::uint64_t messages = 0;
  std::uint64_t own = 0;  ///< aligned and failing
  std::uint64_t aligned = 0;
  std::uint64_t failing = 0;
  std::uint64_t own_stopped = 0;  ///< own mail that receivers quarantined or rejected
  std::uint64_t forwarded = 0;
  std::uint64_t spoofed = 0;
  std::uint64_t spoofed_stopped = 0;  ///< of those: quarantined or rejected
  std::uint64_t unknown = 0;
  /// aligned of own, percent. What others send does not count, so that spoofing changes nothing;
  /// absent where there is no own mail.
  std::optional<double> pass_rate;

  bool operator==(const Numbers&) const = default;
};
BOOST_DESCRIBE_STRUCT(Numbers, (),
                      (reports, receivers, messages, own, aligned, failing, own_stopped, forwarded,
                       spoofed, spoofed_stopped, unknown, pass_rate))

/// How bad an issue is; worst first.
enum class Severity { critical, attention, notice };
BOOST_DESCRIBE_ENUM(Severity, critical, attention, notice)

/// A kind of issue: a row of a table.
struct IssueKind {
  std::string_view id;       ///< kebab-case, stays for ever
  std::string_view meaning;  ///< one sentence, in plain words
};
/// All kinds, in the order in which issues of the same severity are told.
std::span<const IssueKind> issue_kinds();

/// Something to look at.
struct Issue {
  std::string id;  ///< of an IssueKind
  Severity severity{};
  std::string message;             ///< one sentence with the numbers
  std::uint64_t messages = 0;      ///< that it is about; 0 where it is not about messages
  std::vector<std::string> names;  ///< sources, receivers, selectors: most first, at most kTop
  std::uint64_t count = 0;         ///< how many there are of them

  bool operator==(const Issue&) const = default;
};
BOOST_DESCRIBE_STRUCT(Issue, (), (id, severity, message, messages, names, count))

/// What the issues are found in.
struct Picture {
  const Numbers& numbers;
  const Sources& sources;
  const Changes& changes;
  const Receivers& receivers;
  const std::optional<PolicyWords>& policy;  ///< that of today
  PolicySource policy_source;
  const NextStep& next_step;
  const std::optional<TlsSummary>& tls;
};

/// All that hold, worst first, then in the order of the table. A pure function.
std::vector<Issue> issues_in(const Picture& picture);

}  // namespace reports::analysis
