// SPDX-License-Identifier: MIT
//
// mailvet report: reads reports and says what is in them; its commands keep them and answer by
// them.

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <ostream>
#include <vector>

#include "service/cli/command.h"
#include "service/cli/limit_options.h"
#include "service/cli/report_commands.h"
#include "service/cli/report_files.h"
#include "service/cli/report_paths.h"
#include "service/cli/report_printer.h"

namespace service::cli {
namespace {

constexpr std::string_view kFooter =
    "A FILE is a report, an archive, a mail, an mbox file, a Maildir or a folder of these; - is "
    "standard input. Names are taken literally. Aggregate, TLS and failure reports are read; the "
    "CSV formats have the records of aggregate reports only, and count the others on standard "
    "error. A file that is called like a command is written ./summary. Exit status: 0 every file "
    "was read; 1 some were rejected; 2 wrong usage, or no file "
    "could be opened.";

struct ReportFormat {
  const char* name;
  std::unique_ptr<ReportPrinter> (*make)(Terminal&);
};

constexpr std::array kFormats = {
    ReportFormat{"text", make_text_printer},
    ReportFormat{"json", make_json_printer},
    ReportFormat{"ndjson", make_ndjson_printer},
    ReportFormat{"csv", make_csv_printer},
    ReportFormat{"parsedmarc-json", make_parsedmarc_json_printer},
    ReportFormat{"parsedmarc-csv", make_parsedmarc_csv_printer},
};

struct Options {
  std::vector<std::string> files;
  std::string format = kFormats.front().name;
  LimitOptions limits;
};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ReportFormat& format : kFormats) names.emplace_back(format.name);
  return names;
}

int run_report(const Options& options, Terminal& terminal) {
  if (options.files.empty()) {
    return fail(terminal, "FILE is required, or a command (see mailvet report --help)");
  }
  const auto* const format = std::ranges::find(kFormats, options.format, &ReportFormat::name);
  const std::unique_ptr<ReportPrinter> printer = format->make(terminal);
  ReportFiles files(terminal, *printer, limits_of(options.limits));
  std::ranges::all_of(options.files, [&](const std::string& file) { return files.read(file); });
  printer->finish(files.totals(), files.passed_over());
  terminal.out.flush();
  return finish(terminal,
                status_of(files.rejected(), files.first_rejected(), files.has_opened(), terminal));
}

std::vector<Command> add_commands(CLI::App& report) {
  std::vector<Command> commands = {add_report_import(report)};
  std::ranges::move(add_report_answers(report), std::back_inserter(commands));
  std::ranges::move(add_report_store(report), std::back_inserter(commands));
  commands.push_back(add_report_verdict(report));
  return commands;
}

std::string misplaced(const std::string& command) {
  return command + " is a command and stands directly behind report, with its options behind it; " +
         "a file of that name is ./" + command + ".";
}

}  // namespace

Command add_report(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app =
      program.add_subcommand("report", "Read DMARC and TLS reports, keep them, and answer by them");
  app->footer(std::string(kFooter));
  app->require_subcommand(0, 1);
  // Not required(): the commands have no files here.
  const CLI::Option* files = app->add_option("FILE", options->files, "Files with reports");
  const CLI::Option* format = app->add_option("--format", options->format, "How to print it")
                                  ->check(CLI::IsMember(format_names()))
                                  ->capture_default_str();
  add_limit_options(*app, options->limits);
  const std::vector<Command> commands = add_commands(*app);
  return {.app = app, .run = [=](Terminal& terminal) {
            const auto chosen = std::ranges::find_if(
                commands, [](const Command& command) { return command.app->parsed(); });
            if (chosen == commands.end()) return run_report(*options, terminal);
            const std::size_t own = files->count() + format->count() + app->count("--max-records") +
                                    app->count("--max-octets");
            if (own == 0) return chosen->run(terminal);
            return fail(terminal, misplaced(chosen->app->get_name()));
          }};
}

}  // namespace service::cli
