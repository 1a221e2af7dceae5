// SPDX-License-Identifier: MIT
//
// mailvet report fixes as text for people.

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "libauth/base/enum.h"
#include "service/cli/report_answers_text.h"
#include "service/cli/text_table.h"

namespace service::cli {
namespace {

namespace analysis = reports::analysis;
using libauth::base::name_of;

/// Observations of a cause that are shown; the rest is counted. JSON has more.
constexpr std::size_t kShownObservations = 3;

/// Names of a cause's messages that are shown.
constexpr std::size_t kShownNames = 3;

/// @param defect  what is wrong with a record that can be used; else empty
void print_record(std::string_view name, analysis::RecordState state,
                  const std::optional<std::string>& text, const std::string& detail,
                  std::string_view defect, Terminal& terminal) {
  const bool is_fine = state == analysis::RecordState::fine && defect.empty();
  const std::string words =
      defect.empty() ? std::string(name_of(state)) : "valid, but " + std::string(defect);
  terminal.out << "  " << name
               << " now: " << coloured(terminal, is_fine ? Colour::green : Colour::yellow, words);
  if (text) terminal.out << ", \"" << shown(*text) << '"';
  if (!detail.empty()) terminal.out << " (" << shown(detail) << ')';
  terminal.out << '\n';
}

/// What becomes of the reports that the record asks for; empty where nothing is known to be wrong.
std::string_view defect_of(const analysis::DmarcNow& dmarc) {
  using analysis::Destination;
  const auto is_lost = [](const analysis::ReportAddress& address) {
    return address.destination == Destination::refuses ||
           address.destination == Destination::unusable;
  };
  if (std::none_of(dmarc.rua.begin(), dmarc.rua.end(), is_lost)) return {};
  return std::all_of(dmarc.rua.begin(), dmarc.rua.end(), is_lost)
             ? "its reports are not sent"
             : "not all of its reports are sent";
}

/// "d=example.com s=s1" of a signature.
std::string value_of(const analysis::Observation& one) {
  const std::size_t slash = one.value.find('/');
  if (one.what != "signature" || slash == std::string::npos) return one.value;
  return "d=" + one.value.substr(0, slash) + " s=" + one.value.substr(slash + 1);
}

void print_observed(const analysis::Cause& cause, std::ostream& out) {
  const std::size_t count = std::min(cause.observed.size(), kShownObservations);
  for (std::size_t i = 0; i < count; ++i) {
    const analysis::Observation& one = cause.observed[i];
    out << "      " << shown(one.what) << ' ' << shown(value_of(one));
    if (!one.seen.empty()) out << ", reported: " << shown(one.seen);
    if (!one.now.empty()) out << ", now: " << shown(one.now);
    out << " (" << one.messages << ")\n";
  }
  if (cause.observed_count > count) {
    out << "      and " << cause.observed_count - count << " more\n";
  }
}

/// The first names of a ranking: "a (12), b (3) and 4 more".
std::string first_of(analysis::Ranking ranking) {
  if (ranking.top.size() > kShownNames) ranking.top.resize(kShownNames);
  return text_of(ranking);
}

/// "10 delivered, 2 rejected"; empty where the reports do not say.
std::string words_of(const analysis::DispositionCounts& counts) {
  const std::pair<std::uint64_t, const char*> kWords[] = {{counts.delivered, "delivered"},
                                                          {counts.quarantined, "quarantined"},
                                                          {counts.rejected, "rejected"}};
  std::string text;
  for (const auto& [messages, word] : kWords) {
    if (messages == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(messages) + ' ' + word;
  }
  return text;
}

/// Which mail it is: whose, where it was received, and what became of it.
void print_mail(const analysis::Cause& cause, std::ostream& out) {
  if (cause.header_from.top.empty()) return;
  out << "      From " << first_of(cause.header_from);
  if (!cause.reporters.top.empty()) out << "; received by " << first_of(cause.reporters);
  const std::string became = words_of(cause.dispositions);
  if (!became.empty()) out << "; " << became;
  out << '\n';
}

void print_remedy(const analysis::Remedy& remedy, Terminal& terminal) {
  terminal.out << "      " << coloured(terminal, Colour::green, "->") << ' ' << shown(remedy.text)
               << '\n';
  if (!remedy.record) return;
  // Where the name is taken there is no record.
  terminal.out << "         publish" << (remedy.name_use ? ", if the name is free" : "")
               << (remedy.record->is_template ? ", filled in: " : ": ")
               << shown(remedy.record->name) << ' ' << shown(remedy.record->type) << " \""
               << shown(remedy.record->value) << "\"\n";
}

void print_cause(const analysis::Cause& cause, Terminal& terminal) {
  terminal.out << "    " << shown(cause.meaning) << ' '
               << coloured(terminal, Colour::grey, cause.id) << ", "
               << counted(cause.messages, "message");
  if (!cause.spec.empty()) terminal.out << ", " << cause.spec;
  terminal.out << '\n';
  if (cause.note) terminal.out << "      " << shown(*cause.note) << '\n';
  print_mail(cause, terminal.out);
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
  print_record("DMARC", fixes.dmarc.state, fixes.dmarc.text, fixes.dmarc.detail,
               defect_of(fixes.dmarc), terminal);
  for (const analysis::Remedy& remedy : fixes.rua_remedies) print_remedy(remedy, terminal);
  print_record("SPF", fixes.spf.state, fixes.spf.text, fixes.spf.detail, "", terminal);
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
