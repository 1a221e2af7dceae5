// SPDX-License-Identifier: MIT
//
// mailvet report summary as text for people.

#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <vector>

#include "libauth/base/enum.h"
#include "service/cli/report_answers_text.h"
#include "service/cli/text_table.h"

namespace service::cli {
namespace {

namespace analysis = reports::analysis;
using Align = TextTable::Align;

Colour colour_of(std::string_view word) {
  if (word == analysis::kGood) return Colour::green;
  return word == analysis::kIsCritical ? Colour::red : Colour::yellow;
}

Colour colour_of(analysis::Severity severity) {
  switch (severity) {
    case analysis::Severity::critical:
      return Colour::red;
    case analysis::Severity::attention:
      return Colour::yellow;
    case analysis::Severity::notice:
      return Colour::blue;
  }
  return Colour::blue;
}

/// Which command helps with an issue.
struct Help {
  std::string_view issue;
  std::string_view command;  ///< after "mailvet report "
  std::string_view what;
  bool takes_domain = true;  ///< behind the command
};
constexpr std::array kHelp = {
    Help{"own-mail-stopped", "fixes", "what to mend, and how"},
    Help{"own-mail-fails", "fixes", "what to mend, and how"},
    Help{"source-fails", "fixes", "what to mend, and how"},
    Help{"pass-rate-dropped", "fixes", "what to mend, and how"},
    Help{"spoofing-delivered", "sources", "who sends, and where it got through"},
    Help{"unknown-source", "sources", "who sends, and where it got through"},
    Help{"new-source", "sources", "who sends, and where it got through"},
    Help{"reports-stopped", "receivers", "who sends reports"},
    Help{"receivers-overdue", "receivers", "who sends reports"},
    Help{"policy-not-applied", "receivers", "who sends reports"},
    Help{"unread-payloads", "unread", "what it is, and why", false},
    Help{"ready-for-next-step", "impact", "what it, and a stricter policy, would do"},
    Help{"tls-fails", "tls", "which mail exchange fails, and how"},
};

void print_numbers(const analysis::Summary& summary, Terminal& terminal) {
  const analysis::Changes& changes = summary.changes;
  struct Row {
    const char* name;
    const analysis::Compared& count;
  };
  const std::array rows = {
      Row{"messages", changes.messages},     Row{"yours", changes.own},
      Row{"  pass DMARC", changes.aligned},  Row{"  fail", changes.failing},
      Row{"forwarded", changes.forwarded},   Row{"pretend to be yours", changes.spoofed},
      Row{"unknown sender", changes.unknown}};
  TextTable table({Align::left, Align::right, Align::right});
  const bool has_before = changes.is_comparable;
  table.add({"", "now", has_before ? "before" : ""});
  for (const Row& row : rows) {
    table.add({row.name, row.count.now, has_before ? Cell(row.count.before) : Cell("")});
  }
  table.add({"pass rate", share_text(changes.aligned.now, changes.own.now),
             has_before ? share_text(changes.aligned.before, changes.own.before) : ""});
  table.print(terminal);
}

void print_issues(const analysis::Summary& summary, Terminal& terminal) {
  if (summary.issues.empty()) return;
  terminal.out << '\n';
  for (const analysis::Issue& issue : summary.issues) {
    std::string word(libauth::base::name_of(issue.severity));
    word.resize(std::max<std::size_t>(word.size(), 9), ' ');
    terminal.out << "  " << coloured(terminal, colour_of(issue.severity), word) << "  "
                 << shown(issue.message) << '\n';
    terminal.out << "             " << coloured(terminal, Colour::grey, issue.id);
    if (!issue.names.empty()) terminal.out << ": " << listed(issue.names, issue.count);
    terminal.out << '\n';
  }
}

void print_help(const analysis::Summary& summary, Terminal& terminal) {
  std::vector<std::string_view> told;
  for (const analysis::Issue& issue : summary.issues) {
    const auto* const help = std::ranges::find(kHelp, issue.id, &Help::issue);
    if (help == kHelp.end() || std::ranges::count(told, help->command) > 0) continue;
    if (told.empty()) terminal.out << '\n';
    told.push_back(help->command);
    terminal.out << "mailvet report " << help->command
                 << (help->takes_domain ? " " + shown(summary.domain) : "") << ": " << help->what
                 << '\n';
  }
}

}  // namespace

void print_text(const analysis::Summary& summary, Terminal& terminal) {
  terminal.out << coloured(terminal, colour_of(summary.word), summary.word) << ": "
               << shown(summary.sentence) << '\n'
               << shown(summary.domain) << ", " << text_of(summary.period) << "; "
               << counted(summary.numbers.reports, "report") << " from "
               << counted(summary.numbers.receivers, "receiver");
  if (summary.changes.policy) {
    terminal.out << ", who saw " << analysis::text_of(*summary.changes.policy);
  }
  if (summary.policy_source == analysis::PolicySource::published) {
    terminal.out << "; you publish "
                 << (summary.policy ? analysis::text_of(*summary.policy) : "no policy");
  }
  terminal.out << '\n';
  print_source(summary.policy_source, terminal);
  terminal.out << '\n';
  print_numbers(summary, terminal);
  print_issues(summary, terminal);
  print_help(summary, terminal);
}

}  // namespace service::cli
