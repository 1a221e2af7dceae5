// SPDX-License-Identifier: MIT
//
// The documents of the report routes.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/time.h"
#include "reports/aggregate/report.h"
#include "reports/store/store.h"
#include "service/api/report_upload.h"

namespace service::api {

inline constexpr std::string_view kUploadSchema = "mailvet.upload/1";
inline constexpr std::string_view kReportListSchema = "mailvet.report-list/1";
inline constexpr std::string_view kStoredReportSchema = "mailvet.stored-report/1";

/// One report of an upload.
struct UploadedReport {
  std::string id;                     ///< for /v1/reports/{id}
  reports::store::Stored outcome{};   ///< what became of it
  std::int64_t revision = 1;          ///< 1 for the first content under a key
  std::optional<std::string> member;  ///< of the archive; absent where the upload is the report
  std::string domain;
  std::optional<std::string> org_name;
  std::optional<std::string> report_id;
  std::optional<libauth::base::Time> begin;
  std::optional<libauth::base::Time> end;
  std::uint64_t records = 0;
  std::uint64_t messages = 0;
  std::vector<reports::aggregate::Warning> warnings;
};

BOOST_DESCRIBE_STRUCT(UploadedReport, (),
                      (id, outcome, revision, member, domain, org_name, report_id, begin, end,
                       records, messages, warnings))

/// A document of an upload that is no report.
struct RejectedDocument {
  std::optional<std::string> member;
  std::string reason;
};

BOOST_DESCRIBE_STRUCT(RejectedDocument, (), (member, reason))

/// The answer to an upload. Everything in `reports` is on the disk when it is sent.
struct UploadAnswer {
  reports::store::Stored outcome{};  ///< duplicate where all are; else stored, or else revised
  ReportTotals totals;               ///< of `reports`
  std::vector<UploadedReport> reports;
  std::vector<RejectedDocument> rejected;
  std::vector<std::string> skipped;  ///< members of archives that are no XML
};

BOOST_DESCRIBE_STRUCT(UploadAnswer, (), (outcome, totals, reports, rejected, skipped))

}  // namespace service::api
