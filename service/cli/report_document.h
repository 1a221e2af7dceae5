// SPDX-License-Identifier: MIT
//
// What `mailvet report` prints as JSON.

#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/json/conversion.hpp>

#include "reports/aggregate/report.h"
#include "service/api/report_upload.h"

namespace service::cli {

inline constexpr std::string_view kReportSchema = "mailvet.report/1";

/// A report with the file that it was in.
struct FileReport : reports::aggregate::Report {
  std::string file;                   ///< as it was named
  std::optional<std::string> member;  ///< of the archive; absent where the file is the document
};

BOOST_DESCRIBE_STRUCT(FileReport, (reports::aggregate::Report), (file, member))

/// A file, or a document in it, that could not be read.
struct RejectedFile {
  std::string file;
  std::optional<std::string> member;
  std::string reason;  ///< a sentence
};

BOOST_DESCRIBE_STRUCT(RejectedFile, (), (file, member, reason))

struct ReportDocument {
  api::ReportTotals totals;
  std::vector<FileReport> reports;     ///< in the order of the files
  std::vector<RejectedFile> rejected;  ///< in the order of the files
};

BOOST_DESCRIBE_STRUCT(ReportDocument, (), (totals, reports, rejected))

}  // namespace service::cli

/// Boost.JSON 1.81 takes no described class with bases by itself, but writes their members too.
template <>
struct boost::json::is_described_class<service::cli::FileReport> : std::true_type {};
