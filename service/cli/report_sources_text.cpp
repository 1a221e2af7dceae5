// SPDX-License-Identifier: MIT
//
// mailvet report sources as text for people.

#include <algorithm>
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
using libauth::base::name_of;

std::uint64_t passing(const analysis::AlignmentCounts& counts) {
  std::uint64_t sum = counts.both;
  analysis::add(sum, counts.dkim_only);
  analysis::add(sum, counts.spf_only);
  return sum;
}

std::string word_of(const analysis::SourceEntry& source) {
  std::string word(name_of(source.mail_class));
  if (source.verdict) word += " (" + std::string(name_of(*source.verdict)) + ")";
  return word;
}

/// Sources that only pretend to be the owner are many, and told together.
bool is_listed(const analysis::SourceEntry& source) {
  return source.mail_class != reports::sources::Class::spoofing || source.verdict;
}

void print_table(const analysis::Sources& sources, Terminal& terminal) {
  TextTable table({Align::left, Align::left, Align::right, Align::right, Align::right, Align::right,
                   Align::left, Align::left, Align::left});
  table.add(
      {"source", "class", "messages", "pass", "fail", "stopped", "first seen", "last seen", ""});
  std::size_t rows = 0;
  for (const analysis::SourceEntry& source : sources.sources) {
    if (!is_listed(source) || ++rows > kShownSources) continue;
    table.add({source.source.name, Cell(word_of(source), colour_of(source.mail_class)),
               source.messages, share_text(passing(source.alignment), source.messages),
               source.alignment.neither, analysis::stopped(source.dispositions),
               day_of(source.first_seen), day_of(source.last_seen),
               source.is_new.value_or(false) ? "new" : ""});
  }
  if (rows == 0) return;
  terminal.out << '\n';
  table.print(terminal);
  if (rows > kShownSources) {
    terminal.out << "  and " << rows - kShownSources << " more: --format json has all of them\n";
  }
}

/// Whether the owner has to say whose it is. What a report contradicts is nothing to be said of.
bool is_asked_about(const analysis::SourceEntry& source) {
  return source.mail_class == reports::sources::Class::unknown && !source.verdict &&
         source.classes.unknown > source.contradicted;
}

/// The first names of a ranking, behind what they are; nothing where there are none.
std::string clue(const char* what, const analysis::Ranking& ranking) {
  constexpr std::size_t kNames = 3;
  if (ranking.top.empty()) return {};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(kNames, ranking.top.size()); ++i) {
    names.push_back(ranking.top[i].name.empty() ? "-" : ranking.top[i].name);
  }
  return std::string("; ") + what + " " + listed(names, ranking.count);
}

/// What helps to tell a source that is asked about.
void print_clues(const analysis::SourceEntry& source, Terminal& terminal) {
  std::string clues = clue("sent by", source.addresses) + clue("From", source.header_from) +
                      clue("signed", source.selectors) + clue("told by", source.reporters);
  if (source.failed_own_signature > 0) {
    clues += "; " + std::to_string(source.failed_own_signature) +
             " signed with your domain, and the signature fails: a server of yours, a forwarder "
             "that changes messages, or a forgery";
  }
  if (clues.empty()) return;
  terminal.out << "  " << shown(source.source.name) << clues.replace(0, 1, ":") << '\n';
}

void print_questions(const analysis::Sources& sources, Terminal& terminal) {
  constexpr std::uint64_t kMostQuestions = 10;
  std::uint64_t questions = 0;
  for (const analysis::SourceEntry& source : sources.sources) {
    if (!is_asked_about(source)) continue;
    if (++questions == 1) terminal.out << "\nAre these yours?\n";
    if (questions <= kMostQuestions) print_clues(source, terminal);
  }
  if (questions > kMostQuestions) {
    terminal.out << "  and " << questions - kMostQuestions << " more\n";
  }
}

/// Where a report does not say a result, or says one that cannot be.
void print_doubts(const analysis::Sources& sources, Terminal& terminal) {
  if (sources.derived > 0) {
    terminal.out
        << '\n'
        << counted(sources.derived, "message")
        << " without a result for DKIM or SPF: it is that of the signatures and SPF checks "
           "that the report lists\n";
  }
  const analysis::Contradicted& contradicted = sources.contradicted;
  if (contradicted.messages == 0) return;
  terminal.out
      << '\n'
      << counted(contradicted.messages, "message")
      << " said to pass DMARC, and nothing that the report lists can be why: they count as "
         "unknown\n  told by: "
      << text_of(contradicted.reporters) << "\n  of: " << text_of(contradicted.sources) << '\n';
}

void print_spoofing(const analysis::ClassEntry& spoofing, Terminal& terminal) {
  if (spoofing.messages == 0) return;
  terminal.out << '\n'
               << counted(spoofing.messages, "message") << " of "
               << counted(spoofing.sources, "source") << " pretend to be yours; "
               << spoofing.stopped
               << " were quarantined or rejected\n  from: " << text_of(spoofing.top_sources)
               << '\n';
  std::vector<std::string> names;
  for (const analysis::AtReceiver& receiver : spoofing.receivers) {
    if (receiver.dispositions.delivered == 0) continue;
    names.push_back(receiver.reporter + " (" + std::to_string(receiver.dispositions.delivered) +
                    ")");
  }
  if (!names.empty()) terminal.out << "  delivered by: " << listed(names, names.size()) << '\n';
}

void print_forwarding(const analysis::ClassEntry& forwarding, Terminal& terminal) {
  if (forwarding.messages == 0) return;
  terminal.out << '\n'
               << counted(forwarding.messages, "message") << " were forwarded by "
               << counted(forwarding.sources, "source") << "; " << passing(forwarding.alignment)
               << " of them pass DMARC, " << forwarding.stopped
               << " were quarantined or rejected\n  by: " << text_of(forwarding.top_sources)
               << '\n';
}

}  // namespace

void print_text(const analysis::Sources& sources, Terminal& terminal) {
  const analysis::ClassCounts& classes = sources.classes;
  terminal.out << counted(sources.messages, "message") << " of "
               << counted(sources.sources.size(), "source") << ": " << classes.aligned
               << " yours that pass, " << classes.failing << " yours that fail, "
               << classes.forwarder << " forwarded, " << classes.spoofing
               << " that pretend to be yours, " << classes.unknown << " unknown\n"
               << shown(sources.domain) << ", " << text_of(sources.period) << '\n';
  if (sources.sources.empty()) return;
  print_table(sources, terminal);
  print_spoofing(sources.spoofing, terminal);
  print_forwarding(sources.forwarding, terminal);
  print_doubts(sources, terminal);
  print_questions(sources, terminal);
  terminal.out << "\nYour word on a source: mailvet report verdict " << shown(sources.domain)
               << " SOURCE approve|block|ignore\n";
}

}  // namespace service::cli
