// SPDX-License-Identifier: MIT
//
// Reports as JSON, a line for each.

#include <ostream>
#include <utility>

#include "service/cli/report_element.h"
#include "service/cli/report_printer.h"
#include "service/json.h"

namespace service::cli {
namespace {

class NdjsonPrinter : public ReportPrinter {
 public:
  explicit NdjsonPrinter(Terminal& terminal) : terminal_(terminal) {}

  void print(FoundReport&& report) override { print_line(report_element(report)); }
  void reject(const RejectedFile& file) override {
    print_line(json::object{{"rejected", json::from(file)}});
  }
  void finish(const FoundTotals& /*totals*/, std::uint64_t /*passed_over*/) override {}

 private:
  void print_line(json::object&& line) {
    terminal_.out << json::compact(json::value(std::move(line))) << '\n';
  }

  Terminal& terminal_;
};

}  // namespace

std::unique_ptr<ReportPrinter> make_ndjson_printer(Terminal& terminal) {
  return std::make_unique<NdjsonPrinter>(terminal);
}

}  // namespace service::cli
