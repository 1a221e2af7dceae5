// SPDX-License-Identifier: MIT
//
// Reports as one JSON document.

#include <ostream>
#include <utility>

#include "service/cli/report_element.h"
#include "service/cli/report_printer.h"
#include "service/json.h"

namespace service::cli {
namespace {

class JsonPrinter : public ReportPrinter {
 public:
  explicit JsonPrinter(Terminal& terminal) : terminal_(terminal) {}

  void print(FoundReport&& report) override { reports_.push_back(report_element(report)); }
  void reject(const RejectedFile& file) override { rejected_.push_back(json::from(file)); }
  void finish(const FoundTotals& totals, std::uint64_t /*passed_over*/) override {
    json::object document{{"totals", json::from(totals)}};
    document.emplace("reports", std::move(reports_));
    document.emplace("rejected", std::move(rejected_));
    terminal_.out << json::pretty(json::with_schema(kReportSchema, std::move(document)));
  }

 private:
  Terminal& terminal_;
  json::array reports_;
  json::array rejected_;
};

}  // namespace

std::unique_ptr<ReportPrinter> make_json_printer(Terminal& terminal) {
  return std::make_unique<JsonPrinter>(terminal);
}

}  // namespace service::cli
