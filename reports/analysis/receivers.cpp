// SPDX-License-Identifier: MIT

#include "reports/analysis/receivers.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "reports/analysis/thresholds.h"

namespace reports::analysis {
namespace {

using libauth::base::Time;
using libauth::dmarc::Policy;

/// What one receiver says in the period and before it.
struct Reports {
  const store::Receiver* now = nullptr;
  const store::Receiver* before = nullptr;   ///< in the period before
  const store::Receiver* history = nullptr;  ///< in kHistory before
};
using ByReporter = std::map<std::string_view, Reports>;

ByReporter by_reporter(const Observed& observed) {
  ByReporter rows;
  for (const auto& row : observed.receivers) rows[row.reporter].now = &row;
  for (const auto& row : observed.receivers_history) rows[row.reporter].history = &row;
  for (const auto& row : observed.receivers_before) rows[row.reporter].before = &row;
  return rows;
}

/// The policy that asks for what the receiver did; absent where that is not said.
std::optional<Policy> obeyed_by(const store::Flow& flow) {
  const auto disposition = disposition_of(flow);
  if (!disposition) return std::nullopt;
  switch (*disposition) {
    case aggregate::Disposition::quarantine:
      return Policy::quarantine;
    case aggregate::Disposition::reject:
      return Policy::reject;
    case aggregate::Disposition::none:
    case aggregate::Disposition::pass:
      break;
  }
  return Policy::none;
}

/// Holds what a receiver did against the policy that it saw.
class ObedienceCounter {
 public:
  ObedienceCounter(const std::optional<PolicyWords>& policy, std::string_view domain,
                   const Existence& existence)
      : policy_(policy), domain_(domain), existence_(existence) {}

  void add(const NamedFlow& named) {
    const store::Flow& flow = named.flow;
    const auto passed = passes(named);
    const auto done = obeyed_by(flow);
    if (passed == true && done && *done != Policy::none) {
      analysis::add(result_.passing_stopped, flow.messages);
    }
    if (passed != false) return;
    analysis::add(result_.failed, flow.messages);
    reasons_.add_words(flow.reasons, flow.messages);
    analysis::add(result_.*member_for(flow, done), flow.messages);
  }

  Obedience result(bool is_policy_changed) && {
    result_.reasons = reasons_.sorted();
    std::uint64_t right = result_.as_asked;
    analysis::add(right, result_.excused);
    std::uint64_t told = right;
    analysis::add(told, result_.weaker);
    analysis::add(told, result_.stricter);
    if (told > 0 && !is_policy_changed) result_.obeys = is_at_least(right, told, kObeysPercent);
    return std::move(result_);
  }

 private:
  std::uint64_t Obedience::*member_for(const store::Flow& flow, std::optional<Policy> done) const {
    if (!policy_ || !done) return &Obedience::not_said;
    const Effect asked = effect_of(*policy_, word_for(flow.header_from, domain_, existence_));
    if (*done > asked.strictest) return &Obedience::stricter;
    if (*done >= asked.mildest) return &Obedience::as_asked;
    return flow.reasons.empty() ? &Obedience::weaker : &Obedience::excused;
  }

