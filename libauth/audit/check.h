// SPDX-License-Identifier: MIT
//
// A check: what it may say, and the pure function that says it.
//
// A check is one file under checks/, named in checks/all_checks.h and .cpp (HACKING.md). It sees
// the DNS through the facts alone, so it cannot do I/O; where facts are missing it goes on as far
// as it usefully can, so that one round of questions learns as much as possible, and is run again.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "libauth/audit/finding.h"
#include "libauth/audit/options.h"
#include "libauth/dns/facts.h"
#include "libauth/dns/name.h"

namespace libauth::audit {

/// An entry of the catalogue: everything about a finding that does not depend on the domain.
struct FindingInfo {
  std::string_view id;       ///< kebab-case, begins with the check's id or area; never changes
  Severity severity{};       ///< by consequence
  Verdict verdict{};         ///< what the finding means for its check
  std::string_view message;  ///< with {argument} places
  std::string_view spec;     ///< "RFC 7208 section 4.5", or empty
};

struct Check;

/// Findings of one id that a check can make; the last one counts what is left out. A record of 64
/// KiB has room for 30,000 terms, and nobody reads so many.
inline constexpr std::size_t kMaxOfOneId = 20;

/// Takes what a check says. One for each run of a check.
class Reporter {
 public:
  Reporter(const Check& check, const dns::Facts& facts) : check_(check), facts_(facts) {}

  /// States a finding of this check's list. Of the arguments those are kept that the message names,
  /// so that findings of a kind can be reported alike. `evidence` names the questions it rests on:
  /// those that are not answered yet are left out, because the check will be run again. What is
  /// over kMaxOfOneId is counted only.
  void report(const FindingInfo& info, Arguments arguments, std::vector<dns::Question> evidence,
              std::optional<Fix> fix = std::nullopt);

  /// Says how the check ends without a finding of its own: unknown or not_applicable, where another
  /// check tells the reason already. Without findings and without this a check passes.
  void conclude(Verdict verdict) { verdicts_.push_back(verdict); }

  /// The worst of what was said: fail, then unknown, then pass; not_applicable where that is all.
  Verdict verdict() const;

  /// What was said so far, in order.
  std::vector<Finding> take() { return std::move(findings_); }

 private:
  bool is_over_limit(const FindingInfo& info);

  const Check& check_;
  const dns::Facts& facts_;
  std::vector<Finding> findings_;
  std::vector<Verdict> verdicts_;
};

/// What a check may look at.
struct Subject {
  const dns::Name& domain;
  const Options& options;
  dns::Facts& facts;
};

struct Check {
  std::string_view id;     ///< kebab-case; the file is checks/<id with _>.cpp
  std::string_view title;  ///< what is right where the check passes
  Area area{};
  std::span<const FindingInfo* const> findings;  ///< all that it may report
  void (*run)(const Subject&, Reporter&) = nullptr;
};

/// Every check, in the order in which an audit shows them.
std::span<const Check* const> all_checks();

}  // namespace libauth::audit
