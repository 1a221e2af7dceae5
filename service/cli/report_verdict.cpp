// SPDX-License-Identifier: MIT
//
// mailvet report verdict: the owner's word on a source.

#include <chrono>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "libauth/base/enum.h"
#include "service/api/analysis_documents.h"
#include "service/api/verdict_note.h"
#include "service/api/words.h"
#include "service/cli/database_option.h"
#include "service/cli/format.h"
#include "service/cli/print_json.h"
#include "service/cli/report_commands.h"
#include "service/cli/source_options.h"
#include "service/cli/text_table.h"

namespace service::cli {
namespace {

namespace base = libauth::base;
namespace sources = reports::sources;
namespace store = reports::store;
using store::Store;

struct Options {
  std::string database = kDefaultDatabase;
  Format format = Format::text;
  SourceOptions senders;
  std::string domain;
  std::string source;
  std::string verdict;
};

/// One call of the command.
struct Call {
  const Options& options;
  std::string domain;  ///< in lower case
  const sources::Catalogue& catalogue;
  Terminal& terminal;
};

/// More flows than these are not looked at, to warn of a slip.
constexpr std::size_t kMostFlows = 20'000;

int list_verdicts(const Call& call, const Store& store) {
  const api::VerdictList list{call.domain, store.verdicts(call.domain)};
  if (print_json(call.options.format, api::kSourceVerdictsSchema, list, call.terminal))
    return kGood;
  using Align = TextTable::Align;
  TextTable table({Align::left, Align::left, Align::left});
  for (const store::SourceVerdict& verdict : list.verdicts) {
    table.add({verdict.source, base::name_of(verdict.verdict), day_of(verdict.set)});
  }
  call.terminal.out << counted(list.verdicts.size(), "source") << " of " << shown(list.domain)
                    << " with a word of yours\n";
  table.print(call.terminal);
  return kGood;
}

int set_verdict(const Call& call, Store& store) {
  const std::string& source = call.options.source;
  const auto verdict = base::parse_enum<sources::Verdict>(call.options.verdict);
  store.set_verdict(call.domain, source, verdict);
  api::VerdictAnswer answer{call.domain, source, verdict, {}};
  if (verdict) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    answer.note = api::note_on_source(store, call.domain, source, call.catalogue, now);
  }
  if (!print_json(call.options.format, api::kSourceVerdictSchema, answer, call.terminal)) {
    call.terminal.out << shown(source) << " of " << shown(call.domain) << ": "
                      << call.options.verdict << '\n';
  }
  call.terminal.out.flush();
  if (answer.note) warn(call.terminal, *answer.note);
  return kGood;
}

int run_verdict(const Options& options, Terminal& terminal) {
  const auto domain = api::read_report_domain(options.domain);
  if (!domain) return fail(terminal, domain.error().message);
  if (!options.source.empty() && options.verdict.empty()) {
    return fail(terminal, "What is said of the source is missing: approve, block, ignore or none.");
  }
  const auto catalogue = open_catalogue(options.senders, terminal);
  if (!catalogue) return fail(terminal, catalogue.error().message);
  const Call call{options, domain->text(), *catalogue, terminal};
  const auto use = [&](Store& store) {
    const int status =
        options.source.empty() ? list_verdicts(call, store) : set_verdict(call, store);
    return finish(terminal, status);
  };
  return with_store(options.database, Absent::refuse, terminal, use, {.max_rows = kMostFlows});
}

}  // namespace

Command add_report_verdict(CLI::App& report) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = report.add_subcommand("verdict", "Say whether a source sends for a domain");
  app->footer(
      "Exit status: 0 it is said, or listed; 2 wrong usage, or the database cannot be used.");
  add_database_option(*app, options->database);
  app->add_option("DOMAIN", options->domain, "The policy domain")->required();
  app->add_option("SOURCE", options->source,
                  "Its name, as report sources has it; without one, what was said is listed")
      ->check(api::wrong_source_name, "", "");
  app->add_option("VERDICT", options->verdict,
                  "approve: it sends for me; block: it must not; ignore: nothing to tell; none: "
                  "take it back")
      ->check(CLI::IsMember({"approve", "block", "ignore", "none"}));
  add_map_options(*app, options->senders);
  add_word(*app, "--format", options->format, "How to print it");
  return {.app = app,
          .run = [options](Terminal& terminal) { return run_verdict(*options, terminal); }};
}

}  // namespace service::cli
