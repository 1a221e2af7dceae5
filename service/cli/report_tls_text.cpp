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

/// What has no result type: no detail tells of it, or one that says nothing.
constexpr const char* kNoReason = "failed without a reason given";

/// "a.example (5), b.example (2)".
std::string text_of(const std::vector<analysis::TlsShare>& shares) {
  std::vector<std::string> names;
  for (const analysis::TlsShare& share : shares) {
    names.push_back((share.name.empty() ? "-" : share.name) + " (" +
                    std::to_string(share.sessions) + ")");
  }
  return listed(names, names.size());
}

/// share_text(), but that what is there is never 0 %.
std::string failed_share(std::uint64_t failed, std::uint64_t all) {
  const std::string text = share_text(failed, all);
  return failed > 0 && text == share_text(0, 1) ? "less than 0.01 %" : text;
}

void print_blocker(const analysis::TlsBlocker& blocker, Terminal& terminal) {
  const bool has_reason = !blocker.result_type.empty();
  terminal.out << "    ";
  if (blocker.receiving_mx_hostname || has_reason) {
    terminal.out << shown(blocker.receiving_mx_hostname.value_or("-")) << ' ';
  }
  if (has_reason) terminal.out << shown(blocker.result_type) << ", ";
  terminal.out << counted(blocker.sessions, "session")
               << (blocker.policy_type == "no-policy-found" ? " without a policy"
                                                            : " under the policy");
  if (!has_reason) {
    terminal.out << ' ' << kNoReason << ", as " << text_of(blocker.senders) << " said";
  }
  terminal.out << ": " << shown(blocker.remedy) << '\n';
}

void print_enforcing(const char* name, const analysis::Enforcing& enforcing, Terminal& terminal) {
  const bool is_safe = enforcing.is_enforcing_safe == analysis::kEnforcingSafe;
  const bool is_unsafe = enforcing.is_enforcing_safe == analysis::kEnforcingUnsafe;
  const Colour colour = is_safe ? Colour::green : (is_unsafe ? Colour::red : Colour::yellow);
  const char* word = is_safe ? "safe" : (is_unsafe ? "unsafe" : "not enough data");
  terminal.out << "  Enforcing " << name << ": " << coloured(terminal, colour, word) << ". "
               << shown(enforcing.reason) << '\n';
  for (const analysis::TlsBlocker& blocker : enforcing.blockers) print_blocker(blocker, terminal);
}

void print_problem(const analysis::TlsProblem& problem, Terminal& terminal) {
  terminal.out << "    "
               << coloured(terminal, problem.is_ongoing ? Colour::red : Colour::grey,
                           problem.result_type.empty() ? kNoReason : shown(problem.result_type))
               << ", " << counted(problem.sessions, "session") << ": " << text_of(problem.policies)
               << ", " << day_of(problem.first) << " to " << day_of(problem.last)
               << (problem.is_ongoing ? "" : ", over") << '\n'
               << "      " << shown(problem.meaning) << '\n';
  if (!problem.remedy.empty()) {
    terminal.out << "      " << coloured(terminal, Colour::green, "->") << ' '
                 << shown(problem.remedy) << '\n';
  }
  if (!problem.senders.empty()) {
    terminal.out << "      seen by " << text_of(problem.senders) << '\n';
  }
}

/// Hosts have the failures of all policies, which are not added up elsewhere.
void print_hosts(const std::vector<analysis::TlsHost>& hosts, Terminal& terminal) {
  if (!hosts.empty()) {
    terminal.out << "\n  Failures by host, under all policies and without one:\n";
  }
  for (const analysis::TlsHost& host : hosts) {
    terminal.out << "  " << shown(host.receiving_mx_hostname.value_or("no host is named")) << ": "
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
               << " (" << failed_share(tls.totals.failed, all) << ")\n"
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
