// SPDX-License-Identifier: MIT
//
// What `mailvet report` finds in files.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

#include <boost/describe/class.hpp>
#include <boost/json/conversion.hpp>

#include "reports/aggregate/report.h"
#include "reports/failure/report.h"
#include "reports/tls/report.h"
#include "service/api/report_upload.h"

namespace service::cli {

inline constexpr std::string_view kReportSchema = "mailvet.report/1";

/// A report with the file that it was in.
struct FoundReport {
  std::string file;                   ///< as it was named, or found in a folder
  std::optional<std::string> member;  ///< of the archive, attachment, or number of the mail in an
                                      ///< mbox file; absent where the file is the document
  std::variant<reports::aggregate::Report, reports::tls::Report, reports::failure::Report> report;
};

/// A file, or a document in it, that could not be read.
struct RejectedFile {
  std::string file;
  std::optional<std::string> member;
  std::string reason;  ///< a sentence
};

BOOST_DESCRIBE_STRUCT(RejectedFile, (), (file, member, reason))

/// How many there are: `reports` of all kinds, `records` and `messages` of aggregate ones.
struct FoundTotals : api::ReportTotals {
  std::int64_t tls_reports = 0;
  std::int64_t failure_reports = 0;

  using api::ReportTotals::add;
  void add(const reports::tls::Report&) { reports += 1, tls_reports += 1; }
  void add(const reports::failure::Report&) { reports += 1, failure_reports += 1; }
};

BOOST_DESCRIBE_STRUCT(FoundTotals, (api::ReportTotals), (tls_reports, failure_reports))

}  // namespace service::cli

/// Boost.JSON 1.81 takes no described class with bases by itself, but writes their members too.
template <>
struct boost::json::is_described_class<service::cli::FoundTotals> : std::true_type {};
