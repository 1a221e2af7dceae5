// SPDX-License-Identifier: MIT
//
// Reads all reports in what was sent, of every kind.

#pragma once

#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

#include "reports/aggregate/report.h"
#include "reports/failure/report.h"
#include "reports/intake/limits.h"
#include "reports/intake/unpack.h"
#include "reports/tls/report.h"

namespace reports::intake {

/// A document that is a report.
struct ReadReport {
  std::variant<aggregate::Report, tls::Report, failure::Report> report;
  Document document;
};

/// Each in the order in which it stands in the upload. One of the three has something.
struct Reading {
  std::vector<ReadReport> reports;
  std::vector<Refused> refused;  ///< payloads that cannot be unpacked, then documents that cannot
                                 ///< be read
  std::vector<Skipped> skipped;
  std::size_t output = 0;  ///< Unpacked::output
};

/// Unpacks the octets and reads every document in them.
/// @param   name  of the file, which may say the domain of a TLS report that has none; may be empty
/// @limits  `limits`; those of the rooms that read reports have their own rules
/// @threads safe; keeps no state
Reading read(std::string_view octets, const Limits& limits = {}, std::string_view name = {});

}  // namespace reports::intake
