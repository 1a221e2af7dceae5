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
#include "reports/intake/unpack.h"

namespace service::api {

/// A document that is a report.
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
  std::vector<std::string> skipped;  ///< members of archives that are no XML
};

/// Unpacks the octets and reads every document in them. The error says why there is no document at
/// all; documents that cannot be read stand in `refused`.
/// @limits  those of reports::intake and reports::aggregate, which have rules of their own
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
