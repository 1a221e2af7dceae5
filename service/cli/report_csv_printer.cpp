// SPDX-License-Identifier: MIT

#include "service/cli/report_csv_printer.h"

#include <array>
#include <ostream>
#include <string>
#include <variant>

namespace service::cli {

CsvPrinter::CsvPrinter(Terminal& terminal, const CsvRow& header) : terminal_(terminal) {
  print_row(header);
}

void CsvPrinter::print_row(const CsvRow& row) {
  terminal_.out << row.line();
}

void CsvPrinter::print(FoundReport&& report) {
  const auto* const read = std::get_if<reports::aggregate::Report>(&report.report);
  if (read == nullptr) return;
  if (read->records.empty()) without_records_ += 1;
  print_rows(report, *read);
}

void CsvPrinter::reject(const RejectedFile& file) {
  warn_of(file, terminal_);
}

void CsvPrinter::finish(const FoundTotals& totals, std::uint64_t /*passed_over*/) {
  struct LeftOut {
    std::uint64_t count;
    const char* what;
  };
  const std::array left_out = {
      LeftOut{static_cast<std::uint64_t>(totals.tls_reports), " TLS reports"},
      LeftOut{static_cast<std::uint64_t>(totals.failure_reports), " failure reports"},
      LeftOut{without_records_, " aggregate reports without records"}};
  for (const auto& [count, what] : left_out) {
    if (count > 0) warn(terminal_, "Left out of the rows: " + std::to_string(count) + what);
  }
}

}  // namespace service::cli
