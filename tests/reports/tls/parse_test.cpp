// SPDX-License-Identifier: MIT

#include "reports/tls/parse.h"

#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/reports/tls/reports.h"

using namespace reports::tls;
using libauth::base::rfc3339;
using tests::plain_tls_report;
using tests::read_tls;
using tests::report_file;
using tests::tls_report;
using tests::warning_of;
using tests::warnings_of;

namespace {

std::string rule_of(std::string_view json, const Limits& limits = {}) {
  const auto report = parse(json, limits);
  return report ? "" : report.error().rule;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TlsParse)

// RFC 8460 section 4.4 and appendix B
BOOST_AUTO_TEST_CASE(ReadsEveryMemberOfTheRfc) {
  const Report report = read_tls(report_file("tls-rfc8460.json"));
  BOOST_TEST(warnings_of(report) == "");
  BOOST_TEST(report.organization_name.value_or("") == "Sender, Inc.");
  BOOST_TEST(report.contact_info.value_or("") == "tls-reports@sender.example.net");
  BOOST_TEST(report.report_id.value_or("") == "2026-05-01T00:00:00Z_example.com");
  BOOST_TEST(rfc3339(report.begin.value()) == "2026-05-01T00:00:00Z");
  BOOST_TEST(rfc3339(report.end.value()) == "2026-05-01T23:59:59Z");
  BOOST_TEST_REQUIRE(report.policies.size() == 1U);
  const Policy& policy = report.policies.front();
  BOOST_TEST((policy.policy_type == PolicyType::sts));
  BOOST_TEST(policy.policy_string.size() == 4U);
  BOOST_TEST(policy.policy_string.at(2) == "mx: *.mail.example.com");
  BOOST_TEST(policy.policy_string_text.empty());
  BOOST_TEST(policy.policy_domain.value_or("") == "example.com");
  BOOST_TEST(policy.mx_host.at(0) == "*.mail.example.com");
  BOOST_TEST(policy.total_successful_session_count.value_or(0) == 5326U);
  BOOST_TEST(policy.total_failure_session_count.value_or(0) == 303U);
  BOOST_TEST_REQUIRE(policy.failure_details.size() == 3U);
  const FailureDetails& second = policy.failure_details.at(1);
  BOOST_TEST((second.result_type == ResultType::starttls_not_supported));
  BOOST_TEST(second.sending_mta_ip.value().text() == "2001:db8:abcd:13::1");
  BOOST_TEST(!second.sending_mta_ip_text);
  BOOST_TEST(second.receiving_mx_hostname.value_or("") == "mx2.mail.example.com");
  BOOST_TEST(second.receiving_mx_helo.value_or("") == "mx2.mail.example.com");
  BOOST_TEST(second.receiving_ip.value().text() == "203.0.113.56");
  BOOST_TEST(second.failed_session_count.value_or(0) == 200U);
  BOOST_TEST(second.additional_information.value_or("") ==
             "https://sender.example.net/report?id=2026-05-01#StarttlsNotSupported");
  BOOST_TEST(!second.failure_reason_code);
  BOOST_TEST(policy.failure_details.at(2).failure_reason_code.value_or("") ==
             "X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED");
  BOOST_TEST(!policy.failure_details.at(0).receiving_ip);
}

BOOST_AUTO_TEST_CASE(RefusesWhatIsNoReport) {
  BOOST_TEST(rule_of("") == kEmptyRule);
  BOOST_TEST(rule_of(" \r\n") == kEmptyRule);
  BOOST_TEST(rule_of("\xEF\xBB\xBF") == kEmptyRule);
  BOOST_TEST(rule_of("<feedback/>") == kJsonRule);
  BOOST_TEST(rule_of(plain_tls_report().substr(0, 300)) == kJsonRule);
  BOOST_TEST(rule_of("{}") == kReportRule);
  BOOST_TEST(rule_of("[]") == kReportRule);
  BOOST_TEST(rule_of("42") == kReportRule);
  BOOST_TEST(rule_of("\"policies\"") == kReportRule);
  BOOST_TEST(rule_of("{\"report-id\":\"x\",\"rows\":[]}") == kReportRule);
}

BOOST_AUTO_TEST_CASE(RefusesEveryCutReport) {
  const std::string whole = plain_tls_report();
  for (std::size_t size = 1; size < whole.size(); ++size) {
    BOOST_TEST(rule_of(std::string_view(whole).substr(0, size)) == kJsonRule, size);
  }
}

BOOST_AUTO_TEST_CASE(EveryLimitHasItsRule) {
  const std::string json = report_file("tls-two-policies.json");
  BOOST_TEST(rule_of(json, {.octets = json.size()}).empty());
  BOOST_TEST(rule_of(json, {.octets = json.size() - 1}) == kOctetsRule);
  BOOST_TEST(rule_of(json, {.nodes = 10}) == kNodesRule);
  BOOST_TEST(rule_of(json, {.depth = 4}) == kDepthRule);
  BOOST_TEST(rule_of(json, {.policies = 2}).empty());
  BOOST_TEST(rule_of(json, {.policies = 1}) == kPoliciesRule);
  const std::string failures = report_file("tls-rfc8460.json");
  BOOST_TEST(rule_of(failures, {.failure_details = 3}).empty());
  BOOST_TEST(rule_of(failures, {.failure_details = 2}) == kDetailsRule);
}

BOOST_AUTO_TEST_CASE(CutsLongTexts) {
  const auto report = parse(plain_tls_report(), {.text = 11});
  BOOST_TEST_REQUIRE(report.has_value());
  BOOST_TEST(report->contact_info.value_or("") == "tls@sender.");
  BOOST_TEST(warning_of(*report, WarningCode::text_cut).value().member == "start-datetime");
  const auto umlauts = parse(tls_report("id-1", "\xC3\xBC\xC3\xBC"), {.text = 3});
  BOOST_TEST_REQUIRE(umlauts.has_value());
  BOOST_TEST(umlauts->report_id.value_or("") == "\xC3\xBC");
}

BOOST_AUTO_TEST_CASE(CutsLongPolicyStrings) {
  const auto few_octets = parse(plain_tls_report(), {.policy_string = 20});
  BOOST_TEST_REQUIRE(few_octets.has_value());
  const Policy& policy = few_octets->policies.at(0);
  BOOST_TEST(policy.policy_string == (std::vector<std::string>{"version: STSv1", "mode:"}),
             boost::test_tools::per_element());
  BOOST_TEST(policy.policy_string_text.empty());
  BOOST_TEST(warning_of(*few_octets, WarningCode::text_cut).has_value());
  const auto few_lines = parse(plain_tls_report(), {.lines = 1});
  BOOST_TEST_REQUIRE(few_lines.has_value());
  BOOST_TEST(few_lines->policies.at(0).policy_string.size() == 1U);
  BOOST_TEST(warning_of(*few_lines, WarningCode::text_cut).has_value());
}

BOOST_AUTO_TEST_CASE(WarningsHaveTheirPlace) {
  const std::string json = tls_report("\"192.0.2.1\"", "\"[192.0.2.1]\"");
  const Report report = read_tls(json);
  const auto warning = warning_of(report, WarningCode::address_repaired).value();
  BOOST_TEST(warning.member == "sending-mta-ip");
  BOOST_TEST(warning.detail == "[192.0.2.1]");
  BOOST_TEST(json.substr(warning.offset, 13) == "\"[192.0.2.1]\"");
}

BOOST_AUTO_TEST_CASE(WarningsStayFew) {
  std::string policies = "{\"policies\":[{}";
  for (int i = 0; i < 500; ++i) policies += ",{\"x" + std::to_string(i) + "\":1}";
  const Report report = read_tls(policies + "]}");
  BOOST_TEST(report.policies.size() == 501U);
  BOOST_TEST(report.warnings.size() < 12U);
  BOOST_TEST(warning_of(report, WarningCode::member_ignored).value().repeats == 500U);
  BOOST_TEST(warning_of(report, WarningCode::member_ignored).value().detail == "x0");
}

BOOST_AUTO_TEST_CASE(OctetsThatAreNoTextAreNoted) {
  const Report report =
      read_tls(tls_report("Sender", std::string("A\xFF") + std::string(1, '\0') + "B\\u0000C"));
  BOOST_TEST(report.organization_name.value_or("") ==
             "A\xEF\xBF\xBD"
             "BC");
  BOOST_TEST(warnings_of(report) == "nul_octets; invalid_utf8; nul_octets organization-name");
}

BOOST_AUTO_TEST_CASE(ReporterIsTheContactsDomain) {
  const auto reporter = [](std::string_view contact) {
    return reporter_of(read_tls(tls_report("tls@sender.example.net", contact)));
  };
  BOOST_TEST(reporter("tls@Sender.EXAMPLE.net") == "sender.example.net");
  BOOST_TEST(reporter("mailto:tls@sender.example.net?subject=x") == "sender.example.net");
  BOOST_TEST(reporter("TLS <tls@sender.example.net>") == "sender.example.net");
  BOOST_TEST(reporter("https://sender.example.net/") == "sender");  // the organisation
  BOOST_TEST(reporter("nobody@") == "sender");
  BOOST_TEST(reporter_of(Report{}) == "");
}

BOOST_AUTO_TEST_CASE(FindsTheKeysOfAnStsPolicy) {
  const Report report = read_tls(report_file("tls-two-policies.json"));
  BOOST_TEST(policy_value(report.policies.at(0), "mode").value_or("") == "enforce");
  BOOST_TEST(policy_value(report.policies.at(0), "max_age").value_or("") == "604800");
  BOOST_TEST(!policy_value(report.policies.at(0), "mod").has_value());
  // RFC 7672: records of DANE have neither version nor mode.
  BOOST_TEST(!policy_value(report.policies.at(1), "mode").has_value());
}

// The public samples, where they are.
BOOST_AUTO_TEST_CASE(ReadsTheSamplesOfTheConformanceFolder) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(MAILVET_CONFORMANCE_DIR) / "reports/parsedmarc/smtp_tls";
  if (!fs::is_directory(folder)) return;
  std::size_t seen = 0;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.path().extension() != ".json") continue;
    ++seen;
    const auto report = parse(tests::read_file(file.path()));
    BOOST_TEST_REQUIRE(report.has_value(), file.path());
    BOOST_TEST(report->begin.has_value(), file.path());
    BOOST_TEST(report->policies.size() == 1U, file.path());
    const bool is_of_mail_ru = file.path().filename() == "mail.ru.json";
    // Its failures are two, its summary has one.
    BOOST_TEST(warning_of(*report, WarningCode::counts_differ).has_value() == is_of_mail_ru);
    BOOST_TEST(report->warnings.size() == (is_of_mail_ru ? 1U : 0U), warnings_of(*report));
  }
  BOOST_TEST(seen >= 3U);
}

BOOST_AUTO_TEST_SUITE_END()
