// SPDX-License-Identifier: MIT
//
// mailvet report --format csv.

#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/service/api/fixture.h"
#include "tests/service/cli/captured.h"
#include "tests/service/cli/csv_table.h"

namespace {

const std::string kFixtures = MAILVET_SOURCE_DIR "/fixtures/reports/";

}  // namespace

BOOST_AUTO_TEST_SUITE(ReportCsv)

BOOST_AUTO_TEST_CASE(PrintsARowForEachRecord) {
  const std::string file = kFixtures + "rfc7489.xml";
  const tests::Captured ran = tests::run({"report", file, "--format", "csv"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.err == "");
  const auto rows = tests::csv_table(ran.out);
  BOOST_REQUIRE(rows.size() == 2U);
  const std::map<std::string, std::string> first = {
      {"file", file},
      {"member", ""},
      {"org_name", "Example Receiver"},
      {"report_id", "2026-05-01.example.com@receiver.example.net"},
      {"begin", "2026-05-01T00:00:00Z"},
      {"end", "2026-05-01T23:59:59Z"},
      {"errors", "rua: the second address cannot be used|sp: unknown value"},
      {"domain", "example.com"},
      {"p", "quarantine"},
      {"np", ""},
      {"pct", "50"},
      {"source_ip", "192.0.2.1"},
      {"count", "12"},
      {"dkim", "pass"},
      {"header_from", "example.com"},
      {"dkim_domains", "example.com,sender.example.net"},
      {"dkim_selectors", "mail1,s2"},
      {"dkim_results", "pass,fail"},
      {"spf_scopes", "mfrom"}};
  for (const auto& [column, cell] : first) BOOST_TEST(rows[0].at(column) == cell, column);
  BOOST_TEST(rows[1].at("count") == "3000000000");
  BOOST_TEST(rows[1].at("reason_types") == "forwarded,sampled_out");
  BOOST_TEST(rows[1].at("reason_comments") == "arc=pass as[1].d=example.org as[1].s=arc1|");
  BOOST_TEST(rows[1].at("envelope_from") == "");
}

BOOST_AUTO_TEST_CASE(TellsWhatHasNoRow) {
  for (const char* const format : {"csv", "parsedmarc-csv"}) {
    const tests::Captured ran =
        tests::run({"report", kFixtures + "four.mbox", kFixtures + "sources-own.csv",
                    kFixtures + "no-records.xml", "--format", format});
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(tests::csv_table(ran.out).size() == 1U);
    for (const char* const left_out :
         {"sources-own.csv: rejected: ", "warning: Left out of the rows: 1 TLS reports\n",
          "rows: 1 failure reports\n", "rows: 2 aggregate reports without records\n"}) {
      BOOST_TEST(ran.err.find(left_out) != std::string::npos, left_out << ran.err);
    }
  }
}

BOOST_AUTO_TEST_CASE(HasNoFormulas) {
  const std::string xml = tests::report_xml("example.com", "=HYPERLINK(1)");
  for (const char* const format : {"csv", "parsedmarc-csv"}) {
    const tests::Captured ran = tests::run({"report", "-", "--format", format}, xml);
    BOOST_TEST(tests::csv_table(ran.out).at(0).at("report_id") == "'=HYPERLINK(1)");
  }
}

// The lists of a record belong together, whatever a report calls a domain.
BOOST_AUTO_TEST_CASE(NoValueShiftsTheListsOfARecord) {
  std::string xml = tests::report_xml("example.com", "r1");
  xml.insert(
      xml.find("<spf><domain>"),
      "<dkim><domain>good.example</domain><selector>s1</selector><result>pass</result></dkim>"
      "<dkim><domain>a,b</domain><selector>s,2</selector><result>fail</result></dkim>");
  xml.insert(xml.find("<report_id>"), "<error>a|b</error><error>c</error>");
  for (const char* const format : {"csv", "parsedmarc-csv"}) {
    const tests::Captured ran = tests::run({"report", "-", "--format", format}, xml);
    const auto row = tests::csv_table(ran.out).at(0);
    BOOST_TEST(row.at("dkim_domains") == "good.example,a\\044b");
    BOOST_TEST(row.at("dkim_selectors") == "s1,s\\0442");
    BOOST_TEST(row.at("dkim_results") == "pass,fail");
    BOOST_TEST(row.at("errors") == "a\\124b|c");
  }
}

BOOST_AUTO_TEST_CASE(HasNothingThatATerminalObeys) {
  const std::string xml = tests::report_xml("example.com", "&#x9B;2J&#x7F;&#x202E;");
  for (const char* const format : {"csv", "parsedmarc-csv"}) {
    const tests::Captured ran = tests::run({"report", "-", "--format", format}, xml);
    BOOST_TEST(tests::csv_table(ran.out).at(0).at("report_id") ==
               "\\194\\1552J\\127\\226\\128\\174");
  }
}

BOOST_AUTO_TEST_SUITE_END()
