// SPDX-License-Identifier: MIT
//
// What a policy would do to the mail of a domain, and whether it may be published.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/time.h"
#include "reports/analysis/count.h"
#include "reports/analysis/gather.h"
#include "reports/analysis/policy.h"
#include "reports/analysis/traffic.h"

namespace reports::analysis {

/// Messages that fail DMARC where a policy asks for something to be done with them.
struct Losses {
  std::uint64_t lost = 0;         ///< quarantined and rejected
  std::uint64_t quarantined = 0;  ///< the policy asks for that
  std::uint64_t rejected = 0;
  std::uint64_t already_lost = 0;  ///< of those lost: receivers quarantine or reject them today
  /// Of those lost: the receiver gave a reason to let them through, and may do so again.
  std::uint64_t excused = 0;
  /// Not among those lost: no report says whether they pass, or whether the subdomain exists.
  std::uint64_t undetermined = 0;

  bool operator==(const Losses&) const = default;
};
BOOST_DESCRIBE_STRUCT(Losses, (),
                      (lost, quarantined, rejected, already_lost, excused, undetermined))

/// Why lost messages do not pass: what is the matter with DKIM, and with SPF. Each is a sum of its
/// own over all lost messages.
struct Causes {
  std::uint64_t dkim_missing = 0;    ///< no signature passed: there is none, or it did not verify
  std::uint64_t dkim_unaligned = 0;  ///< one did, not aligned
  std::uint64_t spf_missing = 0;     ///< SPF did not pass
  std::uint64_t spf_unaligned = 0;   ///< it did, not aligned

  bool operator==(const Causes&) const = default;
};
BOOST_DESCRIBE_STRUCT(Causes, (), (dkim_missing, dkim_unaligned, spf_missing, spf_unaligned))

/// What a source would lose: its messages of one class.
struct ImpactedSource {
  std::string name;
  std::optional<std::string> type;
  sources::Class mail_class{};
  std::optional<sources::Verdict> verdict;
  std::uint64_t messages = 0;  ///< of the source that are of that class or aligned, lost or not
  Losses losses;
  double lost_per_day = 0;         ///< over the days that have reports, rounded to two decimals
  std::vector<Counted> words;      ///< lost, by the policy word that asks for it: "p", "sp", "np"
  std::vector<Counted> receivers;  ///< lost, by receiver
  Ranking header_from;             ///< lost, by domain of the From field
  std::vector<Counted> rules;      ///< lost, by the rule that told the class
  Causes causes;

  bool operator==(const ImpactedSource&) const = default;
};
BOOST_DESCRIBE_STRUCT(ImpactedSource, (),
                      (name, type, mail_class, verdict, messages, losses, lost_per_day, words,
                       receivers, header_from, rules, causes))

/// All mail of one kind.
struct ImpactGroup {
  std::uint64_t messages = 0;
  Losses losses;
  double lost_per_day = 0;
  /// Those with messages that are lost or undetermined: most lost first, then by name.
  std::vector<ImpactedSource> sources;

  bool operator==(const ImpactGroup&) const = default;
};
BOOST_DESCRIBE_STRUCT(ImpactGroup, (), (messages, losses, lost_per_day, sources))

// Impact::readiness
inline constexpr std::string_view kReady = "ready";
inline constexpr std::string_view kNotReady = "not-ready";
inline constexpr std::string_view kNotEnoughData = "not-enough-data";
/// It costs next to nothing that the policy of today does not cost, and that is too much.
inline constexpr std::string_view kInForce = "in-force";

// Blocker::id. The first three are of kNotEnoughData.
inline constexpr std::string_view kTooFewDays = "too-few-days";
inline constexpr std::string_view kTooFewMessages = "too-few-messages";
inline constexpr std::string_view kReportsStopped = "reports-stopped";
inline constexpr std::string_view kOwnMailFails = "own-mail-fails";
inline constexpr std::string_view kSourceFails = "source-fails";
inline constexpr std::string_view kUnknownSource = "unknown-source";
inline constexpr std::string_view kResultsUnknown = "results-unknown";
inline constexpr std::string_view kSubdomainUnknown = "subdomain-unknown";
inline constexpr std::string_view kPolicyUnsettled = "policy-unsettled";

/// What speaks against a policy.
struct Blocker {
  std::string id;                     ///< one of the above
  std::optional<std::string> source;  ///< whose mail it is about
  std::uint64_t messages = 0;         ///< that it is about
  double value = 0;      ///< what was found: days, messages or percent, as the threshold is
  double threshold = 0;  ///< what it should be: see thresholds.h

