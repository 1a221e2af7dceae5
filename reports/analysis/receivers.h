// SPDX-License-Identifier: MIT
//
// Who sends reports, whether they still come, and whether receivers do what the policy asks for.

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

namespace reports::analysis {

/// What a receiver did with the messages that failed DMARC, beside what the policy asked for.
struct Obedience {
  std::uint64_t failed = 0;           ///< messages that failed
  std::uint64_t as_asked = 0;         ///< of those: what the policy asks for
  std::uint64_t excused = 0;          ///< something weaker, for a reason that the report gives
  std::uint64_t weaker = 0;           ///< something weaker, for no reason
  std::uint64_t stricter = 0;         ///< something stricter
  std::uint64_t not_said = 0;         ///< no disposition, or no policy, is told
  std::uint64_t passing_stopped = 0;  ///< not of those: they passed, and were stopped all the same
  std::vector<Counted> reasons;       ///< messages by each reason that was given: "local_policy"
  /// Whether at least kObeysPercent of what is told is as asked or excused. Absent where nothing
  /// is told, and where the receiver saw another policy in the period before.
  std::optional<bool> obeys;

  bool operator==(const Obedience&) const = default;
};
BOOST_DESCRIBE_STRUCT(Obedience, (),
                      (failed, as_asked, excused, weaker, stricter, not_said, passing_stopped,
                       reasons, obeys))

/// Who sends reports.
struct ReceiverEntry {
  std::string reporter;
  std::optional<std::string> org_name;
  std::uint64_t reports = 0;  ///< in the period, as the next ones
  std::uint64_t messages = 0;
  std::uint64_t deviating = 0;           ///< reports that do not conform to a schema
  std::uint64_t untrusted = 0;           ///< reports in mail that is not its own, intake::Trust
  std::uint64_t untrusted_messages = 0;  ///< that those tell of
  std::optional<PolicyWords> policy;     ///< what it saw published, in its last report
  Obedience obedience;
  libauth::base::Time last_report{};    ///< end of its last report, also of before the period
  libauth::base::Time last_received{};  ///< when that arrived
  /// From one report to the next, in seconds, a day or more; absent with fewer than kUsualReports.
  std::optional<std::uint64_t> usual_interval;
  std::optional<bool> is_overdue;  ///< absent where there is no usual interval

  bool operator==(const ReceiverEntry&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReceiverEntry, (),
                      (reporter, org_name, reports, messages, deviating, untrusted,
                       untrusted_messages, policy, obedience, last_report, last_received,
                       usual_interval, is_overdue))

// Receivers::state
inline constexpr std::string_view kNoReports = "none";  ///< none in the period or before it
inline constexpr std::string_view kReportsCome = "coming";
inline constexpr std::string_view kSomeOverdue =
    "overdue";                                            ///< those are, that had kOverduePercent
inline constexpr std::string_view kNoneCome = "stopped";  ///< none for kStoppedAfter

struct Receivers {
  std::string domain;
  store::Period period;
  std::string state;          ///< one of the above
  std::uint64_t reports = 0;  ///< in the period, as the next two
  std::uint64_t messages = 0;
  std::uint64_t deviating = 0;
  std::uint64_t overdue = 0;                         ///< receivers, in both lists
  std::uint64_t unread = 0;                          ///< payloads, see Observed::unread
  std::optional<libauth::base::Time> last_report{};  ///< end of the last one, also of before
  std::vector<ReceiverEntry> receivers;              ///< most messages first, then by name
  /// Those that sent reports in kHistory before, and none in the period; likewise sorted, by what
  /// they sent then. Their numbers of the period are 0.
  std::vector<ReceiverEntry> missing;

  bool operator==(const Receivers&) const = default;
};
BOOST_DESCRIBE_STRUCT(Receivers, (),
                      (domain, period, state, reports, messages, deviating, overdue, unread,
                       last_report, receivers, missing))

/// A pure function.
/// @param now  the time of today. Reports are overdue by it, or by the end of the period if that is
///             earlier
Receivers receivers_of(const Observed& observed, libauth::base::Time now,
                       const Existence& existence = {});

}  // namespace reports::analysis
