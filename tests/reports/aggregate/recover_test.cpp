// SPDX-License-Identifier: MIT
//
// Reports that are not well-formed XML.

#include "reports/aggregate/recover.h"

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
using tests::times;
using tests::with;

namespace {

using Code = WarningCode;

/// The plain report without the XML declaration.
std::string bare_report() {
  return plain_report().substr(plain_report().find("<feedback>"));
}

/// A broken form of the plain report that must be read like it, but for one warning.
struct Broken {
  std::string name;
  std::string xml;
  Code code;
  std::string element;
  std::uint64_t repeats = 1;
};
std::ostream& operator<<(std::ostream& out, const Broken& row) {
  return out << row.name;
}

const std::string kPlain = plain_report();
const std::string kBare = bare_report();

const Broken kBroken[] = {
    {"end tag of a text missing", with(kPlain, "</count>", ""), Code::end_tag_missing, "count"},
    {"end tag of a row missing", with(kPlain, "</row>", ""), Code::end_tag_missing, "row"},
    {"end tag of a record missing", with(kPlain, "</record>", ""), Code::end_tag_missing, "record"},
    {"end tag misspelt", with(kPlain, "</report_id>", "</reportid>"), Code::tag_ignored,
     "report_id"},
    {"end tag of another element", with(kPlain, "</report_id>", "</email>"), Code::tag_ignored,
     "report_id"},
    {"end tag without its bracket", with(kPlain, "</report_id>", "/report_id>"), Code::tag_broken,
     "report_id"},
    {"end tag without its last bracket", with(kPlain, "</count>", "</count"), Code::tag_broken,
     "count"},
    {"end tag with space", with(kPlain, "</count>", "</ count>"), Code::tag_broken, "count"},
    {"start tag without its bracket", with(kPlain, "<row>", "<row"), Code::tag_broken, "row"},
    {"start tag in place of an end tag", with(kPlain, "</count>", "<count>"), Code::end_tag_missing,
     "count", 2},
    {"quote without its end", with(kPlain, "<row>", "<row a=\"b>"), Code::tag_broken, "row"},
    {"end tag too much", with(kPlain, "</row>", "</row></rows>"), Code::tag_ignored, "record"},
    {"comment without its end", with(kPlain, "<row>", "<!-- <row>"), Code::tag_broken, "record"},
    {"declaration squeezed", "<?xmlversion=\"1.0\"encoding=\"UTF-8\"?>" + kBare,
     Code::declaration_wrong, ""},
    {"declaration without quotes", "<?xml version=1.0?>" + kBare, Code::declaration_wrong, ""},
    {"declaration without its end", "<?xml version=\"1.0\"><!-- x -->" + kBare,
     Code::declaration_wrong, ""},
    {"declaration cut", "<?xml vers\n" + kBare, Code::declaration_wrong, ""},
    {"text before the root", "Report follows:\n" + kBare, Code::outside_text, ""},
    {"brackets before the root", "From: <dmarc@receiver.example.net>\n" + kBare, Code::outside_text,
     "", 2},
    {"text after the root", kPlain + "--boundary--\n", Code::outside_text, ""},
    {"elements after the root", kPlain + "<footer/>\n", Code::outside_text, ""},
    {"end tag after the root", kPlain + "</body>\n", Code::outside_text, ""},
    {"encoding that it has not", with(kPlain, "UTF-8", "UTF-16"), Code::encoding_wrong, ""},
    {"start of the root lost", kBare.substr(10), Code::root_missing, "feedback"},
};

/// The plain report with another organisation.
struct Text {
  std::string name;
  std::string written;
  std::string read;
  Code code;
};
std::ostream& operator<<(std::ostream& out, const Text& row) {
  return out << row.name;
}

const Text kTexts[] = {
    {"less than", "a < b", "a < b", Code::bracket_escaped},
    {"address in brackets", "<dmarc@receiver.example.net>", "<dmarc@receiver.example.net>",
     Code::bracket_escaped},
    {"domain after a bracket", "bad<xml.example", "bad<xml.example", Code::bracket_escaped},
    {"tag of no report", "Receiver<br>Inc", "Receiver<br>Inc", Code::bracket_escaped},
    {"name of an element elsewhere", "a <p> b", "a <p> b", Code::bracket_escaped},
    {"bracket and its end tag", "a<b/org_name>", "a<b", Code::bracket_escaped},
    {"heart", "I <3 mail", "I <3 mail", Code::bracket_escaped},
    {"bare ampersand", "Smith & Sons", "Smith & Sons", Code::ampersand_kept},
    {"entity of HTML", "Smith &nbsp; Sons", "Smith &nbsp; Sons", Code::ampersand_kept},
    {"entity without its end", "a &amp b", "a &amp b", Code::ampersand_kept},
    {"ampersand beside CDATA", "<![CDATA[a & b]]> & c", "a & b & c", Code::ampersand_kept},
};

/// A report that breaks off behind the last `text` of it.
std::string cut_behind(std::string_view text) {
  const std::string large = tests::large_report(3);
  return large.substr(0, large.rfind(text) + text.size());
}

struct Cut {
  std::string name;
  std::string_view behind;
  std::size_t records;
};
std::ostream& operator<<(std::ostream& out, const Cut& row) {
  return out << row.name;
}

const Cut kCuts[] = {
    {"in the end tag of the root", "</feedback", 3},
    {"between records", "</record>", 3},
    {"in the end tag of a record", "</record", 2},
    {"in a record", "</auth_results>", 2},
    {"in a value", "<domain>exa", 2},
    {"in a start tag", "<auth_res", 2},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Recover)

BOOST_DATA_TEST_CASE(ReadsWhatIsBroken, boost::unit_test::data::make(kBroken), row) {
  Report report = read(row.xml);
  BOOST_TEST(times(report, row.code, row.element) == row.repeats);
  report.warnings.clear();
  BOOST_TEST((report == read(kPlain)));
}

BOOST_DATA_TEST_CASE(TakesForTextWhatIsNoXml, boost::unit_test::data::make(kTexts), row) {
  Report report = read(with(kPlain, ">Receiver<", ">" + row.written + "<"));
  BOOST_TEST(report.report_metadata.org_name.value() == row.read);
  const std::string element = row.code == Code::bracket_escaped ? "org_name" : "";
  BOOST_TEST(times(report, row.code, element) == 1U);
  report.warnings.clear();
  report.report_metadata.org_name = "Receiver";
  BOOST_TEST((report == read(kPlain)));
}

BOOST_DATA_TEST_CASE(KeepsWholeRecordsOfWhatBreaksOff, boost::unit_test::data::make(kCuts), row) {
  const Report report = read(cut_behind(row.behind));
  BOOST_TEST(report.records.size() == row.records);
  BOOST_TEST(report.policy_published.domain == "example.com");
  const Report whole = read(tests::large_report(3));
  for (std::size_t i = 0; i < report.records.size(); ++i) {
    BOOST_TEST((report.records[i] == whole.records[i]));
  }
  std::size_t marks = 0;
  for (const Warning& warning : report.warnings) {
    if (warning.code == Code::truncated) ++marks;
  }
  BOOST_TEST(marks == 1U);
}

// A value that breaks off is no value: "exam" is not the domain.
BOOST_AUTO_TEST_CASE(NeverTakesAValueThatBreaksOff) {
  const std::string text = plain_report();
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto report = parse(text.substr(0, size));
    if (!report) {
      const std::string rule = report.error().rule;
      BOOST_TEST((rule == kXmlRule || rule == kEmptyRule), size << " octets: " << rule);
      continue;
    }
    BOOST_TEST(report->policy_published.domain == "example.com");
    BOOST_TEST(report->report_metadata.report_id.value() == "id-1");
    // The last octet is a line feed.
    BOOST_TEST(report->warnings.empty() == (size == text.size() - 1));
  }
}

