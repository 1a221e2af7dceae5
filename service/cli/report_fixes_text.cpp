// SPDX-License-Identifier: MIT
//
// mailvet report fixes as text for people.

#include <algorithm>
#include <ostream>
#include <string>

#include "libauth/base/enum.h"
#include "service/cli/report_answers_text.h"
#include "service/cli/text_table.h"

namespace service::cli {
namespace {

namespace analysis = reports::analysis;
using libauth::base::name_of;

/// Observations of a cause that are shown; the rest is counted. JSON has more.
constexpr std::size_t kShownObservations = 3;

void print_record(std::string_view name, analysis::RecordState state,
                  const std::optional<std::string>& text, const std::string& detail,
                  Terminal& terminal) {
  const bool is_fine = state == analysis::RecordState::fine;
  terminal.out << "  " << name << " now: "
               << coloured(terminal, is_fine ? Colour::green : Colour::yellow, name_of(state));
  if (text) terminal.out << ", \"" << shown(*text) << '"';
  if (!detail.empty()) terminal.out << " (" << shown(detail) << ')';
  terminal.out << '\n';
}

void print_observed(const analysis::Cause& cause, std::ostream& out) {
  const std::size_t count = std::min(cause.observed.size(), kShownObservations);
  for (std::size_t i = 0; i < count; ++i) {
    const analysis::Observation& one = cause.observed[i];
    out << "      " << shown(one.what) << ' ' << shown(one.value);
    if (!one.seen.empty()) out << ", reported: " << shown(one.seen);
    if (!one.now.empty()) out << ", now: " << shown(one.now);
    out << " (" << one.messages << ")\n";
  }
  if (cause.observed_count > count) {
    out << "      and " << cause.observed_count - count << " more\n";
  }
}

void print_remedy(const analysis::Remedy& remedy, Terminal& terminal) {
  terminal.out << "      " << coloured(terminal, Colour::green, "->") << ' ' << shown(remedy.text)
               << '\n';
  if (!remedy.record) return;
  terminal.out << "         " << (remedy.record->is_template ? "publish, filled in: " : "publish: ")
               << shown(remedy.record->name) << ' ' << shown(remedy.record->type) << " \""
               << shown(remedy.record->value) << "\"\n";
}

void print_cause(const analysis::Cause& cause, Terminal& terminal) {
  terminal.out << "    " << shown(cause.meaning) << ' '
               << coloured(terminal, Colour::grey, cause.id) << ", "
               << counted(cause.messages, "message");
  if (!cause.spec.empty()) terminal.out << ", " << cause.spec;
  terminal.out << '\n';
  print_observed(cause, terminal.out);
  for (const analysis::Remedy& remedy : cause.remedies) print_remedy(remedy, terminal);
}

void print_source(const analysis::SourceFixes& source, Terminal& terminal) {
  terminal.out << '\n' << shown(source.source.name);
  if (source.verdict) terminal.out << " (" << name_of(*source.verdict) << ')';
  terminal.out << ": " << counted(source.messages, "message") << " fail, " << source.passed
               << " pass; " << day_of(source.first) << " to " << day_of(source.last) << '\n';
  if (source.mended > 0) {
    terminal.out << "  " << coloured(terminal, Colour::green, std::to_string(source.mended))
                 << " of those that fail would pass now\n";
  }
  for (const analysis::Cause& cause : source.causes) print_cause(cause, terminal);
}

}  // namespace

void print_text(const analysis::Fixes& fixes, Terminal& terminal) {
  std::ostream& out = terminal.out;
  if (fixes.sources.empty()) {
    out << coloured(terminal, Colour::green, "Nothing of yours fails") << '\n';
  } else {
    out << coloured(terminal, Colour::red, counted(fixes.messages, "message"))
        << " of yours fail, of " << counted(fixes.sources.size() + fixes.sources_left_out, "source")
        << '\n';
  }
  out << shown(fixes.domain) << ", " << text_of(fixes.period) << '\n';
  print_record("DMARC", fixes.dmarc.state, fixes.dmarc.text, fixes.dmarc.detail, terminal);
  print_record("SPF", fixes.spf.state, fixes.spf.text, fixes.spf.detail, terminal);
  for (const analysis::SeenPolicy& seen : fixes.seen_policies) {
    out << "  " << shown(seen.reporter) << " saw " << shown(seen.tag) << '=' << shown(seen.seen)
        << " until " << day_of(seen.last) << "; now it is " << shown(seen.now) << '\n';
  }
  for (const analysis::SourceFixes& source : fixes.sources) print_source(source, terminal);
  if (fixes.sources_left_out > 0) {
    out << "\nand " << counted(fixes.sources_left_out, "source") << " with fewer messages\n";
  }
}

}  // namespace service::cli
