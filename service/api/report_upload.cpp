// SPDX-License-Identifier: MIT

#include "service/api/report_upload.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace service::api {

namespace {

namespace intake = reports::intake;

libauth::base::ParseError other_kind(intake::Kind kind) {
  return {0, std::string(kOtherKindRule),
          kind == intake::Kind::tls ? "This is a TLS report, not an aggregate report"
                                    : "This is a failure report, not an aggregate report"};
}

}  // namespace

libauth::base::Result<Upload> read_upload(std::string_view octets) {
  intake::Reading reading = intake::read(octets);
  const bool has_documents = !reading.reports.empty() || !reading.refused.empty();
  if (!has_documents) return reading.skipped.front().error;
  Upload upload;
  for (intake::Refused& refused : reading.refused) {
    upload.refused.push_back({std::move(refused.name), std::move(refused.error)});
  }
  for (intake::ReadReport& read : reading.reports) {
    if (auto* const report = std::get_if<reports::aggregate::Report>(&read.report)) {
      upload.read.push_back({std::move(read.document), std::move(*report)});
    } else {
      upload.refused.push_back({std::move(read.document.name), other_kind(read.document.kind)});
    }
  }
  for (intake::Skipped& skipped : reading.skipped) {
    upload.skipped.push_back(std::move(skipped.name));
  }
  return upload;
}

void ReportTotals::add(const reports::aggregate::Report& report) {
  reports += 1;
  records += static_cast<std::int64_t>(report.records.size());
  const std::uint64_t room = ::reports::aggregate::kMaxCount - messages;
  messages += std::min(room, ::reports::aggregate::message_count(report));
}

}  // namespace service::api
