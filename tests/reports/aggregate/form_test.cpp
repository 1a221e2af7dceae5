// SPDX-License-Identifier: MIT

#include "reports/aggregate/form.h"

#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/aggregate/reading.h"
#include "tests/reports/fixture.h"

using namespace reports::aggregate;
using tests::plain_report;
using tests::read;
using tests::report_file;
using tests::with;

namespace {

using Kind = DeviationKind;

/// The plain report in the namespace of RFC 9990, from the schema of which it has no deviation.
std::string proper_report() {
  return with(plain_report(), "<feedback>",
              "<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\">");
}

const std::string kProper = proper_report();
const std::string kPolicy = "<p>none</p>";

struct Deviating {
  std::string name;
  std::string xml;
  Deviation deviation;
};
std::ostream& operator<<(std::ostream& out, const Deviating& row) {
  return out << row.name;
}

// RFC 9990 appendix A.
const Deviating kDeviating[] = {
    {"namespace", plain_report(), {Kind::wrong_namespace, "feedback", ""}},
    {"pct",
     with(kProper, kPolicy, kPolicy + "<pct>100</pct>"),
     {Kind::not_in_schema, "pct", "policy_published"}},
    {"tag name t",
     with(kProper, kPolicy, kPolicy + "<t>y</t>"),
     {Kind::not_in_schema, "t", "policy_published"}},
    {"unknown element",
     with(kProper, kPolicy, kPolicy + "<rf>afrf</rf>"),
     {Kind::not_in_schema, "rf", "policy_published"}},
    {"extension in a row",
     with(kProper, "<row>", "<row><x:a/>"),
     {Kind::not_in_schema, "a", "row"}},
    {"no email",
     with(kProper, "<email>reports@receiver.example.net</email>", ""),
     {Kind::missing, "email", "report_metadata"}},
    {"no policy", with(kProper, kPolicy, ""), {Kind::missing, "p", "policy_published"}},
    {"no selector",
     with(kProper, "<selector>s1</selector>", ""),
     {Kind::missing, "selector", "dkim"}},
    {"no record",
     with(report_file("no-records.xml"), "<feedback>",
          "<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\">"),
     {Kind::missing, "record", "feedback"}},
    {"two errors",
     with(kProper, "<date_range>", "<error>a</error><error>b</error><date_range>"),
     {Kind::repeated, "error", "report_metadata"}},
    {"two SPF results",
     with(kProper, "<spf><domain>",
          "<spf><domain>example.net</domain><result>none</result></spf>"
          "<spf><domain>"),
     {Kind::repeated, "spf", "auth_results"}},
    {"results before the row",
     with(with(kProper, "<row>", "<auth_results/><row>"), "<auth_results>\n",
          "<x:a xmlns:x=\"urn:x\"/><auth_results>\n"),
     {Kind::out_of_order, "row", "record"}},
    {"dkim after spf",
     with(with(kProper, "<dkim>pass</dkim><spf>fail</spf>", "<spf>fail</spf><dkim>pass</dkim>"),
          "\n", "\n"),
     {Kind::out_of_order, "dkim", "policy_evaluated"}},
    {"upper case",
     with(kProper, "<dkim>pass", "<dkim>Pass"),
     {Kind::invalid_value, "dkim", "policy_evaluated"}},
    {"scope helo", with(kProper, "mfrom", "helo"), {Kind::invalid_value, "scope", "spf"}},
    {"reason of RFC 7489",
     with(kProper, "<spf>fail</spf>", "<spf>fail</spf><reason><type>sampled_out</type></reason>"),
     {Kind::invalid_value, "type", "reason"}},
    {"time with a fraction",
     with(kProper, "1777593600", "1777593600.0"),
     {Kind::invalid_value, "begin", "date_range"}},
    {"empty word",
     with(kProper, kPolicy, kPolicy + "<sp/>"),
     {Kind::invalid_value, "sp", "policy_published"}},
    {"version 0.1",
     with(kProper, "  <report_metadata>", "<version>0.1</version><report_metadata>"),
     {Kind::invalid_value, "version", "feedback"}},
    {"attribute",
     with(kProper, "<row>", "<row id=\"1\">"),
     {Kind::unknown_attribute, "row", "record"}},
    {"text between elements",
     with(kProper, kPolicy, kPolicy + "11"),
     {Kind::stray_text, "policy_published", "feedback"}},
};

struct Formed {
  std::string name;
  std::string xml;
  std::optional<Form> form;
};
std::ostream& operator<<(std::ostream& out, const Formed& row) {
  return out << row.name;
}

const Formed kFormed[] = {
    {"nothing tells", plain_report(), std::nullopt},
    {"namespace of RFC 9990", kProper, Form::rfc9990},
    {"namespace of RFC 7489",
     with(kProper, "urn:ietf:params:xml:ns:dmarc-2.0", "http://dmarc.org/dmarc-xml/0.1"),
     Form::rfc7489},
    {"RFC 7489", report_file("rfc7489.xml"), Form::rfc7489},
    {"RFC 9990", report_file("rfc9990.xml"), Form::rfc9990},
    {"pct in the namespace of RFC 9990", with(kProper, kPolicy, kPolicy + "<pct>1</pct>"),
     Form::mixed},
    {"np without a namespace", with(plain_report(), kPolicy, kPolicy + "<np>none</np>"),
     Form::rfc9990},
    {"np and pct", with(plain_report(), kPolicy, kPolicy + "<np>none</np><pct>1</pct>"),
     Form::mixed},
    {"disposition pass", with(plain_report(), "<disposition>none", "<disposition>pass"),
     Form::rfc9990},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ConformanceOfReports)

BOOST_AUTO_TEST_CASE(FindsNoDeviationInTheExampleOfTheRfc) {
  BOOST_TEST(read(report_file("rfc9990.xml")).conformance.value().deviations.empty());
  BOOST_TEST(read(kProper).conformance.value().deviations.empty());
}

BOOST_DATA_TEST_CASE(NamesTheDeviation, boost::unit_test::data::make(kDeviating), row) {
  const auto deviations = read(row.xml).conformance.value().deviations;
  BOOST_TEST((std::find(deviations.begin(), deviations.end(), row.deviation) != deviations.end()));
}

BOOST_DATA_TEST_CASE(TellsTheForm, boost::unit_test::data::make(kFormed), row) {
  BOOST_TEST((read(row.xml).conformance.value().form == row.form));
}

BOOST_AUTO_TEST_CASE(CountsADeviationThatIsRepeated) {
  std::string text = kProper;
  const std::string result = "<dkim><domain>example.com</domain><selector>s1</selector>";
  for (int i = 0; i < 4; ++i) {
    text = with(text, result, "<dkim><result>none</result><domain/></dkim>" + result);
  }
  const auto deviations = read(text).conformance.value().deviations;
  BOOST_TEST_REQUIRE(deviations.size() == 1U);
  BOOST_TEST((deviations.front() == Deviation{Kind::missing, "selector", "dkim", 4}));
}

BOOST_AUTO_TEST_CASE(NeverTellsMoreThanItsLimit) {
  std::string elements;
  for (int i = 0; i < 1000; ++i) elements += "<e" + std::to_string(i) + "/>";
  const Report report = read(with(kProper, "<row>", "<row>" + elements));
  BOOST_TEST(report.conformance.value().deviations.size() == kMaxDeviations);
}

// How a document was written does not change what it says.
BOOST_AUTO_TEST_CASE(IsNoPartOfWhatTheReportSays) {
  Report report = read(kProper);
  const Report same = report;
  report.conformance.reset();
  BOOST_TEST((report == same));
}

BOOST_AUTO_TEST_SUITE_END()
