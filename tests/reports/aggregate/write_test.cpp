// SPDX-License-Identifier: MIT

#include "reports/aggregate/write.h"

#include <functional>
#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/aggregate/reading.h"
#include "tests/reports/fixture.h"

using namespace reports::aggregate;
using tests::read;
using tests::report_file;

namespace {

/// A report that has whatever RFC 9990 knows.
Report full_report() {
  return read(report_file("rfc9990.xml"));
}

struct Unwritable {
  std::string rule;
  std::function<void(Report&)> change;
};
std::ostream& operator<<(std::ostream& out, const Unwritable& row) {
  return out << row.rule;
}

const Unwritable kUnwritable[] = {
    {"org_name", [](Report& r) { r.report_metadata.org_name.reset(); }},
    {"email", [](Report& r) { r.report_metadata.email.reset(); }},
    {"report_id", [](Report& r) { r.report_metadata.report_id = ""; }},
    {"begin", [](Report& r) { r.report_metadata.begin.reset(); }},
    {"end", [](Report& r) { r.report_metadata.end.reset(); }},
    {"error",
     [](Report& r) {
       r.report_metadata.errors = {"a", "b"};
     }},
    {"version", [](Report& r) { r.version = "2.0"; }},
    {"domain", [](Report& r) { r.policy_published.domain.clear(); }},
    {"p", [](Report& r) { r.policy_published.p.reset(); }},
    {"sp", [](Report& r) { r.policy_published.sp = Word<Policy>::read("nil"); }},
    {"pct", [](Report& r) { r.policy_published.pct = 100; }},
    {"record", [](Report& r) { r.records.clear(); }},
    {"source_ip", [](Report& r) { r.records[0].source_ip.reset(); }},
    {"source_ip", [](Report& r) { r.records[0].source_ip_text = "[192.0.2.1]"; }},
    {"count", [](Report& r) { r.records[0].count.reset(); }},
    {"disposition", [](Report& r) { r.records[0].policy_evaluated.disposition.reset(); }},
    {"dkim",
     [](Report& r) { r.records[0].policy_evaluated.dkim = Word<AlignedResult>::read("softfail"); }},
    {"type", [](Report& r) { r.records[0].policy_evaluated.reasons = {{}}; }},
    {"type",
     [](Report& r) {
       r.records[0].policy_evaluated.reasons = {{Word<ReasonType>(ReasonType::forwarded), {}}};
     }},
    {"header_from", [](Report& r) { r.records[0].identifiers.header_from = ""; }},
    {"selector", [](Report& r) { r.records[0].auth_results.dkim.at(0).selector.reset(); }},
    {"spf",
     [](Report& r) {
       auto& spf = r.records[0].auth_results.spf;
       spf.push_back(spf.at(0));
     }},
    {"scope", [](Report& r) { r.records[0].auth_results.spf.at(0).scope = SpfScope::helo; }},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Write)

// RFC 9990 appendix A: read back equal, and there is nothing to say against it.
BOOST_AUTO_TEST_CASE(WritesWhatIsReadBackEqual) {
  Report report = full_report();
  report.policy_published.fo = "1:d:s";
  report.policy_published.adkim = Alignment::s;
  report.records[0].source_ip = libauth::base::IpAddress::parse("2001:db8::25").value();
  report.records[0].count = kMaxCount;
  report.records[0].identifiers.envelope_from = "";
  report.records[0].policy_evaluated.reasons = {
      {Word<ReasonType>(ReasonType::local_policy), "arc=pass as[1].d=example.net"},
      {Word<ReasonType>(ReasonType::policy_test_mode), {}}};
  report.records.push_back(report.records[0]);
  const std::string xml = write(report).value();
  const Report back = read(xml);
  BOOST_TEST((back == report));
  BOOST_TEST(back.warnings.empty());
  BOOST_TEST(back.conformance.value().deviations.empty());
  BOOST_TEST((back.conformance.value().form == Form::rfc9990));
  BOOST_TEST(write(back).value() == xml);
}

BOOST_AUTO_TEST_CASE(EscapesEveryText) {
  const std::string text = "a<b>&amp; \"'\t\r\n]]> \xC3\xA9 c";
  Report report = full_report();
  report.report_metadata.org_name = text;
  report.records[0].auth_results.dkim.at(0).selector = "<!-- " + text + " -->";
  const Report back = read(write(report).value());
  BOOST_TEST((back == report));
}

// XML 1.0 section 2.2.
BOOST_AUTO_TEST_CASE(WritesNoOctetThatXmlCannotHave) {
  using namespace std::string_literals;
  Report report = full_report();
  report.report_metadata.org_name = "a\x01\x1F\0\xFF\xEF\xBF\xBF z"s;
  const std::string xml = write(report).value();
  for (const char c : xml) {
    BOOST_TEST((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
  }
  const Report back = read(xml);
  BOOST_TEST(back.warnings.empty());
  // NUL is left out, as it is in what is read.
  BOOST_TEST(back.report_metadata.org_name.value() ==
             "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD z");
}

BOOST_DATA_TEST_CASE(RefusesWhatTheSchemaCannotSay, boost::unit_test::data::make(kUnwritable),
                     row) {
  Report report = full_report();
  BOOST_TEST(write(report).has_value());
  row.change(report);
  const auto xml = write(report);
  BOOST_TEST_REQUIRE(!xml.has_value());
  BOOST_TEST(xml.error().rule == row.rule);
  BOOST_TEST(!xml.error().message.empty());
}

BOOST_AUTO_TEST_SUITE_END()
