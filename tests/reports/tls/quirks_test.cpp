// SPDX-License-Identifier: MIT
//
// What senders of TLS reports are known for: what is read of it, and what is noted.

#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/tls/write.h"
#include "tests/reports/tls/reports.h"

using namespace reports::tls;
using libauth::base::rfc3339;
using tests::plain_tls_report;
using tests::read_tls;
using tests::tls_report;
using tests::warnings_of;

namespace {

/// A change of the plain report, and what is noted then.
struct Change {
  const char* from;
  const char* to;
  const char* warnings;
};
std::ostream& operator<<(std::ostream& out, const Change& change) {
  return out << change.from << " -> " << change.to;
}

/// Changes after which the report says the same as before.
const Change kSameMeaning[] = {
    {"\"Sender\"", "\" Sender\\n\"", ""},
    {"organization-name", "Organization_Name",
     "member_renamed organization-name=Organization_Name"},
    {"\"mx-host\":[\"mx.example.com\"]", "\"mx-host\":\"mx.example.com\"", ""},
    {"\"mx-host\":[\"mx.example.com\"]", "\"mx-host\":[\"mx: mx.example.com\"]",
     "domain_repaired mx-host=mx: mx.example.com"},
    {"\"mx-host\":[\"mx.example.com\"]", "\"mx-host\":[\"MX.Example.com.\"]",
     "domain_repaired mx-host=MX.Example.com.; letter_case mx-host=MX.Example.com."},
    {"\"mx-host\"", "\"mx-host-pattern\"", "member_renamed mx-host=mx-host-pattern"},
    {"\"policy-string\"", "\"policy_strings\"", "member_renamed policy-string=policy_strings"},
    {"\"sts\"", "\"STS\"", "letter_case policy-type=STS"},
    {"\"certificate-expired\"", "\"CERTIFICATE-EXPIRED\"",
     "letter_case result-type=CERTIFICATE-EXPIRED"},
    {"\"certificate-expired\"", "\"certificate_expired\"",
     "word_replaced result-type=certificate_expired"},
    {"\"example.com\"", "\"Example.COM\"", "letter_case policy-domain=Example.COM"},
    {"\"total-successful-session-count\":5", "\"total-successful-session-count\":\"5\"",
     "value_retyped total-successful-session-count=5"},
    {"\"total-successful-session-count\":5", "\"total-successful-session-count\":5.0",
     "value_retyped total-successful-session-count=5.0"},
    {"00:00:00Z", "02:00:00+02:00", ""},
    {"23:59:59Z", "23:59:59.999Z", "time_repaired end-datetime=2026-05-01T23:59:59.999Z"},
    {"23:59:59Z", "23:59:59", "time_repaired end-datetime=2026-05-01T23:59:59"},
    {"\"2026-05-01T00:00:00Z\"", "1777593600",
     "value_retyped start-datetime=1777593600; time_repaired start-datetime=1777593600"},
    {"\"failed-session-count\":2", "\"failed-session-count\":2,\"x-new\":{\"y\":[1]}",
     "member_ignored failure-details=x-new"},
    {"\"failed-session-count\":2", "\"failed-session-count\":2,", "trailing_comma"},
    {"\"report-id\":\"id-1\"", "\"report-id\":null,\"report-id\":\"id-1\"", ""},
    {"\"report-id\":\"id-1\"", "\"report-id\":\"id-1\",\"report-id\":\"id-2\"",
     "member_duplicate report-id=\"id-2\""},
    {"\"report-id\":\"id-1\"", "\"report-id\":[\"id-1\"]", "value_retyped report-id=[\"id-1\"]"},
    {"\"receiving-ip\"", "\"receiving-mx-helo\":null,\"receiving-ip\"", ""},
    {"\"summary\":{\"total-successful-session-count\":5,\"total-failure-session-count\":2}",
     "\"total-successful-session-count\":5,\"total-failure-session-count\":2",
     "member_moved policies=total-successful-session-count x2"},
};

/// What is absent, or cannot be read, is absent, and the rest stays.
const Change kAbsent[] = {
    {"\"contact-info\":\"tls@sender.example.net\"", "\"contact-info\":null",
     "member_missing contact-info"},
    {"\"contact-info\":\"tls@sender.example.net\",", "", "member_missing contact-info"},
    {"\"contact-info\":\"tls@sender.example.net\"", "\"contact-info\":{\"mail\":\"a\"}",
     "value_unreadable contact-info={\"mail\":\"a\"}; member_missing contact-info"},
    {"\"policy-type\":\"sts\",", "", "member_missing policy-type"},
    {",\"policy-domain\":\"example.com\"", "", "member_missing policy-domain"},
    {"\"example.com\"", "\"a..\"",
     "value_unreadable policy-domain=a..; member_missing policy-domain"},
    {",\"total-failure-session-count\":2", "", "member_missing total-failure-session-count"},
    {"\"total-failure-session-count\":2", "\"total-failure-session-count\":-2",
     "value_unreadable total-failure-session-count=-2; "
     "member_missing total-failure-session-count"},
    {"\"total-failure-session-count\":2", "\"total-failure-session-count\":9223372036854775808",
     "value_unreadable total-failure-session-count=9223372036854775808; "
     "member_missing total-failure-session-count"},
    {"\"total-failure-session-count\":2", "\"total-failure-session-count\":true",
     "value_unreadable total-failure-session-count=true; "
     "member_missing total-failure-session-count"},
    {"\"sending-mta-ip\":\"192.0.2.1\",", "", ""},
    {"\"receiving-mx-hostname\":\"mx.example.com\",", "", ""},
    {"\"result-type\":\"certificate-expired\",", "", "member_missing result-type"},
    {"\"failed-session-count\":2", "\"failed-session-count\":null",
     "member_missing failed-session-count; "
     "counts_differ total-failure-session-count=2, and 0 in failure-details"},
    {"\"2026-05-01T23:59:59Z\"", "\"soon\"",
     "value_unreadable end-datetime=soon; member_missing end-datetime"},
    {"\"policy-string\":[\"version: STSv1\",\"mode: enforce\"],", "", ""},
    {"{\"start-datetime\":\"2026-05-01T00:00:00Z\",\"end-datetime\":\"2026-05-01T23:59:59Z\"}", "7",
     "value_unreadable date-range=7; member_missing start-datetime; member_missing end-datetime"},
};

/// The failures of the plain report, replaced.
Report with_failures(std::string_view json) {
  std::string text = plain_tls_report();
  const std::size_t begin = text.find("\"failure-details\":") + 18;
  return read_tls(text.replace(begin, text.size() - begin - 3, json));
}

const Policy& first_policy(const Report& report) {
  return report.policies.at(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TlsQuirks)

BOOST_DATA_TEST_CASE(AnotherFormOfTheSameIsTheSame, boost::unit_test::data::make(kSameMeaning),
                     change) {
  Report report = read_tls(tls_report(change.from, change.to));
  BOOST_TEST(warnings_of(report) == change.warnings);
  report.warnings.clear();
  BOOST_TEST(write(report) == write(read_tls(plain_tls_report())));
}

BOOST_DATA_TEST_CASE(WhatIsNotThereStaysAbsent, boost::unit_test::data::make(kAbsent), change) {
  const Report report = read_tls(tls_report(change.from, change.to));
  BOOST_TEST(warnings_of(report) == change.warnings);
  BOOST_TEST(report.policies.size() == 1U);
  BOOST_TEST(write(report).size() < plain_tls_report().size());
}

BOOST_AUTO_TEST_CASE(APolicyMayHaveNoDomain) {
  const Report report = read_tls(
      R"({"report-id":"1","policies":[{"policy":{"policy-type":"no-policy-found"},)"
      R"("summary":{"total-successful-session-count":4,"total-failure-session-count":0}}]})");
  BOOST_TEST((first_policy(report).policy_type == PolicyType::no_policy_found));
  BOOST_TEST(!first_policy(report).policy_domain);
  BOOST_TEST(first_policy(report).total_successful_session_count.value_or(0) == 4U);
}

BOOST_AUTO_TEST_CASE(FailureDetailsAreAListInAnyForm) {
  BOOST_TEST(first_policy(with_failures("[]")).failure_details.empty());
  BOOST_TEST(warnings_of(with_failures("[]")) == "");
  const Report null = with_failures("null");
  BOOST_TEST(first_policy(null).failure_details.empty());
  BOOST_TEST(warnings_of(null) == "value_retyped failure-details=null");
  const Report object =
      with_failures(R"({"result-type":"dane-required","failed-session-count":2})");
  BOOST_TEST_REQUIRE(first_policy(object).failure_details.size() == 1U);
  BOOST_TEST((first_policy(object).failure_details[0].result_type == ResultType::dane_required));
  BOOST_TEST(tests::warning_of(object, WarningCode::value_retyped).has_value());
  const Report mixed = with_failures(R"(["x",{"result-type":"tlsa-invalid"},null])");
  BOOST_TEST(first_policy(mixed).failure_details.size() == 1U);
  BOOST_TEST(tests::warning_of(mixed, WarningCode::value_unreadable).value().repeats == 2U);
}

BOOST_AUTO_TEST_CASE(AFailureMayHaveATypeAndACountOnly) {
  const Report report =
      with_failures(R"([{"result-type":"sts-policy-fetch-error","failed-session-count":2}])");
  BOOST_TEST(warnings_of(report) == "");
  const FailureDetails& details = first_policy(report).failure_details.at(0);
  BOOST_TEST(!details.sending_mta_ip);
  BOOST_TEST(!details.receiving_mx_hostname);
}

BOOST_AUTO_TEST_CASE(BothNamesOfTheAdditionalInformationAreRead) {
  for (const char* name : {"additional-information", "additional-info-uri"}) {
    const Report report = with_failures(std::string(R"([{"result-type":"tlsa-invalid",")") + name +
                                        R"(":"https://a.example/","failed-session-count":2}])");
    BOOST_TEST(first_policy(report).failure_details.at(0).additional_information.value_or("") ==
                   "https://a.example/",
               name);
  }
}

