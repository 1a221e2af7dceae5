// SPDX-License-Identifier: MIT
//
// Reports for tests: files of fixtures/reports, and documents made here.

#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tests {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A file of fixtures/reports.
inline std::string report_file(std::string_view name) {
  return read_file(std::filesystem::path(MAILVET_SOURCE_DIR) / "fixtures/reports" / name);
}

/// The text with its first `from` replaced.
inline std::string with(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("no such text: " + std::string(from));
  return text.replace(at, from.size(), to);
}

/// A report with one record in a form that needs no repair.
inline std::string plain_report() {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<feedback>
  <report_metadata>
    <org_name>Receiver</org_name>
    <email>reports@receiver.example.net</email>
    <report_id>id-1</report_id>
    <date_range><begin>1777593600</begin><end>1777679999</end></date_range>
  </report_metadata>
  <policy_published><domain>example.com</domain><p>none</p></policy_published>
  <record>
    <row>
      <source_ip>192.0.2.1</source_ip>
      <count>1</count>
      <policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated>
    </row>
    <identifiers><header_from>example.com</header_from></identifiers>
    <auth_results>
      <dkim><domain>example.com</domain><selector>s1</selector><result>pass</result></dkim>
      <spf><domain>example.com</domain><scope>mfrom</scope><result>fail</result></spf>
    </auth_results>
  </record>
</feedback>
)";
}

/// A TLS report with one failure in a form that needs no repair.
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

/// A report with as many records, and an id of its own for each seed.
inline std::string large_report(std::size_t records, std::size_t seed = 0) {
  const std::string plain = with(plain_report(), "id-1", "large-" + std::to_string(seed));
  const std::size_t start = plain.find("  <record>");
  const std::size_t end = plain.find("</feedback>");
  const std::string record = plain.substr(start, end - start);
  std::string large = plain.substr(0, start);
  for (std::size_t i = 0; i < records; ++i) {
    large += with(with(record, "192.0.2.1", "192.0.2." + std::to_string(i % 256)), "<count>1<",
                  "<count>" + std::to_string(i) + "<");
  }
  return large + "</feedback>\n";
}

}  // namespace tests
