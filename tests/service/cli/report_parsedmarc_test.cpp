// SPDX-License-Identifier: MIT
//
// mailvet report --format parsedmarc-json and parsedmarc-csv.

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "service/json.h"
#include "tests/service/api/fixture.h"
#include "tests/service/cli/captured.h"
#include "tests/service/cli/csv_table.h"

namespace {

namespace json = boost::json;

const std::string kFixtures = MAILVET_SOURCE_DIR "/fixtures/reports/";

json::value json_of(const std::string& file) {
  return json::parse(tests::run({"report", kFixtures + file, "--format", "parsedmarc-json"}).out);
}

std::vector<std::string> keys_of(const json::value& value) {
  std::vector<std::string> keys;
  for (const auto& member : value.as_object()) keys.emplace_back(member.key());
  return keys;
}

using Keys = std::vector<std::string>;

void check_keys(const json::value& value, const Keys& keys) {
  BOOST_TEST(keys_of(value) == keys, boost::test_tools::per_element());
}

const Keys kSource = {"ip_address", "country", "reverse_dns", "base_domain", "name",
                      "type",       "asn",     "as_name",     "as_domain"};

void check_aggregate_keys(const json::value& report) {
  check_keys(report,
             {"xml_schema", "xml_namespace", "report_metadata", "policy_published", "records"});
  check_keys(
      report.at("report_metadata"),
      {"org_name", "org_email", "org_extra_contact_info", "report_id", "begin_date", "end_date",
       "timespan_requires_normalization", "original_timespan_seconds", "errors", "generator"});
  check_keys(report.at("policy_published"), {"domain", "adkim", "aspf", "p", "sp", "pct", "fo",
                                             "np", "testing", "discovery_method"});
  const json::value& record = report.at("records").at(0);
  check_keys(record, {"source", "count", "alignment", "policy_evaluated", "identifiers",
                      "auth_results", "normalized_timespan", "interval_begin", "interval_end"});
  check_keys(record.at("source"), kSource);
  check_keys(record.at("alignment"), {"spf", "dkim", "dmarc"});
  check_keys(record.at("policy_evaluated"),
             {"disposition", "dkim", "spf", "policy_override_reasons"});
  check_keys(record.at("identifiers"), {"header_from", "envelope_from", "envelope_to"});
  const Keys dkim = {"domain", "selector", "result", "human_result"};
  check_keys(record.at("auth_results").at("dkim").at(0), dkim);
  const Keys spf = {"domain", "scope", "result", "human_result"};
  check_keys(record.at("auth_results").at("spf").at(0), spf);
}

std::string compact(const json::value& value) {
  return service::json::compact(value);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ReportParsedmarc)

BOOST_AUTO_TEST_CASE(AggregateReportsHaveItsKeys) {
  const json::value document = json_of("rfc7489.xml");
  check_keys(document, {"aggregate_reports", "failure_reports", "smtp_tls_reports"});
  const json::value& report = document.at("aggregate_reports").at(0);
  check_aggregate_keys(report);
  BOOST_TEST(compact(report.at("report_metadata")) ==
             R"({"org_name":"Example Receiver","org_email":"dmarc-reports@receiver.example.net",)"
             R"("org_extra_contact_info":"https://receiver.example.net/dmarc",)"
             R"("report_id":"2026-05-01.example.com@receiver.example.net",)"
             R"("begin_date":"2026-05-01 00:00:00","end_date":"2026-05-01 23:59:59",)"
             R"("timespan_requires_normalization":false,"original_timespan_seconds":86399,)"
             R"("errors":["rua: the second address cannot be used","sp: unknown value"],)"
             R"("generator":null})");
  const json::value& second = report.at("records").at(1);
  BOOST_TEST(compact(second.at("alignment")) == R"({"spf":false,"dkim":false,"dmarc":false})");
  BOOST_TEST(compact(second.at("identifiers")) ==
             R"({"header_from":"news.example.com","envelope_from":"example.org",)"
             R"("envelope_to":null})");
  BOOST_TEST(second.at("count").to_number<std::uint64_t>() == 3'000'000'000U);
  BOOST_TEST(compact(second.at("policy_evaluated").at("policy_override_reasons").at(1)) ==
             R"({"type":"sampled_out","comment":null})");
}

// What the report does not say is filled in as there, and no record is left out.
BOOST_AUTO_TEST_CASE(AbsentValuesAreFilledIn) {
  const std::string xml =
      "<feedback><report_metadata><org_name>mail.example.co.uk</org_name><email>a@example.co.uk"
      "</email><report_id>&lt;1@x.example&gt;</report_id><date_range><begin>1777593600</begin><end>"
      "1777766400</end></date_range></report_metadata><policy_published><domain>example.com"
      "</domain><p>reject</p></policy_published><record><row><source_ip>192.0.2.7</source_ip>"
      "<count>2</count></row><identifiers><header_from>example.com</header_from></identifiers>"
      "<auth_results><dkim><domain>mail.example.net</domain><result>pass</result></dkim><dkim>"
      "<selector>s</selector></dkim><spf><domain>bounce.example.org</domain></spf></auth_results>"
      "</record></feedback>";
  const json::value document =
      json::parse(tests::run({"report", "-", "--format", "parsedmarc-json"}, xml).out);
  const json::value& report = document.at("aggregate_reports").at(0);
  check_aggregate_keys(report);
  BOOST_TEST(report.at("xml_schema").as_string() == "draft");
  const json::value& metadata = report.at("report_metadata");
  BOOST_TEST(metadata.at("org_name").as_string() == "example.co.uk");
  BOOST_TEST(metadata.at("report_id").as_string() == "1@x.example");
  BOOST_TEST(metadata.at("timespan_requires_normalization").as_bool());
  BOOST_TEST(compact(report.at("policy_published")) ==
             R"({"domain":"example.com","adkim":"r","aspf":"r","p":"reject","sp":"reject",)"
             R"("pct":null,"fo":null,"np":null,"testing":null,"discovery_method":null})");
  BOOST_REQUIRE(report.at("records").as_array().size() == 1U);
  const json::value& record = report.at("records").at(0);
  BOOST_TEST(record.at("source").at("name").as_string() == "example.net");
  BOOST_TEST(record.at("source").at("reverse_dns").is_null());
  BOOST_TEST(compact(record.at("policy_evaluated")) ==
             R"({"disposition":"none","dkim":"fail","spf":"fail","policy_override_reasons":[]})");
  BOOST_TEST(record.at("identifiers").at("envelope_from").as_string() == "bounce.example.org");
  BOOST_TEST(compact(record.at("auth_results")) ==
             R"({"dkim":[{"domain":"mail.example.net","selector":"none","result":"pass",)"
             R"("human_result":null},{"domain":null,"selector":"s","result":"none",)"
             R"("human_result":null}],"spf":[{"domain":"bounce.example.org","scope":"mfrom",)"
             R"("result":"none","human_result":null}]})");
}

BOOST_AUTO_TEST_CASE(TlsReportsHaveItsKeys) {
  const json::value report = json_of("tls-rfc8460.json").at("smtp_tls_reports").at(0);
  check_keys(report, {"organization_name", "begin_date", "end_date", "contact_info", "report_id",
                      "policies"});
  const json::value& policy = report.at("policies").at(0);
  check_keys(policy, {"policy_domain", "policy_type", "policy_strings", "mx_host_patterns",
                      "successful_session_count", "failed_session_count", "failure_details"});
  BOOST_TEST(policy.at("policy_type").as_string() == "sts");
  check_keys(
      policy.at("failure_details").at(0),
      {"result_type", "failed_session_count", "sending_mta_ip", "receiving_ip",
       "receiving_mx_hostname", "receiving_mx_helo", "additional_info_uri", "failure_reason_code"});
}

BOOST_AUTO_TEST_CASE(FailureReportsHaveItsKeys) {
  const json::value report = json_of("failure-rfc9991.eml").at("failure_reports").at(0);
  check_keys(report, {"feedback_type", "user_agent", "version", "original_envelope_id",
                      "original_mail_from", "original_rcpt_to", "arrival_date", "arrival_date_utc",
                      "authentication_results", "delivery_result", "auth_failure",
                      "authentication_mechanisms", "dkim_domain", "reported_domain",
                      "sample_headers_only", "source", "sample", "parsed_sample"});
  check_keys(report.at("source"), kSource);
  BOOST_TEST(report.at("arrival_date_utc").as_string() == "2026-05-01 10:00:00");
  BOOST_TEST(compact(report.at("auth_failure")) == R"(["dmarc"])");
  BOOST_TEST(compact(report.at("authentication_mechanisms")) == R"(["dkim","spf"])");
  BOOST_TEST(report.at("delivery_result").as_string() == "delivered");
  BOOST_TEST(report.at("sample").as_string().starts_with("Received: from lists.example.org"));
  const json::value& sample = report.at("parsed_sample");
  BOOST_TEST(sample.at("subject").as_string() == "=?utf-8?Q?Gr=C3=BC=C3=9Fe?= from the list");
  BOOST_TEST(compact(sample.at("from")) ==
             R"({"display_name":"A Sender","address":"a@Example.COM","local":"a",)"
             R"("domain":"Example.COM"})");
  BOOST_TEST(sample.at("to").as_array().size() == 1U);
}

// A report that is text alone says little: the keys are there all the same.
BOOST_AUTO_TEST_CASE(FailureReportsOfTextHaveItsKeys) {
  const json::value report = json_of("failure-text.eml").at("failure_reports").at(0);
  BOOST_TEST(report.at("delivery_result").as_string() == "other");
  BOOST_TEST(report.as_object().size() == 18U);
}

BOOST_AUTO_TEST_CASE(RowsHaveItsColumns) {
  const tests::Captured ran =
      tests::run({"report", kFixtures + "rfc7489.xml", "--format", "parsedmarc-csv"});
  BOOST_TEST(ran.status == 0);
  constexpr std::string_view kHeader =
      "xml_schema,org_name,org_email,org_extra_contact_info,report_id,begin_date,end_date,"
      "normalized_timespan,errors,domain,adkim,aspf,p,sp,np,pct,fo,testing,discovery_method,"
      "source_ip_address,source_country,source_reverse_dns,source_base_domain,source_name,"
      "source_type,source_asn,source_as_name,source_as_domain,count,spf_aligned,dkim_aligned,"
      "dmarc_aligned,disposition,policy_override_reasons,policy_override_comments,envelope_from,"
      "header_from,envelope_to,dkim_domains,dkim_selectors,dkim_results,spf_domains,spf_scopes,"
      "spf_results\r\n";
  BOOST_TEST(ran.out.starts_with(kHeader));
  const auto rows = tests::csv_table(ran.out);
  BOOST_REQUIRE(rows.size() == 2U);
  struct Cell {
    std::size_t row;
    const char* column;
    const char* text;
  };
  const Cell cells[] = {
      {0, "xml_schema", "1.0"},
      {0, "begin_date", "2026-05-01 00:00:00"},
      {0, "normalized_timespan", "False"},
      {0, "errors", "rua: the second address cannot be used|sp: unknown value"},
      {0, "np", ""},
      {0, "source_country", ""},
      {0, "count", "12"},
      {0, "dmarc_aligned", "True"},
      {0, "policy_override_reasons", ""},
      {0, "dkim_domains", "example.com,sender.example.net"},
      {0, "dkim_results", "pass,fail"},
      {1, "spf_aligned", "False"},
      {1, "policy_override_reasons", "forwarded,sampled_out"},
      {1, "policy_override_comments", "arc=pass as[1].d=example.org as[1].s=arc1|none"},
      {1, "spf_scopes", "helo,mfrom"},
  };
  for (const auto& [row, column, text] : cells) BOOST_TEST(rows[row].at(column) == text, column);
}

BOOST_AUTO_TEST_SUITE_END()
