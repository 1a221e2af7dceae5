// SPDX-License-Identifier: MIT
//
// What the texts of all answers have in common, and the timeline.

#include "service/cli/report_answers_text.h"

#include <array>
#include <chrono>
#include <ostream>
#include <string>
#include <utility>
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
  std::uint64_t own = 0;
  std::uint64_t aligned = 0;
  constexpr std::array kColumns = {"day", "all",   "yours",   "pass",  "share",
                                   "fwd", "spoof", "unknown", "quar.", "rej."};
  std::vector<Align> aligns(kColumns.size(), Align::right);
  aligns.front() = Align::left;
  TextTable table(std::move(aligns));
  table.add({kColumns.begin(), kColumns.end()});
  for (const analysis::TimelineDay& day : timeline.days) {
    analysis::add(messages, day.messages);
    if (!day.classes) {
      table.add({day_of(day.day), day.messages, "-", day.passed, "-", "-", "-", "-",
                 day.quarantined, day.rejected});
      continue;
    }
    const analysis::ClassCounts& classes = *day.classes;
    const std::uint64_t own_of_day = analysis::own_messages(classes);
    analysis::add(own, own_of_day);
    analysis::add(aligned, classes.aligned);
    table.add({day_of(day.day), day.messages, own_of_day, classes.aligned,
               share_text(classes.aligned, own_of_day), classes.forwarder, classes.spoofing,
               classes.unknown, day.quarantined, day.rejected});
  }
  terminal.out << counted(messages, "message") << " on " << counted(timeline.days.size(), "day")
               << " with reports; "
               << (own == 0 ? "none is known to be yours"
                            : "of " + std::to_string(own) + " of your own " +
                                  share_text(aligned, own) + " pass DMARC")
               << "\n"
               << shown(timeline.domain) << ", " << text_of(timeline.period) << "\n\n";
  if (!timeline.days.empty()) table.print(terminal);
}

}  // namespace service::cli
