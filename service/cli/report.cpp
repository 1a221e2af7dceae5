// SPDX-License-Identifier: MIT
//
// mailvet report: reads reports and says what is in them.

#include <algorithm>
#include <memory>
#include <ostream>
#include <utility>

#include "reports/intake/limits.h"
#include "service/api/report_upload.h"
#include "service/cli/command.h"
#include "service/cli/format.h"
#include "service/cli/input_file.h"
#include "service/cli/report_document.h"
#include "service/cli/report_text.h"
#include "service/json.h"

namespace service::cli {
namespace {

constexpr std::string_view kFooter =
    "Files are XML, gzip or zip; - is standard input. Names are taken literally. Exit status: 0 "
    "every file was read; 1 some were rejected; 2 wrong usage, or no file could be opened.";

struct Options {
  std::vector<std::string> files;
  Format format = Format::text;
};

std::optional<std::string> member_of(std::string name) {
  return name.empty() ? std::nullopt : std::optional(std::move(name));
}

/// Adds what is in the file; gives whether it could be opened.
bool read_file(const std::string& file, Terminal& terminal, ReportDocument& document) {
  const auto octets = read_input(file, terminal.in, reports::intake::Limits{}.input);
  if (!octets) {
    document.rejected.push_back({file, std::nullopt, octets.error().message});
    return octets.error().rule != kOpenRule;
  }
  auto upload = api::read_upload(*octets);
  if (!upload) {
    document.rejected.push_back({file, std::nullopt, upload.error().message});
    return true;
  }
  for (api::ReadDocument& read : upload->read) {
    document.totals.add(read.report);
    FileReport report{{std::move(read.report)}, file, member_of(std::move(read.document.name))};
    document.reports.push_back(std::move(report));
  }
  for (api::RefusedDocument& refused : upload->refused) {
    document.rejected.push_back({file, member_of(std::move(refused.name)), refused.error.message});
  }
  return true;
}

int status_of(const ReportDocument& document, bool opened_any, Terminal& terminal) {
  if (document.rejected.empty()) return kGood;
  if (opened_any) return kFindings;
  const RejectedFile& first = document.rejected.front();
  if (document.rejected.size() == 1) return fail(terminal, first.file + ": " + first.reason);
  return fail(terminal, "None of the files could be opened; the first is " + first.file + ": " +
                            first.reason);
}

int run_report(const Options& options, Terminal& terminal) {
  ReportDocument document;
  bool opened_any = false;
  for (const std::string& file : options.files) {
    opened_any |= read_file(file, terminal, document);
  }
  if (options.format == Format::json) {
    terminal.out << json::pretty(json::document(kReportSchema, document));
  } else {
    print_text(document, terminal);
  }
  terminal.out.flush();
  return finish(terminal, status_of(document, opened_any, terminal));
}

}  // namespace

Command add_report(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand("report", "Read DMARC aggregate reports");
  app->footer(std::string(kFooter));
  app->add_option("FILE", options->files, "Files with reports")->required();
  add_word(*app, "--format", options->format, "How to print it");
  return {.app = app,
          .run = [options](Terminal& terminal) { return run_report(*options, terminal); }};
}

}  // namespace service::cli
