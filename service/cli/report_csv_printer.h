// SPDX-License-Identifier: MIT
//
// What the CSV formats have in common: they have a row for each record of aggregate reports, and
// tell on standard error what has none.

#pragma once

#include <cstdint>

#include "service/cli/report_csv_row.h"
#include "service/cli/report_printer.h"

namespace service::cli {

/// Prints the rows of an aggregate report; the header is the first row.
class CsvPrinter : public ReportPrinter {
 public:
  void print(FoundReport&& report) final;
  void reject(const RejectedFile& file) final;
  void finish(const FoundTotals& totals, std::uint64_t passed_over) final;

 protected:
  /// @param header  it is printed at once
  CsvPrinter(Terminal& terminal, const CsvRow& header);

  void print_row(const CsvRow& row);

 private:
  virtual void print_rows(const FoundReport& found, const reports::aggregate::Report& report) = 0;

  Terminal& terminal_;
  std::uint64_t without_records_ = 0;
};

}  // namespace service::cli
