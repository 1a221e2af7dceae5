// SPDX-License-Identifier: MIT
//
// Reports as one document with the keys of parsedmarc's output.

#include <ostream>
#include <string>
#include <utility>
#include <variant>

#include "service/cli/report_parsedmarc.h"
#include "service/cli/report_printer.h"

namespace service::cli {
namespace {

class ParsedmarcJsonPrinter : public ReportPrinter {
 public:
  explicit ParsedmarcJsonPrinter(Terminal& terminal) : terminal_(terminal) {}

  void print(FoundReport&& report) override {
    std::visit([this](const auto& read) { add(read); }, report.report);
  }
  void reject(const RejectedFile& file) override { warn_of(file, terminal_); }
  void finish(const FoundTotals& /*totals*/, std::uint64_t /*passed_over*/) override {
    terminal_.out << json::pretty(json::object{{"aggregate_reports", std::move(aggregate_)},
                                               {"failure_reports", std::move(failure_)},
                                               {"smtp_tls_reports", std::move(tls_)}});
  }

 private:
  void add(const reports::aggregate::Report& report) {
    const reports::sources::OwnDomain own(report.policy_published.domain);
    json::array records;
    for (const auto& record : report.records) {
      records.push_back(parsedmarc_record(report, record, own));
    }
    json::object object = parsedmarc_report(report);
    object.emplace("records", std::move(records));
    aggregate_.push_back(std::move(object));
  }
  void add(const reports::tls::Report& report) { tls_.push_back(parsedmarc_report(report)); }
  void add(const reports::failure::Report& report) {
    failure_.push_back(parsedmarc_report(report));
  }

  Terminal& terminal_;
  json::array aggregate_;
  json::array failure_;
  json::array tls_;
};

}  // namespace

std::unique_ptr<ReportPrinter> make_parsedmarc_json_printer(Terminal& terminal) {
  return std::make_unique<ParsedmarcJsonPrinter>(terminal);
}

}  // namespace service::cli
