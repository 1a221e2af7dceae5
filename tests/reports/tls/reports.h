// SPDX-License-Identifier: MIT
//
// TLS reports for tests, and what a reader noted about them.

#pragma once

#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "reports/tls/parse.h"
#include "tests/reports/fixture.h"

namespace tests {

/// The plain report with its first `from` replaced.
inline std::string tls_report(std::string_view from, std::string_view to) {
  return with(plain_tls_report(), from, to);
}

/// The report in the document, which must be one.
inline reports::tls::Report read_tls(std::string_view json) {
  auto report = reports::tls::parse(json);
  if (!report) throw std::runtime_error(report.error().rule + ": " + report.error().message);
  return *std::move(report);
}

/// The warning of the kind, where the report has one.
inline std::optional<reports::tls::Warning> warning_of(const reports::tls::Report& report,
                                                       reports::tls::WarningCode code) {
  for (const auto& warning : report.warnings) {
    if (warning.code == code) return warning;
  }
  return std::nullopt;
}

/// All warnings as "code member=detail xN", for messages and comparisons.
inline std::string warnings_of(const reports::tls::Report& report) {
  std::string text;
  for (const auto& warning : report.warnings) {
    if (!text.empty()) text += "; ";
    text += libauth::base::name_of(warning.code);
    if (!warning.member.empty()) text += " " + warning.member;
    if (!warning.detail.empty()) text += "=" + warning.detail;
    if (warning.repeats > 1) text += " x" + std::to_string(warning.repeats);
  }
  return text;
}

}  // namespace tests
