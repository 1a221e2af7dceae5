// SPDX-License-Identifier: MIT
//
// Records of aggregate reports as rows, in the columns of parsedmarc's CSV.

#include <array>
#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>

#include "service/cli/report_csv_printer.h"
#include "service/cli/report_parsedmarc.h"

namespace service::cli {
namespace {

namespace aggregate = reports::aggregate;

/// Where the value of a column stands in the JSON.
enum class Part { report, record };

struct Column {
  const char* name;
  Part part;
  const char* object;  ///< null: the member is the part's own
  const char* member;
  const char* element = nullptr;  ///< of a list of objects: the member of each that counts
  const char* absent = "";        ///< in a list
  char separator = ',';           ///< between the elements of a list
};

constexpr const char* kMetadata = "report_metadata";
constexpr const char* kPolicy = "policy_published";
constexpr const char* kEvaluated = "policy_evaluated";
constexpr const char* kReasons = "policy_override_reasons";

constexpr std::array kColumns = {
    Column{"xml_schema", Part::report, nullptr, "xml_schema"},
    Column{"org_name", Part::report, kMetadata, "org_name"},
    Column{"org_email", Part::report, kMetadata, "org_email"},
    Column{"org_extra_contact_info", Part::report, kMetadata, "org_extra_contact_info"},
    Column{"report_id", Part::report, kMetadata, "report_id"},
    Column{"begin_date", Part::record, nullptr, "interval_begin"},
    Column{"end_date", Part::record, nullptr, "interval_end"},
    Column{"normalized_timespan", Part::record, nullptr, "normalized_timespan"},
    Column{"errors", Part::report, kMetadata, "errors", nullptr, "", '|'},
    Column{"domain", Part::report, kPolicy, "domain"},
    Column{"adkim", Part::report, kPolicy, "adkim"},
    Column{"aspf", Part::report, kPolicy, "aspf"},
    Column{"p", Part::report, kPolicy, "p"},
    Column{"sp", Part::report, kPolicy, "sp"},
    Column{"np", Part::report, kPolicy, "np"},
    Column{"pct", Part::report, kPolicy, "pct"},
    Column{"fo", Part::report, kPolicy, "fo"},
    Column{"testing", Part::report, kPolicy, "testing"},
    Column{"discovery_method", Part::report, kPolicy, "discovery_method"},
    Column{"source_ip_address", Part::record, "source", "ip_address"},
    Column{"source_country", Part::record, "source", "country"},
    Column{"source_reverse_dns", Part::record, "source", "reverse_dns"},
    Column{"source_base_domain", Part::record, "source", "base_domain"},
    Column{"source_name", Part::record, "source", "name"},
    Column{"source_type", Part::record, "source", "type"},
    Column{"source_asn", Part::record, "source", "asn"},
    Column{"source_as_name", Part::record, "source", "as_name"},
    Column{"source_as_domain", Part::record, "source", "as_domain"},
    Column{"count", Part::record, nullptr, "count"},
    Column{"spf_aligned", Part::record, "alignment", "spf"},
    Column{"dkim_aligned", Part::record, "alignment", "dkim"},
    Column{"dmarc_aligned", Part::record, "alignment", "dmarc"},
    Column{"disposition", Part::record, kEvaluated, "disposition"},
    Column{"policy_override_reasons", Part::record, kEvaluated, kReasons, "type", "none"},
    Column{"policy_override_comments", Part::record, kEvaluated, kReasons, "comment", "none", '|'},
    Column{"envelope_from", Part::record, "identifiers", "envelope_from"},
    Column{"header_from", Part::record, "identifiers", "header_from"},
    Column{"envelope_to", Part::record, "identifiers", "envelope_to"},
    Column{"dkim_domains", Part::record, "auth_results", "dkim", "domain"},
    Column{"dkim_selectors", Part::record, "auth_results", "dkim", "selector"},
    Column{"dkim_results", Part::record, "auth_results", "dkim", "result"},
    Column{"spf_domains", Part::record, "auth_results", "spf", "domain"},
    Column{"spf_scopes", Part::record, "auth_results", "spf", "scope"},
    Column{"spf_results", Part::record, "auth_results", "spf", "result"},
};

/// Truth is spelled as in Python.
std::string text_of(const json::value& value, const char* absent) {
  if (value.is_null()) return absent;
  if (value.is_bool()) return value.get_bool() ? "True" : "False";
  if (value.is_string()) return std::string(std::string_view(value.get_string()));
  return boost::json::serialize(value);
}

std::string joined(const json::array& values, const Column& column) {
  CsvList list(column.separator);
  for (const json::value& value : values) {
    list.add(text_of(column.element != nullptr ? value.at(column.element) : value, column.absent));
  }
  return list.cell();
}

std::string cell_of(const json::object& report, const json::object& record, const Column& column) {
  const json::object& part = column.part == Part::report ? report : record;
  const json::object& object = column.object != nullptr ? part.at(column.object).as_object() : part;
  const json::value& value = object.at(column.member);
  return value.is_array() ? joined(value.get_array(), column) : text_of(value, "");
}

CsvRow header() {
  CsvRow row;
  for (const Column& column : kColumns) row.add(column.name);
  return row;
}

class ParsedmarcCsvPrinter final : public CsvPrinter {
 public:
  explicit ParsedmarcCsvPrinter(Terminal& terminal) : CsvPrinter(terminal, header()) {}

 private:
  void print_rows(const FoundReport& /*found*/, const aggregate::Report& report) override {
    const reports::sources::OwnDomain own(report.policy_published.domain);
    const json::object head = parsedmarc_report(report);
    for (const aggregate::Record& record : report.records) {
      const json::object members = parsedmarc_record(report, record, own);
      CsvRow row;
      for (const Column& column : kColumns) row.add(cell_of(head, members, column));
      print_row(row);
    }
  }
};

}  // namespace

std::unique_ptr<ReportPrinter> make_parsedmarc_csv_printer(Terminal& terminal) {
  return std::make_unique<ParsedmarcCsvPrinter>(terminal);
}

}  // namespace service::cli
