// SPDX-License-Identifier: MIT

#include "reports/analysis/summary.h"

#include "reports/analysis/count.h"
#include "reports/analysis/readiness.h"

namespace reports::analysis {
namespace {

std::uint64_t own_stopped(const Traffic& traffic) {
  DispositionCounts counts;
  for (const NamedFlow& named : traffic.flows) {
    if (is_own(named.mail_class)) add(counts, named.flow);
  }
  return stopped(counts);
}

Numbers numbers_of(const Traffic& traffic, const Sources& sources, const Receivers& receivers) {
  Numbers numbers;
  numbers.reports = receivers.reports;
  numbers.receivers = receivers.receivers.size();
  numbers.messages = traffic.messages;
  numbers.own = own_messages(sources.classes);
  numbers.aligned = sources.classes.aligned;
  numbers.failing = sources.classes.failing;
  numbers.own_stopped = own_stopped(traffic);
  numbers.forwarded = sources.classes.forwarder;
  numbers.spoofed = sources.classes.spoofing;
  numbers.spoofed_stopped = sources.spoofing.stopped;
  numbers.unknown = sources.classes.unknown;
  numbers.pass_rate = percent(numbers.aligned, numbers.own);
  return numbers;
}

NextStep next_step(const Observed& observed, const Surroundings& around,
                   const Existence& existence) {
  const auto& today = around.today.policy;
  if (!today) return {};
  if (!around.recent) return next_step_of({observed.current, observed.days, *today, existence});
  return next_step_of({around.recent->traffic, around.recent->days, *today, existence});
}

std::string_view word_for(const Numbers& numbers, const std::vector<Issue>& issues) {
  if (numbers.messages == 0) return kNoData;
  if (issues.empty() || issues.front().severity == Severity::notice) return kGood;
  return issues.front().severity == Severity::critical ? kIsCritical : kNeedsAttention;
}

std::string sentence_of(const Numbers& numbers, std::string_view word) {
  if (word == kNoData) return "No report tells of any message in this period.";
  std::string text = word == kGood ? "All is well: " : "";
  if (word == kNeedsAttention) text = "This needs a look: ";
  if (word == kIsCritical) text = "This needs work now: ";
  const auto number = [](std::uint64_t count) { return std::to_string(count); };
  if (numbers.own == 0) {
    text += "no mail of your own was seen";
  } else {
    text += percent_text(numbers.aligned, numbers.own) + " % of " + number(numbers.own) +
            " messages of your own pass DMARC";
  }
  if (numbers.spoofed > 0) {
    text += ", and " + number(numbers.spoofed_stopped) + " of " + number(numbers.spoofed) +
            " that pretend to be yours were stopped";
  }
  return text + ".";
}

}  // namespace

Summary summary_of(const Observed& observed, libauth::base::Time now, const Existence& existence,
                   const Surroundings& around) {
  const Traffic& traffic = observed.current;
  const Sources sources = sources_of(traffic, observed.history);
  const Receivers receivers = receivers_of(observed, now, existence);
  const std::optional<CurrentPolicy>& current = around.today.policy;
  const NextStep step = next_step(observed, around, existence);

  Summary summary;
  summary.domain = traffic.domain;
  summary.period = traffic.period;
  summary.numbers = numbers_of(traffic, sources, receivers);
  if (current) summary.policy = current->words;
  summary.policy_source = around.today.source;
  summary.changes = changes_of(observed, sources);
  summary.issues = issues_in({summary.numbers, sources, summary.changes, receivers, summary.policy,
                              summary.policy_source, step, around.tls});
  summary.word = word_for(summary.numbers, summary.issues);
  summary.sentence = sentence_of(summary.numbers, summary.word);
  return summary;
}

Summary summary_of(const Observed& observed, libauth::base::Time now, const Existence& existence) {
  const PolicyOfToday seen{current_policy(observed.receivers, observed.receivers_settled)};
  return summary_of(observed, now, existence, {.today = seen});
}

}  // namespace reports::analysis