  const std::optional<PolicyWords>& policy_;
  std::string_view domain_;
  const Existence& existence_;
  Obedience result_;
  Tally reasons_;
};

/// Whether the receiver saw another policy before, so that its reports mix two.
bool is_changed(const Reports& reports) {
  if (!reports.now || !reports.before) return false;
  const auto now = seen_policy(*reports.now);
  const auto before = seen_policy(*reports.before);
  return now && before && *now != *before;
}

void note_rhythm(ReceiverEntry& entry, const Reports& reports, Time at) {
  const store::Receiver& newest = reports.now ? *reports.now : *reports.history;
  const store::Receiver& oldest = reports.history ? *reports.history : *reports.now;
  entry.last_report = newest.last;
  entry.last_received = newest.received;
  std::uint64_t count = oldest.reports;
  if (&newest != &oldest) add(count, newest.reports);
  if (count < kUsualReports) return;
  const std::chrono::seconds day = std::chrono::days(1);
  const auto span = std::max(newest.last - oldest.first, day);
  const auto interval =
      std::max(span / static_cast<std::int64_t>(std::min<std::uint64_t>(count, 1U << 30U)), day);
  entry.usual_interval = static_cast<std::uint64_t>(interval.count());
  const std::chrono::seconds patience =
      std::max<std::chrono::seconds>(interval * kOverdueIntervals, kOverdueAfter);
  entry.is_overdue = at - newest.last > patience;
}

ReceiverEntry entry_of(const Reports& reports, Time at) {
  const store::Receiver& newest = reports.now ? *reports.now : *reports.history;
  ReceiverEntry entry;
  entry.reporter = newest.reporter;
  entry.org_name = newest.org_name;
  entry.policy = seen_policy(newest);
  if (reports.now) {
    entry.reports = newest.reports;
    entry.messages = newest.messages;
    entry.deviating = newest.deviating;
    entry.untrusted = newest.untrusted;
    entry.untrusted_messages = newest.untrusted_messages;
  }
  note_rhythm(entry, reports, at);
  return entry;
}

/// What the receivers did, by reporter.
void note_obedience(Receivers& answer, const ByReporter& rows, const Traffic& traffic,
                    const Existence& existence) {
  std::map<std::string_view, ObedienceCounter> counters;
  for (const ReceiverEntry& entry : answer.receivers) {
    counters.emplace(entry.reporter, ObedienceCounter(entry.policy, traffic.domain, existence));
  }
  for (const NamedFlow& named : traffic.flows) {
    const auto counter = counters.find(named.flow.reporter);
    if (counter != counters.end()) counter->second.add(named);
  }
  for (ReceiverEntry& entry : answer.receivers) {
    entry.obedience = std::move(counters.at(entry.reporter))
                          .result(is_changed(rows.find(entry.reporter)->second));
  }
}

/// Messages that the receiver told of, in the period and before it.
std::uint64_t usual_messages(const Reports& reports) {
  std::uint64_t messages = reports.now ? reports.now->messages : 0;
  if (reports.history) add(messages, reports.history->messages);
  return messages;
}

void add_entries(Receivers& answer, const ByReporter& rows, Time at) {
  for (const auto& [reporter, reports] : rows) {
    if (!reports.now && !reports.history) continue;
    const ReceiverEntry entry = entry_of(reports, at);
    if (entry.is_overdue == true) ++answer.overdue;
    answer.last_report =
        std::max(answer.last_report.value_or(entry.last_report), entry.last_report);
    add(answer.reports, entry.reports);
    add(answer.messages, entry.messages);
    add(answer.deviating, entry.deviating);
    (reports.now ? answer.receivers : answer.missing).push_back(entry);
  }
  const auto more = [&rows](const ReceiverEntry& a, const ReceiverEntry& b) {
    const auto messages = [&rows](const ReceiverEntry& entry) {
      const Reports& reports = rows.find(entry.reporter)->second;
      return reports.now ? reports.now->messages : reports.history->messages;
    };
    return messages(a) > messages(b);
  };
  std::stable_sort(answer.receivers.begin(), answer.receivers.end(), more);
  std::stable_sort(answer.missing.begin(), answer.missing.end(), more);
}

/// Whether those that are overdue used to tell of a good part of the mail.
bool are_missed(const Receivers& answer, const ByReporter& rows) {
  std::uint64_t all = 0;
  std::uint64_t overdue = 0;
  for (const auto* entries : {&answer.receivers, &answer.missing}) {
    for (const ReceiverEntry& entry : *entries) {
      const std::uint64_t messages = usual_messages(rows.find(entry.reporter)->second);
      add(all, messages);
      if (entry.is_overdue == true) add(overdue, messages);
    }
  }
  return answer.overdue > 0 && is_at_least(overdue, all, kOverduePercent);
}

std::string_view state_of(const Receivers& answer, const ByReporter& rows, Time at) {
  if (!answer.last_report) return kNoReports;
  if (at - *answer.last_report >= kStoppedAfter) return kNoneCome;
  return are_missed(answer, rows) ? kSomeOverdue : kReportsCome;
}

}  // namespace

Receivers receivers_of(const Observed& observed, Time now, const Existence& existence) {
  const ByReporter rows = by_reporter(observed);
  const Time at = std::min(now, observed.current.period.to);
  Receivers answer;
  answer.domain = observed.current.domain;
  answer.period = observed.current.period;
  answer.unread = observed.unread;
  add_entries(answer, rows, at);
  note_obedience(answer, rows, observed.current, existence);
  answer.state = state_of(answer, rows, at);
  return answer;
}

}  // namespace reports::analysis