  bool operator==(const Blocker&) const = default;
};
BOOST_DESCRIBE_STRUCT(Blocker, (), (id, source, messages, value, threshold))

/// What to publish next, on the way none, quarantine with t=y, quarantine, reject; np=reject as
/// soon as nothing of the owner's comes from names that do not exist.
struct NextStep {
  PolicyWords words;                 ///< what to publish in the end of this step
  std::vector<std::string> changes;  ///< "p=quarantine", "t=y": to today's words; empty: stay
  /// The next stricter policy, whether or not something speaks against it: `words` where nothing
  /// does, and that of today where there is no stricter one on the way.
  PolicyWords raised;
  /// Why the word on the way (p, then sp, then np) is not raised; empty where it is, or where all
  /// of them are at their end.
  std::vector<Blocker> blockers;

  bool operator==(const NextStep&) const = default;
};
BOOST_DESCRIBE_STRUCT(NextStep, (), (words, changes, raised, blockers))

/// What a policy would do. Numbers are of the period, and rest on what receivers reported.
struct Impact {
  std::string domain;
  store::Period period;
  std::uint64_t days = 0;                           ///< of UTC that have reports
  std::uint64_t messages = 0;                       ///< of all
  std::optional<CurrentPolicy> current;             ///< as given; absent: taken for p=none
  PolicySource policy_source = PolicySource::seen;  ///< of `current`
  PolicyWords proposed;                             ///< what was asked about
  bool is_next_step = false;                        ///< no policy was: it is next_step.raised
  bool is_stricter = false;  ///< than that of today, for any name; t=y holds nothing back

  ImpactGroup own;         ///< the owner's mail
  ImpactGroup unknown;     ///< of which it is not known whose it is
  ImpactGroup forwarders;  ///< somebody passes it on; lost are those whose signature broke
  ImpactGroup spoofing;    ///< what the policy is for
  /// Own messages that receivers would treat so which do not know t (RFC 7489 has none); absent
  /// without t=y.
  std::optional<std::uint64_t> own_lost_without_t;

  std::string readiness;          ///< of `proposed`: kReady and its likes
  std::vector<Blocker> blockers;  ///< in the order of their ids above, then by messages
  /// Whose reports are overdue, most messages first: their mail is missing in the numbers. Empty
  /// where Receivers::state is another than kSomeOverdue.
  std::vector<std::string> overdue_receivers;

  NextStep next_step;  ///< from the policy of today, whatever is proposed

  bool operator==(const Impact&) const = default;
};
BOOST_DESCRIBE_STRUCT(Impact, (),
                      (domain, period, days, messages, current, policy_source, proposed,
                       is_next_step, is_stricter, own, unknown, forwarders, spoofing,
                       own_lost_without_t, readiness, blockers, overdue_receivers, next_step))

/// A pure function. Where the proposal is nowhere stricter than the policy of today it is ready,
/// or in force where own mail is lost under it.
/// @param observed  reports are taken as those of today if they reach to kStoppedAfter before the
///                  end of the period
/// @param proposal  without any word NextStep::raised is what is asked about
/// @param existence which subdomains exist; those that are not known stay so
/// @param now       as receivers_of() has it
Impact impact_of(const Observed& observed, const Proposal& proposal, const PolicyOfToday& today,
                 const Existence& existence, libauth::base::Time now);

}  // namespace reports::analysis
