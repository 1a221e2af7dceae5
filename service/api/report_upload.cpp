// SPDX-License-Identifier: MIT

#include "service/api/report_upload.h"

#include <algorithm>
#include <utility>

#include "reports/aggregate/parse.h"

namespace service::api {

libauth::base::Result<Upload> read_upload(std::string_view octets) {
  auto unpacked = reports::intake::unpack(octets);
  if (!unpacked) return unpacked.error();
  Upload upload;
  upload.skipped = std::move(unpacked->skipped);
  for (reports::intake::Document& document : unpacked->documents) {
    auto report = reports::aggregate::parse(document.octets);
    if (report) {
      upload.read.push_back({std::move(document), std::move(*report)});
    } else {
      upload.refused.push_back({std::move(document.name), report.error()});
    }
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
