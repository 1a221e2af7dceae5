// SPDX-License-Identifier: MIT
//
// mailvet report tls as text for people.

#include <ostream>
#include <string>
#include <vector>

#include "service/cli/report_answers_text.h"
#include "service/cli/text_table.h"

namespace service::cli {
namespace {

namespace analysis = reports::analysis;
using Align = TextTable::Align;

void print_enforcing(const char* name, const analysis::Enforcing& enforcing, Terminal& terminal) {
  const bool is_safe = enforcing.is_enforcing_safe == analysis::kEnforcingSafe;
  const bool is_unsafe = enforcing.is_enforcing_safe == analysis::kEnforcingUnsafe;
  const Colour colour = is_safe ? Colour::green : (is_unsafe ? Colour::red : Colour::yellow);
  const char* word = is_safe ? "safe" : (is_unsafe ? "unsafe" : "not enough data");
  terminal.out << "  Enforcing " << name << ": " << coloured(terminal, colour, word) << ". "
               << shown(enforcing.reason) << '\n';
  for (const analysis::TlsBlocker& blocker : enforcing.blockers) {
    terminal.out << "    " << shown(blocker.receiving_mx_hostname.value_or("-")) << ' '
                 << shown(blocker.result_type) << ", " << counted(blocker.sessions, "session")
                 << ": " << shown(blocker.remedy) << '\n';
  }
}

void print_problem(const analysis::TlsProblem& problem, Terminal& terminal) {
  terminal.out << "    "
               << coloured(terminal, problem.is_ongoing ? Colour::red : Colour::grey,
                           problem.result_type.empty() ? "(no type)" : shown(problem.result_type))
               << ", " << counted(problem.sessions, "session") << ", " << day_of(problem.first)
               << " to " << day_of(problem.last) << (problem.is_ongoing ? "" : ", over") << '\n'
               << "      " << shown(problem.meaning) << '\n';
  if (!problem.remedy.empty()) {
    terminal.out << "      " << coloured(terminal, Colour::green, "->") << ' '
                 << shown(problem.remedy) << '\n';
  }
  std::vector<std::string> names;
  for (const analysis::TlsShare& sender : problem.senders) {
    names.push_back(sender.name + " (" + std::to_string(sender.sessions) + ")");
  }
  if (!names.empty()) terminal.out << "      seen by " << listed(names, names.size()) << '\n';
}

void print_hosts(const std::vector<analysis::TlsHost>& hosts, Terminal& terminal) {
  for (const analysis::TlsHost& host : hosts) {
    terminal.out << "\n  " << shown(host.receiving_mx_hostname.value_or("no host is named")) << ": "
                 << counted(host.sessions, "session") << " failed\n";
    for (const analysis::TlsProblem& problem : host.problems) print_problem(problem, terminal);
  }
}

void print_senders(const std::vector<analysis::TlsSender>& senders, Terminal& terminal) {
  if (senders.empty()) return;
  TextTable table({Align::left, Align::right, Align::right, Align::left, Align::left});
  table.add({"sender", "good", "failed", "first day", "last day"});
  for (const analysis::TlsSender& sender : senders) {
    table.add({sender.reporter, sender.successful, sender.failed, day_of(sender.first_day),
               day_of(sender.last_day)});
  }
  terminal.out << '\n';
  table.print(terminal);
}

void print_types(const std::vector<analysis::TlsPolicyType>& types, Terminal& terminal) {
  if (types.empty()) return;
  TextTable table(
      {Align::left, Align::right, Align::right, Align::right, Align::right, Align::left});
  table.add({"policy", "good", "failed", "days", "senders", "mode"});
  for (const analysis::TlsPolicyType& type : types) {
    table.add({type.policy_type.empty() ? "-" : type.policy_type, type.successful, type.failed,
               type.days, type.senders, type.modes.empty() ? "" : type.modes.front().mode});
  }
  terminal.out << '\n';
  table.print(terminal);
}

}  // namespace

void print_text(const api::TlsDocument& tls, Terminal& terminal) {
  const std::uint64_t all = tls.totals.successful + tls.totals.failed;
  terminal.out << counted(all, "session") << ", of which "
               << coloured(terminal, tls.totals.failed == 0 ? Colour::green : Colour::red,
                           std::to_string(tls.totals.failed) + " failed")
               << " (" << share_text(tls.totals.failed, all) << ")\n"
               << shown(tls.domain) << ", " << text_of(tls.period) << "; "
               << counted(tls.totals.senders, "sender") << " on " << counted(tls.totals.days, "day")
               << '\n';
  if (tls.has_stopped) {
    terminal.out << "  " << coloured(terminal, Colour::yellow, "No reports come any more")
                 << ": the last one is of " << day_of(*tls.last_report) << '\n';
  }
  print_enforcing("MTA-STS", tls.sts, terminal);
  print_enforcing("DANE", tls.dane, terminal);
  print_types(tls.policy_types, terminal);
  print_hosts(tls.hosts, terminal);
  print_senders(tls.senders, terminal);
}

}  // namespace service::cli
