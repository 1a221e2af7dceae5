// SPDX-License-Identifier: MIT
//
// The formats of `mailvet report`. To add one: a file with a printer, and a line in report.cpp.

#pragma once

#include <memory>

#include "service/cli/report_document.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// Prints what is found in the order in which it is found.
class ReportPrinter {
 public:
  ReportPrinter() = default;
  ReportPrinter(const ReportPrinter&) = delete;
  ReportPrinter& operator=(const ReportPrinter&) = delete;
  virtual ~ReportPrinter() = default;

  virtual void print(FoundReport&& report) = 0;
  virtual void reject(const RejectedFile& file) = 0;
  /// Called once, when everything was read.
  /// @param passed_over  files, mails and members of archives that are no reports
  virtual void finish(const FoundTotals& totals, std::uint64_t passed_over) = 0;
};

/// Tells on standard error of what was rejected, where the format has no place for it.
void warn_of(const RejectedFile& file, Terminal& terminal);

// The terminal must outlive the printer.

/// A few lines for each report, for people.
std::unique_ptr<ReportPrinter> make_text_printer(Terminal& terminal);
/// One document with everything: it is kept in memory, as the totals stand first.
std::unique_ptr<ReportPrinter> make_json_printer(Terminal& terminal);
/// A line for each report, {"rejected":{...}} for what is none. Keeps nothing.
std::unique_ptr<ReportPrinter> make_ndjson_printer(Terminal& terminal);
/// A row for each record of aggregate reports, in columns of ours. Keeps nothing.
std::unique_ptr<ReportPrinter> make_csv_printer(Terminal& terminal);
/// One document with the keys of parsedmarc's JSON.
std::unique_ptr<ReportPrinter> make_parsedmarc_json_printer(Terminal& terminal);
/// A row for each record of aggregate reports, in the columns of parsedmarc's CSV. Keeps nothing.
std::unique_ptr<ReportPrinter> make_parsedmarc_csv_printer(Terminal& terminal);

}  // namespace service::cli
