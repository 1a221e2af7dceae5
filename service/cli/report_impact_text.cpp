// SPDX-License-Identifier: MIT
//
// mailvet report impact as text for people.

#include <algorithm>
#include <array>
#include <cstdio>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "libauth/base/enum.h"
#include "service/cli/report_answers_text.h"
#include "service/cli/text_table.h"

namespace service::cli {
namespace {

namespace analysis = reports::analysis;
using Align = TextTable::Align;

/// What the threshold of a blocker is.
enum class Limit { none, at_least, fewer_than };

/// What a blocker has found, and what it compares.
struct BlockerWords {
  std::string_view id;
  std::string_view what;
  Limit limit;
};
constexpr std::array kBlockers = {
    BlockerWords{analysis::kTooFewDays, "days with reports", Limit::at_least},
    BlockerWords{analysis::kTooFewMessages, "messages that reports tell of", Limit::at_least},
    BlockerWords{analysis::kReportsStopped, "days since the last report", Limit::fewer_than},
    BlockerWords{analysis::kOwnMailFails, "percent of your mail pass", Limit::at_least},
    BlockerWords{analysis::kSourceFails, "percent of its mail pass", Limit::at_least},
    BlockerWords{analysis::kUnknownSource, "messages fail, of a sender that may be yours",
                 Limit::fewer_than},
    BlockerWords{analysis::kResultsUnknown,
                 "messages of which reports do not tell whether they pass", Limit::fewer_than},
    BlockerWords{analysis::kSubdomainUnknown,
                 "messages fail, of subdomains of which it is not known whether they exist",
                 Limit::fewer_than},
    BlockerWords{analysis::kPolicyUnsettled,
                 "receivers saw another policy until less than two weeks ago", Limit::none},
};

/// At most two decimals, without needless zeros.
std::string number_text(double number) {
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%.2f", number);
  std::string digits(text, static_cast<std::size_t>(std::max(size, 0)));
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.ends_with('.')) digits.pop_back();
  return digits;
}

std::string readiness_text(const analysis::Impact& impact, const Terminal& terminal) {
  if (impact.readiness == analysis::kReady) return coloured(terminal, Colour::green, "Ready");
  if (impact.readiness == analysis::kNotReady) return coloured(terminal, Colour::red, "Not ready");
  return coloured(terminal, Colour::yellow, "Not enough data");
}

/// What the policy costs that adds nothing to what is lost today.
void print_in_force(const analysis::Impact& impact, Terminal& terminal) {
  const bool is_same = impact.current && impact.proposed == impact.current->words;
  terminal.out << coloured(terminal, Colour::red, "In force") << ": "
               << (is_same ? "this is your policy already; it"
                           : "you lose mail already; " + analysis::text_of(impact.proposed))
               << " costs you " << counted(impact.own.losses.lost, "message") << " ("
               << number_text(impact.own.lost_per_day) << " a day): see mailvet report fixes\n";
}

/// What is said of a policy that asks for nothing more than that of today.
std::string unchanged_text(const analysis::Impact& impact) {
  const std::string proposed = analysis::text_of(impact.proposed);
  if (!impact.current) return "Nothing changes: " + proposed + " asks for as little as no policy";
  if (impact.proposed != impact.current->words) {
    return "Nothing more is lost: " + proposed + " is no stricter than " +
           analysis::text_of(impact.current->words) + ", your policy";
  }
  if (impact.is_next_step) return "No next step: " + proposed + " is at the end of the way";
  return "Nothing changes: " + proposed + " is your policy already";
}

void print_readiness(const analysis::Impact& impact, Terminal& terminal) {
  if (impact.readiness == analysis::kInForce) return print_in_force(impact, terminal);
  if (!impact.is_stricter) {
    terminal.out << coloured(terminal, Colour::green, unchanged_text(impact)) << '\n';
    return;
  }
  terminal.out << readiness_text(impact, terminal)
               << (impact.is_next_step ? " for the next step" : "") << ": under "
               << analysis::text_of(impact.proposed) << " "
               << counted(impact.own.losses.lost, "message") << " of yours would be lost, "
               << number_text(impact.own.lost_per_day) << " a day\n";
}

/// Without their mail the numbers may look better than they are.
void print_overdue(const analysis::Impact& impact, Terminal& terminal) {
  const std::vector<std::string>& names = impact.overdue_receivers;
  if (names.empty()) return;
  terminal.out << coloured(terminal, Colour::yellow, "Overdue") << ": reports of "
               << listed(names, names.size())
               << " do not come any more, so that their mail is missing in these numbers\n";
}

void print_head(const analysis::Impact& impact, Terminal& terminal) {
  print_readiness(impact, terminal);
  print_overdue(impact, terminal);
  terminal.out << shown(impact.domain) << ", " << text_of(impact.period) << "; "
               << counted(impact.messages, "message") << " on " << counted(impact.days, "day")
               << " with reports; today "
               << (impact.current ? analysis::text_of(impact.current->words)
                                  : "no policy is known, taken for p=none")
               << '\n';
  print_source(impact.policy_source, terminal);
  terminal.out << '\n';
}

void print_groups(const analysis::Impact& impact, Terminal& terminal) {
  struct Row {
    const char* name;
    const analysis::ImpactGroup& group;
  };
  const std::array rows = {Row{"yours", impact.own}, Row{"unknown sender", impact.unknown},
                           Row{"forwarded", impact.forwarders},
                           Row{"pretend to be yours", impact.spoofing}};
  TextTable table({Align::left, Align::right, Align::right, Align::right, Align::right,
                   Align::right, Align::right, Align::right, Align::right});
  table.add({"", "messages", "lost", "a day", "quarantined", "rejected", "lost today", "excused",
             "undetermined"});
  for (const Row& row : rows) {
    const analysis::Losses& losses = row.group.losses;
    table.add({row.name, row.group.messages, losses.lost, number_text(row.group.lost_per_day),
               losses.quarantined, losses.rejected, losses.already_lost, losses.excused,
               losses.undetermined});
  }
  table.print(terminal);
  if (impact.own_lost_without_t.value_or(0) > 0) {
    terminal.out << "  Receivers that do not know t=y would treat so "
                 << counted(*impact.own_lost_without_t, "message") << " of yours.\n";
  }
}

/// What is the matter with most of the lost messages. Whether they are signed is not told by that.
std::string causes_text(const analysis::Causes& causes) {
  const auto larger = [](std::uint64_t missing, std::uint64_t unaligned, const char* what) {
    if (missing == 0 && unaligned == 0) return std::string();
    return what + std::string(missing >= unaligned ? " does not pass" : " is not aligned");
  };
  const std::string dkim = larger(causes.dkim_missing, causes.dkim_unaligned, "DKIM");
  const std::string spf = larger(causes.spf_missing, causes.spf_unaligned, "SPF");
  return dkim.empty() || spf.empty() ? dkim + spf : dkim + ", " + spf;
}

std::string receivers_text(const std::vector<analysis::Counted>& receivers) {
  std::vector<std::string> names;
  for (const analysis::Counted& one : receivers) {
    names.push_back(one.name + " (" + std::to_string(one.messages) + ")");
  }
  return listed(names, names.size());
}

/// Those that would lose mail: JSON has those too of which that cannot be told.
void print_sources(const char* title, const analysis::ImpactGroup& group, Terminal& terminal) {
  const auto losing = static_cast<std::size_t>(std::ranges::count_if(
      group.sources, [](const auto& source) { return source.losses.lost > 0; }));
  if (losing == 0) return;
  terminal.out << '\n' << title << '\n';
  TextTable table(
      {Align::left, Align::right, Align::right, Align::right, Align::left, Align::left});
  table.add({"source", "messages", "lost", "a day", "why", "receivers"});
  const std::size_t count = std::min(losing, kShownSources);  // most lost first
  for (const analysis::ImpactedSource& source : std::span(group.sources).first(count)) {
    table.add({source.name, source.messages, source.losses.lost, number_text(source.lost_per_day),
               causes_text(source.causes), receivers_text(source.receivers)});
  }
  table.print(terminal);
  if (losing > count) terminal.out << "  and " << losing - count << " more\n";
}

std::string text_of(const analysis::Blocker& blocker) {
  const auto* const words = std::ranges::find(kBlockers, blocker.id, &BlockerWords::id);
  if (words == kBlockers.end()) return number_text(blocker.value);
  const std::string what(words->what);
  const std::string found = number_text(blocker.value) + " " + what;
  const std::string threshold = number_text(blocker.threshold);
  switch (words->limit) {
    case Limit::at_least:
      return found + "; at least " + threshold + " are needed";
    case Limit::fewer_than:
      return found + "; fewer than " + threshold + " would be no obstacle";
    case Limit::none:
      break;
  }
  return what;
}

void print_blockers(const std::vector<analysis::Blocker>& blockers, Terminal& terminal) {
  TextTable table({Align::left, Align::left, Align::left});
  for (const analysis::Blocker& blocker : blockers) {
    table.add({blocker.id, text_of(blocker), blocker.source.value_or("")});
  }
  table.print(terminal);
}

void print_next_step(const analysis::Impact& impact, Terminal& terminal) {
  const analysis::NextStep& step = impact.next_step;
  // Then the answer is about it, and has said why it has to wait.
  const bool is_told = impact.is_next_step && !step.blockers.empty();
  terminal.out << (is_told ? "\nUntil then: " : "\nNext step: ");
  if (step.changes.empty()) {
    terminal.out << (is_told ? "leave " : "none; leave ") << analysis::text_of(step.words) << '\n';
  } else {
    terminal.out << "publish " << listed(step.changes, step.changes.size()) << " ("
                 << analysis::text_of(step.words) << ")\n";
  }
  if (is_told || step.blockers.empty()) return;
  terminal.out << "What keeps the policy from being raised further:\n";
  print_blockers(step.blockers, terminal);
}

}  // namespace

void print_text(const analysis::Impact& impact, Terminal& terminal) {
  print_head(impact, terminal);
  print_groups(impact, terminal);
  print_sources("Yours that would lose mail:", impact.own, terminal);
  print_sources("Unknown senders; approve or block them:", impact.unknown, terminal);
  if (!impact.blockers.empty()) {
    terminal.out << "\nWhat speaks against it:\n";
    print_blockers(impact.blockers, terminal);
  }
  print_next_step(impact, terminal);
}

}  // namespace service::cli
