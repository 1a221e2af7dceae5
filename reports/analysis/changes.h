// SPDX-License-Identifier: MIT
//
// What is new, gone or different in a period, beside what was before it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "reports/analysis/count.h"
#include "reports/analysis/gather.h"
#include "reports/analysis/policy.h"
#include "reports/analysis/sources.h"

namespace reports::analysis {

/// A number in the period, and in the one of equal length before it.
struct Compared {
  std::uint64_t now = 0;
  std::uint64_t before = 0;

  bool operator==(const Compared&) const = default;
};
BOOST_DESCRIBE_STRUCT(Compared, (), (now, before))

/// A sender that came or went.
struct ChangedSource {
  std::string name;
  std::optional<std::string> type;
  sources::Class mail_class{};
  std::uint64_t messages = 0;  ///< in the period; of one that vanished, in the one before

  bool operator==(const ChangedSource&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChangedSource, (), (name, type, mail_class, messages))

struct Changes {
  store::Period period;
  store::Period before;        ///< as long, and directly before it
  bool is_comparable = false;  ///< there are reports on the period before, and not too many
  bool has_history = false;    ///< likewise on kHistory before: what is new can be told

  Compared messages;
  Compared own;
  Compared aligned;
  Compared failing;
  Compared forwarded;
  Compared spoofed;
  Compared unknown;
  /// Own mail that those receivers tell of that sent reports on both periods: a receiver that has
  /// stopped is no less mail.
  Compared own_at_same_receivers;
  Compared aligned_at_same_receivers;      ///< likewise
  std::optional<double> pass_rate;         ///< of the own mail, percent; absent where there is none
  std::optional<double> pass_rate_before;  ///< likewise

  // New is what was never seen in kHistory before the period. All by messages, most first.
  std::vector<ChangedSource> new_sources;  ///< without those that only spoof: they always change
  std::uint64_t new_spoofing_sources = 0;  ///< how many those are
  /// The owner's of which receivers told of at least kFewMessages in the period before that still
  /// send reports, and of none now.
  std::vector<ChangedSource> vanished_sources;
  std::vector<Counted> new_selectors;   ///< of own domains, "domain/selector"
  std::vector<Counted> new_subdomains;  ///< in From fields, of mail that is not spoofed
  std::vector<Counted> new_countries;   ///< of own mail, as are the networks
  std::vector<Counted> new_networks;

  std::optional<PolicyWords> policy;         ///< as receivers saw it
  std::optional<PolicyWords> policy_before;  ///< in the period before
  bool is_policy_changed = false;            ///< both are known, and differ

  bool operator==(const Changes&) const = default;
};
BOOST_DESCRIBE_STRUCT(Changes, (),
                      (period, before, is_comparable, has_history, messages, own, aligned, failing,
                       forwarded, spoofed, unknown, own_at_same_receivers,
                       aligned_at_same_receivers, pass_rate, pass_rate_before, new_sources,
                       new_spoofing_sources, vanished_sources, new_selectors, new_subdomains,
                       new_countries, new_networks, policy, policy_before, is_policy_changed))

/// A pure function.
/// @param sources  sources_of() the period and the history
Changes changes_of(const Observed& observed, const Sources& sources);

}  // namespace reports::analysis
