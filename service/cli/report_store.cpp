// SPDX-License-Identifier: MIT
//
// mailvet report list, source, unread, reread and remove: what is in the database.

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "reports/analysis/count.h"
#include "reports/intake/limits.h"
#include "reports/store/deposit.h"
#include "reports/store/store.h"
#include "service/api/report_documents.h"
#include "service/api/report_list.h"
#include "service/api/words.h"
#include "service/cli/database_option.h"
#include "service/cli/format.h"
#include "service/cli/limit_options.h"
#include "service/cli/now_option.h"
#include "service/cli/own_domain_option.h"
#include "service/cli/print_json.h"
#include "service/cli/report_commands.h"
#include "service/cli/report_domains.h"
#include "service/cli/report_store_documents.h"
#include "service/cli/text_table.h"
#include "service/jobs/retention.h"

namespace service::cli {
namespace {

namespace base = libauth::base;
namespace intake = reports::intake;
namespace store = reports::store;
using Align = TextTable::Align;
using store::Store;

/// The words of all these commands; each has those that it needs.
struct Options {
  std::string database = kDefaultDatabase;
  Format format = Format::text;
  std::string now;
  std::string domain;
  std::string id;
  std::string kind;
  std::string after;
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::size_t limit = 50;
  LimitOptions limits;
  std::vector<libauth::dns::Name> own_domains;
  jobs::KeepDays keep;  ///< what is older is removed
};

using Run = std::function<int(const Options&, Store&, Terminal&)>;

std::string end_text(const std::optional<base::Time>& time) {
  return time ? day_of(*time) : "-";
}

/// What keeps the report from being counted, or may.
std::string remark_on(const store::Summary& report) {
  std::string remark;
  const auto add = [&](bool holds, std::string_view word) {
    if (holds) remark += (remark.empty() ? "" : ", ") + std::string(word);
  };
  add(!report.is_latest, "superseded");
  add(report.is_truncated, "cut off");
  add(report.trust && *report.trust != intake::Trust::pass, "untrusted");
  return remark;
}

int run_list(const Options& options, const Store& store, Terminal& terminal) {
  store::Filter filter{.limit = options.limit};
  if (!options.domain.empty()) {
    const auto domain = api::read_report_domain(options.domain);
    if (!domain) return fail(terminal, domain.error().message);
    filter.domain = domain->text();
    const bool is_there = !store.list({.domain = filter.domain, .limit = 1}).reports.empty();
    if (!is_there && !has_reports(store, *filter.domain, terminal)) return kFindings;
  }
  if (const auto wrong = api::read_days(options.from, options.to, filter)) {
    const bool is_named = wrong->message.starts_with(wrong->rule + " ");
    return fail(terminal, "--" + (is_named ? "" : wrong->rule + ": ") + wrong->message);
  }
  if (!options.kind.empty()) filter.kind = base::parse_enum<intake::Kind>(options.kind);
  filter.after = api::read_cursor(options.after);
  const store::Page page = store.list(filter);
  if (print_json(options.format, api::kReportListSchema, page, terminal)) return kGood;
  TextTable table({Align::left, Align::left, Align::left, Align::left, Align::left, Align::left,
                   Align::right, Align::left});
  table.add({"id", "kind", "domain", "from", "begin", "end", "messages", ""});
  for (const store::Summary& report : page.reports) {
    table.add({report.id, base::name_of(report.kind), report.domain, report.reporter,
               end_text(report.begin), end_text(report.end), report.messages, remark_on(report)});
  }
  table.print(terminal);
  if (page.next) terminal.out << "\nMore: --after " << *page.next << '\n';
  return kGood;
}

/// What is wrong with the number at which a list goes on; '' where nothing is.
std::string wrong_after(const std::string& text) {
  if (api::read_cursor(text)) return {};
  return api::quoted(text) + " is not the number that the list before has in its last line";
}

/// The octets, which are a stranger's: line by line without what a terminal obeys where they go to
/// one, as they are elsewhere.
void print_octets(std::string_view octets, Terminal& terminal) {
  if (!terminal.is_screen) {
    terminal.out << octets;
    return;
  }
  while (!octets.empty()) {
    const std::size_t end = octets.find('\n');
    std::string_view line = octets.substr(0, end);
    octets.remove_prefix(end == std::string_view::npos ? octets.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    terminal.out << shown(line) << '\n';
  }
}

int run_source(const Options& options, const Store& store, Terminal& terminal) {
  auto payload = store.payload(options.id);
  std::optional<std::string> octets =
      payload ? std::optional(std::move(payload->second)) : store.unread_payload(options.id);
  if (octets) {
    print_octets(*octets, terminal);
    return kGood;
  }
  fail(terminal, "There is no report, and no unread payload, with the id " + options.id + ".");
  return kFindings;
}

int run_unread(const Options& options, const Store& store, Terminal& terminal) {
  api::UnreadList list;
  list.unread = store::all_unread(store);
  list.count = list.unread.size();
  if (print_json(options.format, api::kUnreadListSchema, list, terminal)) return kGood;
  terminal.out << counted(list.unread.size(), "payload") << " could not be read\n";
  for (const store::Unread& unread : list.unread) {
    terminal.out << "  " << unread.id << "  " << day_of(unread.received) << "  "
                 << counted(unread.octets, "octet") << "  " << shown(unread.name) << "\n    "
                 << coloured(terminal, Colour::yellow, unread.rule) << ": "
                 << shown(with_option(unread.rule, unread.reason)) << '\n';
  }
  return kGood;
}

int run_reread(const Options& options, Store& store, Terminal& terminal) {
  const auto now = read_now(options.now);
  if (!now) return fail(terminal, now.error().message);
  const store::Reread reread =
      store::reread_all(store, limits_of(options.limits), *now, options.own_domains);
  if (!print_json(options.format, kRereadSchema, reread, terminal)) {
    terminal.out << counted(reread.read, "payload") << " can be read now, with "
                 << counted(reread.reports, "new report") << "; " << reread.unread
                 << " still cannot be read\n";
  }
  return reread.unread == 0 ? kGood : kFindings;
}

int run_remove(const Options& options, Store& store, Terminal& terminal) {
  const auto now = read_now(options.now);
  if (!now) return fail(terminal, now.error().message);
  if (options.keep == jobs::KeepDays{}) {
    return fail(terminal, "Nothing says what to remove, such as --aggregate-older-than 730.");
  }
  const store::Removed removed = store.remove(jobs::retention_at(options.keep, *now));
  if (print_json(options.format, kRemovedSchema, removed, terminal)) return kGood;
  terminal.out << "Removed: " << counted(removed.aggregate, "aggregate report") << ", "
               << counted(removed.tls, "TLS report") << ", "
               << counted(removed.failure, "failure report") << ", "
               << counted(removed.unread, "unread payload") << '\n';
  return kGood;
}

/// A command with what all of these have.
struct Made {
  std::shared_ptr<Options> options = std::make_shared<Options>();
  Command command;
};

/// @param exit_status  what 0 and 1 mean
Made make(CLI::App& report, const char* name, const char* description, const char* exit_status,
          Run run) {
  Made made;
  CLI::App* app = report.add_subcommand(name, description);
  app->footer(std::string("Exit status: ") + exit_status +
              "; 2 wrong usage, or the database cannot be used.");
  add_database_option(*app, made.options->database);
  made.command = {.app = app, .run = [options = made.options, run](Terminal& terminal) {
                    return with_store(options->database, Absent::refuse, terminal,
                                      [&](Store& store) {
                                        return finish(terminal, run(*options, store, terminal));
                                      });
                  }};
  return made;
}

void add_format(const Made& made) {
  add_word(*made.command.app, "--format", made.options->format, "How to print it");
}

Command add_list(CLI::App& report) {
  const Made made = make(report, "list", "List stored reports, the latest first",
                         "0 the list is printed; 1 there are no reports on the domain", run_list);
  Options& options = *made.options;
  made.command.app->add_option("DOMAIN", options.domain, "The policy domain; default: all");
  made.command.app->add_option("--kind", options.kind, "Only reports of that kind")
      ->check(CLI::IsMember({"aggregate", "tls", "failure"}));
  made.command.app->add_option("--limit", options.limit, "How many")
      ->type_name("NUMBER")
      ->check(CLI::Range(std::size_t{1}, store::kMaxPage))
      ->capture_default_str();
  made.command.app->add_option("--after", options.after, "Those that follow on another list")
      ->type_name("NUMBER")
      ->check(wrong_after, "", "");
  made.command.app
      ->add_option("--from", options.from,
                   "Only reports the middle of whose period is not before: a date such as "
                   "2026-05-01, which is its midnight in UTC, or a time")
      ->type_name("DATE");
  made.command.app
      ->add_option("--to", options.to,
                   "Only reports the middle of whose period is before: a date, or a time")
      ->type_name("DATE");
  add_format(made);
  return made.command;
}

Command add_source(CLI::App& report) {
  const Made made = make(report, "source", "Print the octets that a report was read from",
                         "0 they are printed; 1 there is no such report", run_source);
  made.command.app->add_option("ID", made.options->id, "The report, or the unread payload")
      ->required();
  return made.command;
}

Command add_unread(CLI::App& report) {
  const Made made =
      make(report, "unread", "List what could not be read", "0 the list is printed", run_unread);
  add_format(made);
  return made.command;
}

Command add_reread(CLI::App& report) {
  const Made made = make(report, "reread", "Try again what could not be read",
                         "0 nothing is unread any more; 1 something is", run_reread);
  add_limit_options(*made.command.app, made.options->limits);
  add_own_domain_option(*made.command.app, made.options->own_domains);
  add_now_option(*made.command.app, made.options->now);
  add_format(made);
  return made.command;
}

Command add_remove(CLI::App& report) {
  const Made made =
      make(report, "remove", "Remove what is older than some days", "0 it is removed", run_remove);
  Options& options = *made.options;
  const auto add = [&](const char* option, std::optional<std::chrono::days>& days,
                       const char* description) {
    // By hand, all may be removed: from 0 days on.
    made.command.app
        ->add_option_function<unsigned>(
            option, [&days](unsigned count) { days = std::chrono::days(count); }, description)
        ->type_name("DAYS")
        ->check(CLI::Range(0U, jobs::kMostKeepDays));
  };
  add("--aggregate-older-than", options.keep.aggregate, "Aggregate reports");
  add("--tls-older-than", options.keep.tls, "TLS reports");
  add("--failure-older-than", options.keep.failure, "Failure reports");
  add("--unread-older-than", options.keep.unread, "What could not be read, by when it came");
  add_now_option(*made.command.app, options.now);
  add_format(made);
  return made.command;
}

}  // namespace

std::vector<Command> add_report_store(CLI::App& report) {
  return {add_list(report), add_source(report), add_unread(report), add_reread(report),
          add_remove(report)};
}

}  // namespace service::cli
