// SPDX-License-Identifier: MIT

#include "reports/aggregate/report.h"

#include <algorithm>

#include "libauth/base/text.h"

namespace reports::aggregate {

bool Report::operator==(const Report& other) const {
  return version == other.version && xml_namespace == other.xml_namespace &&
         report_metadata == other.report_metadata && policy_published == other.policy_published &&
         records == other.records && warnings == other.warnings;
}

std::uint64_t message_count(const Report& report) {
  std::uint64_t sum = 0;
  for (const Record& record : report.records) {
    sum += std::min(record.count.value_or(0), kMaxCount - sum);
  }
  return sum;
}

bool is_truncated(const Report& report) {
  return std::ranges::any_of(report.warnings, [](const Warning& warning) {
    return warning.code == WarningCode::truncated;
  });
}

std::string reporter_of(const Report& report) {
  const ReportMetadata& metadata = report.report_metadata;
  if (metadata.email) {
    const std::size_t at = metadata.email->rfind('@');
    if (at != std::string::npos && at + 1 < metadata.email->size()) {
      return libauth::base::to_lower(std::string_view(*metadata.email).substr(at + 1));
    }
  }
  return libauth::base::to_lower(std::string_view(metadata.org_name.value_or("")));
}

}  // namespace reports::aggregate