BOOST_AUTO_TEST_CASE(FindsTheReportInASchemaThatDoesNotEnd) {
  const Report report = read(
      "<?xml version=\"1.0\"?> <xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" "
      "xmlns=\"urn:example\">\n" +
      kBare);
  BOOST_TEST(report.records.size() == 1U);
  BOOST_TEST(times(report, Code::wrapped_root, "schema") == 1U);
  BOOST_TEST(times(report, Code::end_tag_missing, "schema") == 1U);
  BOOST_TEST(report.xml_namespace.value() == "urn:example");
}

BOOST_AUTO_TEST_CASE(KeepsPrefixesAndNamespaces) {
  const std::string text = with(with(kBare, "<feedback>", "<a:feedback xmlns:a='urn:example'>"),
                                "</feedback>", "</a:feedback>");
  const Report report = read(with(text, "</count>", ""));
  BOOST_TEST(report.xml_namespace.value() == "urn:example");
  BOOST_TEST(report.records.at(0).count.value() == 1U);
}

BOOST_AUTO_TEST_CASE(PassesOverNamespacesThatAreNone) {
  for (const std::string attributes : {" xmlns:n", " xmlns", " xmlns=", " xmlns='", " xmlns='a",
                                       " axmlns='a'", " xmlns:", " xmlns xmlns"}) {
    const Report report = read(with(kBare, "<feedback>", "<feedback" + attributes + ">"));
    BOOST_TEST(!report.xml_namespace, attributes);
    BOOST_TEST(report.records.size() == 1U, attributes);
  }
}

