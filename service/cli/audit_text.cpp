// SPDX-License-Identifier: MIT

#include "service/cli/audit_text.h"

#include <algorithm>
#include <ostream>
#include <string>

#include "libauth/base/enum.h"

namespace service::cli {
namespace {

using libauth::audit::Audit;
using libauth::audit::CheckResult;
using libauth::audit::Finding;
using libauth::audit::Severity;
using libauth::audit::Verdict;
using libauth::base::name_of;

/// Records of one answer that are shown; the rest is counted. JSON has all of them.
constexpr std::size_t kShownRecords = 5;

Colour colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return Colour::green;
    case Verdict::fail:
      return Colour::red;
    case Verdict::unknown:
      return Colour::yellow;
    case Verdict::not_applicable:
      return Colour::grey;
  }
  return Colour::grey;
}

Colour colour_of(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::error:
      return Colour::red;
    case Severity::warning:
      return Colour::yellow;
    case Severity::notice:
      return Colour::blue;
    case Severity::info:
      return Colour::grey;
  }
  return Colour::grey;
}

std::string words_of(Verdict verdict) {
  return verdict == Verdict::not_applicable ? "n/a" : std::string(name_of(verdict));
}

std::string padded(std::string_view text, std::size_t width) {
  std::string wide(text);
  wide.resize(std::max(width, wide.size()), ' ');
  return wide;
}

void print_evidence(const libauth::audit::Evidence& evidence, std::ostream& out) {
  out << "            " << shown(evidence.name) << ' ' << evidence.type << ": "
      << name_of(evidence.status);
  if (!evidence.detail.empty()) out << " (" << shown(evidence.detail) << ')';
  out << '\n';
  const std::size_t count = std::min(evidence.records.size(), kShownRecords);
  for (std::size_t i = 0; i < count; ++i) {
    out << "              " << shown(evidence.records[i]) << '\n';
  }
  if (evidence.records.size() > count) {
    out << "              and " << evidence.records.size() - count << " more\n";
  }
}

/// What is behind the message of a finding that is to be acted on.
void print_grounds(const Finding& finding, Terminal& terminal) {
  terminal.out << "            " << coloured(terminal, Colour::grey, finding.id);
  if (!finding.spec.empty()) terminal.out << ", " << finding.spec;
  terminal.out << '\n';
  for (const auto& evidence : finding.evidence) print_evidence(evidence, terminal.out);
  if (!finding.fix) return;
  terminal.out << "            publish: " << shown(finding.fix->name) << ' ' << finding.fix->type
               << " \"" << shown(finding.fix->record) << "\"\n";
  if (!finding.fix->note.empty()) {
    terminal.out << "            " << shown(finding.fix->note) << '\n';
  }
}

void print_finding(const Finding& finding, Terminal& terminal) {
  const bool unknown = finding.verdict == Verdict::unknown;
  const std::string word = unknown ? "unknown" : std::string(name_of(finding.severity));
  const Colour colour = unknown ? Colour::yellow : colour_of(finding.severity);
  terminal.out << "  " << coloured(terminal, colour, padded(word, 8)) << "  "
               << shown(finding.message) << '\n';
  // A fact is said in one line.
  if (finding.severity != Severity::info || unknown) print_grounds(finding, terminal);
  if (finding.more) {
    terminal.out << "            and " << *finding.more << " more of the kind\n";
  }
}

void print_check(const CheckResult& check, const Audit& audit, Terminal& terminal) {
  terminal.out << coloured(terminal, colour_of(check.verdict), padded(words_of(check.verdict), 8))
               << ' ' << check.title << '\n';
  for (const Finding& finding : audit.findings) {
    if (finding.check == check.id) print_finding(finding, terminal);
  }
}

void print_summary(const Audit& audit, std::ostream& out) {
  const auto& summary = audit.summary;
  out << summary.critical << " critical, " << summary.error << " error, " << summary.warning
      << " warning, " << summary.notice << " notice, " << summary.info << " info, "
      << summary.unknown << " unknown; " << audit.cost.questions << " questions in "
      << audit.cost.rounds << " rounds\n";
}

}  // namespace

void print_text(const Audit& audit, Terminal& terminal) {
  terminal.out << shown(audit.domain) << ", " << audit.time << ": "
               << coloured(terminal, colour_of(audit.verdict), words_of(audit.verdict)) << "\n\n";
  for (const CheckResult& check : audit.checks) print_check(check, audit, terminal);
  terminal.out << '\n';
  print_summary(audit, terminal.out);
}

}  // namespace service::cli
