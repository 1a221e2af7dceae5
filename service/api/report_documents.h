// SPDX-License-Identifier: MIT
//
// The documents of the report routes.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/time.h"
#include "reports/aggregate/report.h"
#include "reports/failure/report.h"
#include "reports/intake/unpack.h"
#include "reports/store/store.h"
#include "reports/tls/report.h"

namespace service::api {

inline constexpr std::string_view kUploadSchema = "mailvet.upload/1";
inline constexpr std::string_view kReportListSchema = "mailvet.report-list/1";
inline constexpr std::string_view kStoredReportSchema = "mailvet.stored-report/1";
inline constexpr std::string_view kUnreadListSchema = "mailvet.unread-list/1";

/// Those of a report, each kind with its own.
using Warnings =
    std::variant<std::vector<reports::aggregate::Warning>, std::vector<reports::tls::Warning>,
                 std::vector<reports::failure::Warning>>;

/// One report of an upload.
struct UploadedReport {
  std::string id;                     ///< for /v1/reports/{id}
  reports::store::Stored outcome{};   ///< what became of it
  std::int64_t revision = 1;          ///< 1 for the first content under a key
  std::optional<std::string> member;  ///< of the archive; absent where the upload is the report
  reports::intake::Kind kind{};       ///< what it is a report of
  std::string domain;                 ///< as reports::store::Summary has it, as are the next ones
  std::optional<std::string> org_name;
  std::optional<std::string> report_id;
  std::optional<libauth::base::Time> begin;
  std::optional<libauth::base::Time> end;
  std::uint64_t records = 0;
  std::uint64_t messages = 0;
  Warnings warnings;
};

BOOST_DESCRIBE_STRUCT(UploadedReport, (),
                      (id, outcome, revision, member, kind, domain, org_name, report_id, begin, end,
                       records, messages, warnings))

/// A document of an upload that cannot be read as a report.
struct RejectedDocument {
  std::optional<std::string> member;
  std::string rule;
  std::string reason;
  std::optional<std::string> unread;  ///< id of its octets, which are kept: /v1/unread-reports
};

BOOST_DESCRIBE_STRUCT(RejectedDocument, (), (member, rule, reason, unread))

/// How many reports there are, of all kinds; records and messages are of aggregate ones.
struct ReportTotals {
  std::int64_t reports = 0;
  std::int64_t records = 0;
  std::uint64_t messages = 0;  ///< never above reports::aggregate::kMaxCount

  void add(const reports::aggregate::Report& report);
  void add(const reports::tls::Report&) { reports += 1; }
  void add(const reports::failure::Report&) { reports += 1; }
};

BOOST_DESCRIBE_STRUCT(ReportTotals, (), (reports, records, messages))

/// What became of one file of a form.
struct UploadedFile {
  std::optional<std::string> name;                ///< as the form has it
  std::optional<reports::store::Stored> outcome;  ///< as that of UploadAnswer; absent: no report
  std::vector<UploadedReport> reports;
  std::vector<RejectedDocument> rejected;
  std::vector<std::string> skipped;  ///< names of what is something else
};

BOOST_DESCRIBE_STRUCT(UploadedFile, (), (name, outcome, reports, rejected, skipped))

/// The answer to an upload. Every report in it is on the disk when it is sent.
struct UploadAnswer {
  reports::store::Stored outcome{};  ///< duplicate where all are; else stored, or else revised
  ReportTotals totals;               ///< of all reports
  std::optional<std::vector<UploadedReport>> reports;  ///< of a body that is no form, as the others
  std::optional<std::vector<RejectedDocument>> rejected;
  std::optional<std::vector<std::string>> skipped;  ///< members of archives that are something else
  std::optional<std::vector<UploadedFile>> files;   ///< of a form
};

BOOST_DESCRIBE_STRUCT(UploadAnswer, (), (outcome, totals, reports, rejected, skipped, files))

/// A page of what could not be read, the oldest first.
struct UnreadList {
  std::vector<reports::store::Unread> unread;
  std::uint64_t count = 0;           ///< how many there are on all pages
  std::optional<std::int64_t> next;  ///< for the parameter "after"; absent on the last page
};

BOOST_DESCRIBE_STRUCT(UnreadList, (), (unread, count, next))

}  // namespace service::api
