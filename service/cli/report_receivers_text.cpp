// SPDX-License-Identifier: MIT
//
// mailvet report receivers as text for people.

#include <ostream>
#include <string>
#include <vector>

#include "service/cli/report_answers_text.h"
#include "service/cli/text_table.h"

namespace service::cli {
namespace {

namespace analysis = reports::analysis;
using Align = TextTable::Align;

std::string sentence_of(const analysis::Receivers& receivers, const Terminal& terminal) {
  const std::string last =
      receivers.last_report ? "; the last one ends " + day_of(*receivers.last_report) : "";
  if (receivers.state == analysis::kReportsCome) {
    return coloured(terminal, Colour::green, "Reports come") + last;
  }
  if (receivers.state == analysis::kSomeOverdue) {
    return coloured(terminal, Colour::yellow, "Some receivers send no reports any more") + last;
  }
  if (receivers.state == analysis::kNoneCome) {
    return coloured(terminal, Colour::red, "No receiver sends reports any more") + last;
  }
  return coloured(terminal, Colour::yellow, "No receiver sent a report");
}

Cell obeys_cell(const std::optional<bool>& obeys) {
  if (!obeys) return "-";
  return *obeys ? Cell("yes", Colour::green) : Cell("no", Colour::yellow);
}

Cell overdue_cell(const analysis::ReceiverEntry& receiver) {
  return receiver.is_overdue.value_or(false) ? Cell("overdue", Colour::yellow) : Cell("");
}

void print_table(const std::vector<analysis::ReceiverEntry>& receivers, Terminal& terminal) {
  TextTable table({Align::left, Align::right, Align::right, Align::right, Align::left, Align::left,
                   Align::left, Align::left});
  table.add(
      {"receiver", "reports", "messages", "deviating", "policy seen", "obeys", "last report", ""});
  for (const analysis::ReceiverEntry& receiver : receivers) {
    table.add({receiver.reporter, receiver.reports, receiver.messages, receiver.deviating,
               receiver.policy ? analysis::text_of(*receiver.policy) : "-",
               obeys_cell(receiver.obedience.obeys), day_of(receiver.last_report),
               overdue_cell(receiver)});
  }
  table.print(terminal);
}

}  // namespace

void print_text(const analysis::Receivers& receivers, Terminal& terminal) {
  std::ostream& out = terminal.out;
  out << sentence_of(receivers, terminal) << '\n'
      << shown(receivers.domain) << ", " << text_of(receivers.period) << "; "
      << counted(receivers.reports, "report") << " on " << counted(receivers.messages, "message")
      << ", " << receivers.deviating << " of them not as the standard has it\n";
  if (!receivers.receivers.empty()) {
    out << '\n';
    print_table(receivers.receivers, terminal);
  }
  if (!receivers.missing.empty()) {
    out << "\nThey sent reports in the three months before, and none in this period:\n";
    print_table(receivers.missing, terminal);
  }
  if (receivers.unread > 0) {
    out << '\n'
        << counted(receivers.unread, "payload")
        << " of all domains could not be read: mailvet report unread\n";
  }
}

}  // namespace service::cli
