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

/// A report with one failure in a form that needs no repair.
inline std::string plain_tls_report() {
  return R"({"organization-name":"Sender","date-range":{"start-datetime":"2026-05-01T00:00:00Z",)"
         R"("end-datetime":"2026-05-01T23:59:59Z"},"contact-info":"tls@sender.example.net",)"
         R"("report-id":"id-1","policies":[{"policy":{"policy-type":"sts",)"
         R"("policy-string":["version: STSv1","mode: enforce"],"policy-domain":"example.com",)"
         R"("mx-host":["mx.example.com"]},"summary":{"total-successful-session-count":5,)"
         R"("total-failure-session-count":2},"failure-details":[{"result-type":"certificate-expired",)"
         R"("sending-mta-ip":"192.0.2.1","receiving-mx-hostname":"mx.example.com",)"
         R"("receiving-ip":"198.51.100.1","failed-session-count":2}]}]})";
}

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
