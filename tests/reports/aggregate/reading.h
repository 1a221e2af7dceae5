// SPDX-License-Identifier: MIT
//
// What tests of aggregate reports ask of a report that was read.

#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "reports/aggregate/parse.h"

namespace tests {

inline reports::aggregate::Report read(std::string_view xml) {
  auto report = reports::aggregate::parse(xml);
  if (!report) throw std::runtime_error(report.error().rule + ": " + report.error().message);
  return *std::move(report);
}

/// How often the repair was made at the element; 0 where it was not.
inline std::uint64_t times(const reports::aggregate::Report& report,
                           reports::aggregate::WarningCode code, std::string_view element) {
  for (const auto& warning : report.warnings) {
    if (warning.code == code && warning.element == element) return warning.repeats;
  }
  return 0;
}

}  // namespace tests
