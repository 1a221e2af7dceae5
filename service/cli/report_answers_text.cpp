// SPDX-License-Identifier: MIT
//
// What the texts of all answers have in common, and the timeline.

#include "service/cli/report_answers_text.h"

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "reports/analysis/count.h"
#include "service/cli/text_table.h"

namespace service::cli {
namespace {

namespace analysis = reports::analysis;
using Align = TextTable::Align;

std::string end_text(libauth::base::Time time) {
  const bool is_midnight = std::chrono::floor<std::chrono::days>(time) == time;
  return is_midnight ? day_of(time) : libauth::base::rfc3339(time);
}

}  // namespace

std::string text_of(const reports::store::Period& period) {
  return end_text(period.from) + " to " + end_text(period.to);
}

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "-" : analysis::percent_text(part, whole) + " %";
}

std::string text_of(const analysis::Ranking& ranking) {
  std::vector<std::string> names;
  for (const analysis::Counted& one : ranking.top) {
    names.push_back(one.name + " (" + std::to_string(one.messages) + ")");
  }
  return listed(names, ranking.count);
}

void print_source(reports::analysis::PolicySource source, Terminal& terminal) {
  if (source == reports::analysis::PolicySource::published) return;
  terminal.out
      << "The DNS did not tell your policy, or was not asked: it is taken as receivers saw "
         "it\n";
}

Colour colour_of(reports::sources::Class mail_class) {
  using reports::sources::Class;
  switch (mail_class) {
    case Class::aligned:
      return Colour::green;
    case Class::failing:
    case Class::spoofing:
      return Colour::red;
    case Class::unknown:
      return Colour::yellow;
    case Class::forwarder:
      return Colour::grey;
  }
  return Colour::grey;
}

void print_text(const api::Timeline& timeline, Terminal& terminal) {
  std::uint64_t messages = 0;
  std::uint64_t passed = 0;
  TextTable table(
      {Align::left, Align::right, Align::right, Align::right, Align::right, Align::right});
  table.add({"day", "messages", "pass", "share", "quarantined", "rejected"});
  for (const reports::store::Day& day : timeline.days) {
    analysis::add(messages, day.messages);
    analysis::add(passed, day.passed);
    table.add({day_of(day.day), day.messages, day.passed, share_text(day.passed, day.messages),
               day.quarantined, day.rejected});
  }
  terminal.out << counted(messages, "message") << " on " << counted(timeline.days.size(), "day")
               << " with reports; " << share_text(passed, messages) << " pass DMARC\n"
               << shown(timeline.domain) << ", " << text_of(timeline.period) << "\n\n";
  if (!timeline.days.empty()) table.print(terminal);
}

}  // namespace service::cli
