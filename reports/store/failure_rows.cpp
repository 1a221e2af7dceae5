// SPDX-License-Identifier: MIT
//
// Failure reports as rows.

#include <string>

#include "reports/store/cells.h"
#include "reports/store/rows.h"

namespace reports::store {
ReportRow row_of(const failure::Report& report, const std::string& content_hash) {
  ReportRow row;
  row.kind = libauth::base::name_of(intake::Kind::failure);
  row.domain = key_of(with_a_labels(failure::domain_of(report)));
  row.id = content_hash.substr(0, kIdDigits);
  row.content_hash = content_hash;
  row.reporter = key_of(failure::reporter_of(report));
  row.report_key = content_hash;
  const auto arrival = failure::arrival_of(report);
  row.begin_time = cell(arrival);
  row.end_time = cell(arrival);
  row.records = 1;
  row.messages = signed_size(report.incidents.value_or(1));
  row.generator = cell(report.user_agent);
  return row;
}

void append_notes(ChildRows& rows, const ReportRow& row, const failure::Report& report) {
  append_warnings(rows.warnings, row, report.warnings, &failure::Warning::field);
}

}  // namespace reports::store