BOOST_AUTO_TEST_CASE(KeepsExtensionsOutOfWhatItRepairs) {
  const std::string text =
      with(with(kPlain, "</record>", "<x:a><x:b>1</x:b></x:a></record>"), "</count>", "");
  Report report = read(text);
  BOOST_TEST(report.warnings.size() == 1U);
  report.warnings.clear();
  BOOST_TEST((report == read(kPlain)));
}

// The places are those in the document as it came, not in the repaired one.
BOOST_AUTO_TEST_CASE(SaysWhereInTheDocument) {
  const std::string text = with(with(with(kPlain, ">Receiver<", ">a < b < c<"), "</count>", ""),
                                "<spf>fail", "<spf>FAIL");
  const Report report = read(text);
  for (const Warning& warning : report.warnings) {
    if (warning.code != Code::letter_case) continue;
    BOOST_TEST(text.substr(warning.offset, 8) == "spf>FAIL");
    return;
  }
  BOOST_ERROR("no warning for FAIL");
}

BOOST_AUTO_TEST_CASE(RefusesTwoBrokenReports) {
  const auto two = parse(with(kBare, "</count>", "") + kBare);
  BOOST_TEST_REQUIRE(!two.has_value());
  BOOST_TEST(two.error().rule == kXmlRule);
  BOOST_TEST(two.error().offset >= kBare.size() - 10);
}

BOOST_AUTO_TEST_CASE(KeepsTheLimitOfDepth) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<x:a>";
  const auto report =
      parse(with(with(kPlain, "</record>", deep + "</x:a></record>"), "</row>", ""));
  BOOST_TEST_REQUIRE(!report.has_value());
  BOOST_TEST(report.error().rule == kDepthRule);
}

// What looks like a tag, a comment or a quote without its end over and over costs no more than one
// pass.
BOOST_DATA_TEST_CASE(TakesNoLongerForMoreRepairs,
                     boost::unit_test::data::make({"<", "<a ", "<a>", "</a>", "<!--", "<![CDATA[",
                                                   "<?", "<!DOCTYPE [", "<a \"", "&", "<row>",
                                                   "/count>", "</row", "<dkim><domain>"}),
                     piece) {
  std::string noise;
  while (noise.size() < 200'000) noise += piece;
  BOOST_TEST(!parse("<feedback>" + noise).has_value());
  const auto report = parse(with(kPlain, "<count>", noise + "<count>"));
  if (!report) BOOST_TEST(!report.error().rule.empty());
}

BOOST_AUTO_TEST_SUITE_END()
