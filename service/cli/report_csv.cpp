// SPDX-License-Identifier: MIT
//
// Records of aggregate reports as rows, in columns of ours.

#include <array>
#include <concepts>
#include <functional>
#include <string>

#include "libauth/base/enum.h"
#include "libauth/base/time.h"
#include "service/cli/report_csv_printer.h"

namespace service::cli {
namespace {

namespace aggregate = reports::aggregate;

std::string text_of(const std::optional<std::string>& text) {
  return text.value_or("");
}
std::string text_of(const std::string& text) {
  return text;
}
std::string text_of(const std::optional<libauth::base::Time>& time) {
  return time ? libauth::base::rfc3339(*time) : "";
}
template <class E>
std::string text_of(const std::optional<reports::text::Word<E>>& word) {
  return word ? std::string(word->text()) : "";
}
template <std::integral T>
std::string text_of(const std::optional<T>& number) {
  return number ? std::to_string(*number) : "";
}

/// What is absent is empty, so that the first of each column belong together.
template <class Elements, class Member>
std::string joined(const Elements& elements, Member member, char separator = ',') {
  CsvList list(separator);
  for (const auto& element : elements) list.add(text_of(std::invoke(member, element)));
  return list.cell();
}

std::string source_of(const aggregate::Record& record) {
  return record.source_ip ? record.source_ip->text() : text_of(record.source_ip_text);
}

std::string code_of(const aggregate::Warning& warning) {
  return std::string(libauth::base::name_of(warning.code));
}

struct Row {
  const FoundReport& found;
  const aggregate::Report& report;
  const aggregate::Record& record;

  const aggregate::ReportMetadata& metadata() const { return report.report_metadata; }
  const aggregate::PolicyPublished& policy() const { return report.policy_published; }
  const aggregate::PolicyEvaluated& evaluated() const { return record.policy_evaluated; }
  const aggregate::Identifiers& identifiers() const { return record.identifiers; }
  const aggregate::AuthResults& results() const { return record.auth_results; }
};

struct Column {
  const char* name;
  std::string (*cell)(const Row&);
};

using aggregate::DkimAuthResult;
using aggregate::Reason;
using aggregate::SpfAuthResult;

constexpr std::array kColumns = {
    Column{"file", [](const Row& row) { return row.found.file; }},
    Column{"member", [](const Row& row) { return text_of(row.found.member); }},
    Column{"org_name", [](const Row& row) { return text_of(row.metadata().org_name); }},
    Column{"email", [](const Row& row) { return text_of(row.metadata().email); }},
    Column{"report_id", [](const Row& row) { return text_of(row.metadata().report_id); }},
    Column{"begin", [](const Row& row) { return text_of(row.metadata().begin); }},
    Column{"end", [](const Row& row) { return text_of(row.metadata().end); }},
    Column{"generator", [](const Row& row) { return text_of(row.metadata().generator); }},
    Column{"errors",
           [](const Row& row) { return joined(row.metadata().errors, std::identity{}, '|'); }},
    Column{"domain", [](const Row& row) { return row.policy().domain; }},
    Column{"p", [](const Row& row) { return text_of(row.policy().p); }},
    Column{"sp", [](const Row& row) { return text_of(row.policy().sp); }},
    Column{"np", [](const Row& row) { return text_of(row.policy().np); }},
    Column{"adkim", [](const Row& row) { return text_of(row.policy().adkim); }},
    Column{"aspf", [](const Row& row) { return text_of(row.policy().aspf); }},
    Column{"pct", [](const Row& row) { return text_of(row.policy().pct); }},
    Column{"fo", [](const Row& row) { return text_of(row.policy().fo); }},
    Column{"testing", [](const Row& row) { return text_of(row.policy().testing); }},
    Column{"discovery_method",
           [](const Row& row) { return text_of(row.policy().discovery_method); }},
    Column{"source_ip", [](const Row& row) { return source_of(row.record); }},
    Column{"count", [](const Row& row) { return text_of(row.record.count); }},
    Column{"disposition", [](const Row& row) { return text_of(row.evaluated().disposition); }},
    Column{"dkim", [](const Row& row) { return text_of(row.evaluated().dkim); }},
    Column{"spf", [](const Row& row) { return text_of(row.evaluated().spf); }},
    Column{"reason_types",
           [](const Row& row) { return joined(row.evaluated().reasons, &Reason::type); }},
    Column{"reason_comments",
           [](const Row& row) { return joined(row.evaluated().reasons, &Reason::comment, '|'); }},
    Column{"header_from", [](const Row& row) { return text_of(row.identifiers().header_from); }},
    Column{"envelope_from",
           [](const Row& row) { return text_of(row.identifiers().envelope_from); }},
    Column{"envelope_to", [](const Row& row) { return text_of(row.identifiers().envelope_to); }},
    Column{"dkim_domains",
           [](const Row& row) { return joined(row.results().dkim, &DkimAuthResult::domain); }},
    Column{"dkim_selectors",
           [](const Row& row) { return joined(row.results().dkim, &DkimAuthResult::selector); }},
    Column{"dkim_results",
           [](const Row& row) { return joined(row.results().dkim, &DkimAuthResult::result); }},
    Column{"spf_domains",
           [](const Row& row) { return joined(row.results().spf, &SpfAuthResult::domain); }},
    Column{"spf_scopes",
           [](const Row& row) { return joined(row.results().spf, &SpfAuthResult::scope); }},
    Column{"spf_results",
           [](const Row& row) { return joined(row.results().spf, &SpfAuthResult::result); }},
    Column{"warnings", [](const Row& row) { return joined(row.report.warnings, code_of); }},
};

CsvRow header() {
  CsvRow row;
  for (const Column& column : kColumns) row.add(column.name);
  return row;
}

class OwnCsvPrinter final : public CsvPrinter {
 public:
  explicit OwnCsvPrinter(Terminal& terminal) : CsvPrinter(terminal, header()) {}

 private:
  void print_rows(const FoundReport& found, const aggregate::Report& report) override {
    for (const aggregate::Record& record : report.records) {
      CsvRow row;
      for (const Column& column : kColumns) row.add(column.cell({found, report, record}));
      print_row(row);
    }
  }
};

}  // namespace

std::unique_ptr<ReportPrinter> make_csv_printer(Terminal& terminal) {
  return std::make_unique<OwnCsvPrinter>(terminal);
}

}  // namespace service::cli
