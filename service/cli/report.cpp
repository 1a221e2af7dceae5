// SPDX-License-Identifier: MIT
//
// mailvet report: reads reports and says what is in them.

#include <algorithm>
#include <array>
#include <memory>
#include <ostream>
#include <vector>

#include "service/cli/command.h"
#include "service/cli/report_files.h"
#include "service/cli/report_printer.h"

namespace service::cli {
namespace {

constexpr std::string_view kFooter =
    "A FILE is a report, an archive, a mail, an mbox file, a Maildir or a folder of these; - is "
    "standard input. Names are taken literally. Aggregate, TLS and failure reports are read; the "
    "CSV formats have the records of aggregate reports only, and count the others on standard "
    "error. Exit status: 0 every file was read; 1 some were rejected; 2 wrong usage, or no file "
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
};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ReportFormat& format : kFormats) names.emplace_back(format.name);
  return names;
}

int status_of(const ReportFiles& files, Terminal& terminal) {
  if (files.rejected() == 0) return kGood;
  if (files.has_opened()) return kFindings;
  const RejectedFile& first = *files.first_rejected();
  if (files.rejected() == 1) return fail(terminal, first.file + ": " + first.reason);
  return fail(terminal, "None of the files could be opened; the first is " + first.file + ": " +
                            first.reason);
}

int run_report(const Options& options, Terminal& terminal) {
  const auto* const format = std::ranges::find(kFormats, options.format, &ReportFormat::name);
  const std::unique_ptr<ReportPrinter> printer = format->make(terminal);
  ReportFiles files(terminal, *printer);
  std::ranges::all_of(options.files, [&](const std::string& file) { return files.read(file); });
  printer->finish(files.totals(), files.passed_over());
  terminal.out.flush();
  return finish(terminal, status_of(files, terminal));
}

}  // namespace

Command add_report(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand("report", "Read DMARC and TLS reports");
  app->footer(std::string(kFooter));
  app->add_option("FILE", options->files, "Files with reports")->required();
  app->add_option("--format", options->format, "How to print it")
      ->check(CLI::IsMember(format_names()))
      ->capture_default_str();
  return {.app = app,
          .run = [options](Terminal& terminal) { return run_report(*options, terminal); }};
}

}  // namespace service::cli
