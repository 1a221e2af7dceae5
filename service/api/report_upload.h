// SPDX-License-Identifier: MIT
//
// What is in an uploaded file, as the HTTP route and the command line both read it.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/result.h"
#include "reports/aggregate/report.h"
#include "reports/intake/read.h"

namespace service::api {

/// A document that is an aggregate report.
struct ReadDocument {
  reports::intake::Document document;
  reports::aggregate::Report report;
};

/// A document that is none.
struct RefusedDocument {
  std::string name;  ///< of the archive's member; empty where the upload is the document
  libauth::base::ParseError error;
};

struct Upload {
  std::vector<ReadDocument> read;
  std::vector<RefusedDocument> refused;
  std::vector<std::string> skipped;  ///< names of what is something else
};

/// The rule of documents that are reports of a kind that is not taken here.
inline constexpr std::string_view kOtherKindRule = "report-kind";

/// Unpacks the octets and reads every aggregate report in them. The error says why there is nothing
/// at all; documents that cannot be read, or are of another kind, stand in `refused`.
/// @limits  those of reports::intake and of the rooms that read reports, with rules of their own
/// @threads safe
libauth::base::Result<Upload> read_upload(std::string_view octets);

/// How many there are, of each.
struct ReportTotals {
  std::int64_t reports = 0;
  std::int64_t records = 0;
  std::uint64_t messages = 0;  ///< never above reports::aggregate::kMaxCount

  void add(const reports::aggregate::Report& report);
};

BOOST_DESCRIBE_STRUCT(ReportTotals, (), (reports, records, messages))

}  // namespace service::api