// The order of lines is the sender's; a policy of DANE has no version and no mode.
BOOST_AUTO_TEST_CASE(TlsaRecordsInOneTextBecomeLines) {
  const Report report = read_tls(tests::report_file("tls-two-policies.json"));
  const Policy& policy = report.policies.at(1);
  BOOST_TEST_REQUIRE(policy.policy_string.size() == 2U);
  BOOST_TEST(policy.policy_string[0].starts_with("3 1 1 0011"));
  BOOST_TEST(policy.policy_string[1].starts_with("3 1 1 FFEE"));
  BOOST_TEST_REQUIRE(policy.policy_string_text.size() == 1U);
  BOOST_TEST(policy.policy_string_text[0].starts_with("[\"3 1 1 0011"));
  BOOST_TEST(tests::warning_of(report, WarningCode::policy_string_unpacked).has_value());
}

struct PolicyStringRow {
  const char* json;
  const char* lines;  // joined with "|"
  const char* texts;  // as sent, joined with "|"; empty where the same
};
std::ostream& operator<<(std::ostream& out, const PolicyStringRow& row) {
  return out << row.json;
}

const PolicyStringRow kPolicyStrings[] = {
    {R"([])", "", ""},
    {R"(null)", "", ""},
    {R"(["a","b"])", "a|b", ""},
    {R"([" a ","","b"])", "a|b", ""},
    {R"("a\r\nb\n\nc\rd\r\n")", "a|b|c|d", "a\r\nb\n\nc\rd"},
    {R"(["a\nb","c"])", "a|b|c", "a\nb|c"},
    {R"([["3 1 1 aa","3 1 1 bb"]])", "3 1 1 aa|3 1 1 bb", R"(["3 1 1 aa","3 1 1 bb"])"},
    {R"(["[\"3 1 1 aa\"]"])", "3 1 1 aa", R"(["3 1 1 aa"])"},
    {R"(["[[\"a\"],null,5,{\"b\":1}]"])", R"(a|5|{"b":1})", R"([["a"],null,5,{"b":1}])"},
    {R"(["[not json"])", "[not json", ""},
    {R"(["[\"a\"] b"])", R"(["a"] b)", ""},
    {R"(["[]"])", "", "[]"},
    {R"([null,7])", "7", ""},
};

BOOST_DATA_TEST_CASE(PolicyStringsBecomeLines, boost::unit_test::data::make(kPolicyStrings), row) {
  const auto joined = [](const std::vector<std::string>& texts) {
    std::string text;
    for (const std::string& each : texts) text += (text.empty() ? "" : "|") + each;
    return text;
  };
  const std::string plain = "[\"version: STSv1\",\"mode: enforce\"]";
  const Report report = read_tls(tls_report(plain, row.json));
  BOOST_TEST(joined(first_policy(report).policy_string) == row.lines);
  BOOST_TEST(joined(first_policy(report).policy_string_text) == row.texts);
  BOOST_TEST((read_tls(write(report)).policies == report.policies));
}

BOOST_AUTO_TEST_CASE(UnknownWordsAreKept) {
  Report report = read_tls(tls_report("\"sts\"", "\"invalid-policy-type\""));
  BOOST_TEST(!first_policy(report).policy_type.value().value());
  BOOST_TEST(first_policy(report).policy_type.value().text() == "invalid-policy-type");
  BOOST_TEST(warnings_of(report) == "word_unknown policy-type=invalid-policy-type");
  report = read_tls(tls_report("\"certificate-expired\"", "\"X-Vendor_Error\""));
  BOOST_TEST(first_policy(report).failure_details.at(0).result_type.value().text() ==
             "X-Vendor_Error");
}

BOOST_AUTO_TEST_CASE(CountsThatDifferAreNotPutRight) {
  const Report report = read_tls(
      tls_report("\"total-failure-session-count\":2", "\"total-failure-session-count\":1"));
  BOOST_TEST(first_policy(report).total_failure_session_count.value_or(0) == 1U);
  BOOST_TEST(first_policy(report).failure_details.at(0).failed_session_count.value_or(0) == 2U);
  BOOST_TEST(warnings_of(report) ==
             "counts_differ total-failure-session-count=1, and 2 in failure-details");
}

BOOST_AUTO_TEST_CASE(ThePeriodMayEndAtMidnight) {
  const Report report = read_tls(tls_report("2026-05-01T23:59:59Z", "2026-05-02T00:00:00Z"));
  BOOST_TEST(warnings_of(report) == "");
  BOOST_TEST(rfc3339(report.end.value()) == "2026-05-02T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(APeriodThatEndsBeforeItBeginsIsTurned) {
  const Report report = read_tls(tls_report("2026-05-01T00:00:00Z", "2026-05-03T00:00:00Z"));
  BOOST_TEST(warnings_of(report) == "dates_swapped date-range");
  BOOST_TEST(rfc3339(report.begin.value()) == "2026-05-01T23:59:59Z");
  BOOST_TEST(rfc3339(report.end.value()) == "2026-05-03T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(AReportIdIsAnyText) {
  for (const char* id : {"133944884956529435+", "2026-05-01T00:00:00Z_example.com",
                         "b28254de@sender.example", "<1@sender.example>"}) {
    BOOST_TEST(read_tls(tls_report("id-1", id)).report_id.value_or("") == id);
  }
}

BOOST_AUTO_TEST_CASE(AddressesAreRepairedAndKeptAsSent) {
  const auto read = [](std::string_view address) {
    return read_tls(tls_report("192.0.2.1", address)).policies.at(0).failure_details.at(0);
  };
  for (const char* address : {"[192.0.2.1]", "192.0.2.1:25", "::ffff:192.0.2.1"}) {
    BOOST_TEST(read(address).sending_mta_ip.value().text() == "192.0.2.1", address);
    BOOST_TEST(read(address).sending_mta_ip_text.value_or("") == address);
  }
  BOOST_TEST(!read("unknown").sending_mta_ip);
  BOOST_TEST(read("unknown").sending_mta_ip_text.value_or("") == "unknown");
  BOOST_TEST(!read("").sending_mta_ip_text);
}

BOOST_AUTO_TEST_CASE(AByteOrderMarkIsPassedOver) {
  const Report report = read_tls("\xEF\xBB\xBF" + tls_report("192.0.2.1", "[192.0.2.1]"));
  BOOST_TEST(warnings_of(report) == "byte_order_mark; address_repaired sending-mta-ip=[192.0.2.1]");
}

BOOST_AUTO_TEST_CASE(OfConcatenatedReportsTheFirstIsRead) {
  const std::string both = plain_tls_report() + "\n" + tls_report("id-1", "id-2");
  const Report report = read_tls(both);
  BOOST_TEST(report.report_id.value_or("") == "id-1");
  const auto warning = tests::warning_of(report, WarningCode::further_report).value();
  const Report second = read_tls(std::string_view(both).substr(warning.offset));
  BOOST_TEST(second.report_id.value_or("") == "id-2");
  BOOST_TEST(warnings_of(read_tls(plain_tls_report() + " \n")) == "");
  BOOST_TEST(warnings_of(read_tls(plain_tls_report() + "-- end")) == "trailing_octets=-- end");
}

BOOST_AUTO_TEST_CASE(NoPoliciesIsAReport) {
  const Report report = read_tls(R"({"organization-name":"a","date-range":{"start-datetime":)"
                                 R"("2026-05-01","end-datetime":"2026-05-02"},"contact-info":"b",)"
                                 R"("report-id":"c","policies":[]})");
  BOOST_TEST(report.policies.empty());
  BOOST_TEST(!tests::warning_of(report, WarningCode::member_missing));
}

BOOST_AUTO_TEST_CASE(ReadsTheFlatFormOfAnotherProgram) {
  const std::string json = tests::report_file("tls-flat.json");
  const Report report = read_tls(json);
  BOOST_TEST(rfc3339(report.begin.value()) == "2026-05-01T00:00:00Z");
  BOOST_TEST(rfc3339(report.end.value()) == "2026-05-01T23:59:59Z");
  const Policy& policy = first_policy(report);
  BOOST_TEST((policy.policy_type == PolicyType::sts));
  BOOST_TEST(policy.policy_string.size() == 4U);
  BOOST_TEST(policy.mx_host.at(0) == "mx.example.com");
  BOOST_TEST(policy.total_successful_session_count.value_or(0) == 7U);
  BOOST_TEST(policy.total_failure_session_count.value_or(0) == 2U);
  const FailureDetails& details = policy.failure_details.at(0);
  BOOST_TEST(details.receiving_ip.value().text() == "198.51.100.7");
  BOOST_TEST(details.additional_information.value_or("") == "https://kept.example.net/2");
  BOOST_TEST(!tests::warning_of(report, WarningCode::member_missing));
  BOOST_TEST(!tests::warning_of(report, WarningCode::member_ignored));
  BOOST_TEST(tests::warning_of(report, WarningCode::wrapped_report).has_value());
  const auto next = tests::warning_of(report, WarningCode::further_report).value().offset;
  BOOST_TEST(read_tls(std::string_view(json).substr(next)).report_id.value_or("") == "flat-2");
}

BOOST_AUTO_TEST_CASE(ReadsAllOfThemTogether) {
  const Report report = read_tls(tests::report_file("tls-quirks.json"));
  BOOST_TEST(report.organization_name.value_or("") == "Odd Sender");
  BOOST_TEST(report.report_id.value_or("") == "4711");
  BOOST_TEST(report.policies.size() == 2U);
  const Policy& policy = first_policy(report);
  BOOST_TEST(policy_value(policy, "mode").value_or("") == "enforce");
  BOOST_TEST(policy.total_successful_session_count.value_or(0) == 12U);
  BOOST_TEST((policy.failure_details.at(0).result_type == ResultType::starttls_not_supported));
  BOOST_TEST(policy.failure_details.at(1).receiving_ip.value().text() == "198.51.100.1");
  BOOST_TEST(policy.failure_details.at(1).failure_reason_code.value_or("") == "404");
  BOOST_TEST(!report.policies.at(1).total_failure_session_count);
}

BOOST_AUTO_TEST_SUITE_END()
