// SPDX-License-Identifier: MIT

#include "reports/aggregate/parse.h"

#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/aggregate/reading.h"
#include "tests/reports/fixture.h"

using namespace reports::aggregate;
using namespace std::string_literals;
using tests::plain_report;
using tests::read;
using tests::report_file;
using tests::times;
using tests::with;

namespace {

/// The text as UTF-16 with a byte order mark.
std::string utf16(std::string_view ascii, bool big_endian) {
  std::string wide = big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii) {
    if (big_endian) wide += '\0';
    wide += c;
    if (!big_endian) wide += '\0';
  }
  return wide;
}

struct Refused {
  std::string name;
  std::string xml;
  std::string_view rule;
};
std::ostream& operator<<(std::ostream& out, const Refused& row) {
  return out << row.name;
}

const Refused kRefused[] = {
    {"empty", "", kEmptyRule},
    {"space only", " \r\n\t", kEmptyRule},
    {"text", "unused", kXmlRule},
    {"JSON", "{\"organization-name\":\"Receiver\"}", kXmlRule},
    {"declaration only", "<?xml version=\"1.0\"?>", kXmlRule},
    {"byte order mark only", "\xEF\xBB\xBF \n", kEmptyRule},
    {"broken off before the policy", plain_report().substr(0, 300), kXmlRule},
    {"document type without end", "<!DOCTYPE feedback [ <!ENTITY a \"b\"> ", kXmlRule},
    {"HTML", "<html><body>Not found</body></html>", kFeedbackRule},
    {"XML of something else", "<?xml version=\"1.0\"?><feed><entry/></feed>", kFeedbackRule},
    {"feedback of something else", "<feedback><rating>5</rating></feedback>", kMetadataRule},
    {"no policy", "<feedback><report_metadata/></feedback>", kPolicyRule},
    {"empty policy domain", with(plain_report(), "<domain>example.com", "<domain>"), kPolicyRule},
    {"policy domain NULL", with(plain_report(), "<domain>example.com", "<domain>NULL"),
     kPolicyRule},
};

struct Limited {
  const char* name;
  Limits limits;
  std::string xml;
  std::string_view rule;  // empty: within the limit
};
std::ostream& operator<<(std::ostream& out, const Limited& row) {
  return out << row.name;
}

Limits octets(std::size_t n) {
  return {.octets = n};
}
Limits records(std::size_t n) {
  return {.records = n};
}
Limits nodes(std::size_t n) {
  return {.nodes = n};
}
Limits depth(std::size_t n) {
  return {.depth = n};
}

/// The plain report with an element of its own in elements of its own.
std::string nested(std::size_t levels) {
  std::string inner;
  for (std::size_t i = 0; i < levels; ++i) inner += "<x:a>";
  for (std::size_t i = 0; i < levels; ++i) inner += "</x:a>";
  return with(plain_report(), "</record>", inner + "</record>");
}

const std::string kPlain = plain_report();
const Limited kLimited[] = {
    {"as many octets", octets(kPlain.size()), kPlain, {}},
    {"one octet more", octets(kPlain.size() - 1), kPlain, kOctetsRule},
    {"as many records", records(3), tests::large_report(3), {}},
    {"one record more", records(3), tests::large_report(4), kRecordsRule},
    {"few nodes for the size", nodes(kPlain.size() / 4), kPlain, {}},
    {"too many nodes", nodes(20), kPlain, kNodesRule},
    {"as deep", depth(5), nested(3), {}},
    {"one level deeper", depth(5), nested(4), kDepthRule},
    {"deeper than any stack", Limits{}, nested(100'000), kDepthRule},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Parse)

BOOST_AUTO_TEST_CASE(ReadsTheShapeOfRfc7489) {
  const Report report = read(report_file("rfc7489.xml"));
  BOOST_TEST(report.warnings.empty());
  BOOST_TEST(report.version.value() == "1.0");
  BOOST_TEST(!report.xml_namespace);
  const ReportMetadata& metadata = report.report_metadata;
  BOOST_TEST(metadata.org_name.value() == "Example Receiver");
  BOOST_TEST(metadata.report_id.value() == "2026-05-01.example.com@receiver.example.net");
  BOOST_TEST(libauth::base::rfc3339(metadata.begin.value()) == "2026-05-01T00:00:00Z");
  BOOST_TEST(libauth::base::rfc3339(metadata.end.value()) == "2026-05-01T23:59:59Z");
  BOOST_TEST(metadata.errors.size() == 2U);
  const PolicyPublished& policy = report.policy_published;
  BOOST_TEST(policy.domain == "example.com");
  BOOST_TEST((policy.p == Policy::quarantine && policy.sp == Policy::reject && !policy.np));
  BOOST_TEST((policy.adkim == Alignment::r && policy.aspf == Alignment::s));
  BOOST_TEST(policy.pct.value() == 50);
  BOOST_TEST(policy.fo.value() == "1:d:s");
  BOOST_TEST(report.records.size() == 2U);
  BOOST_TEST(message_count(report) == 3'000'000'012U);
}

BOOST_AUTO_TEST_CASE(ReadsTheRecordsOfRfc7489) {
  const Report report = read(report_file("rfc7489.xml"));
  const Record& first = report.records.at(0);
  BOOST_TEST(first.source_ip.value().text() == "192.0.2.1");
  BOOST_TEST(!first.source_ip_text);
  BOOST_TEST(first.auth_results.dkim.size() == 2U);
  BOOST_TEST(first.auth_results.dkim[1].human_result.value() == "body hash did not verify");
  BOOST_TEST(!first.auth_results.dkim[0].human_result);
  const Record& second = report.records.at(1);
  BOOST_TEST(second.source_ip.value().text() == "2001:db8::25");
  BOOST_TEST(second.identifiers.envelope_from.value().empty());
  BOOST_TEST(!second.identifiers.envelope_to);
  BOOST_TEST((second.policy_evaluated.reasons.at(0).type == ReasonType::forwarded));
  BOOST_TEST((second.policy_evaluated.reasons.at(1).type == ReasonType::sampled_out));
  BOOST_TEST(second.auth_results.dkim.empty());
  BOOST_TEST((second.auth_results.spf.at(0).scope == SpfScope::helo));
  BOOST_TEST((second.auth_results.spf.at(0).result == SpfResult::softfail));
}

// RFC 9990 appendix B; the extensions of section 5 leave no warning.
BOOST_AUTO_TEST_CASE(ReadsTheExampleOfRfc9990) {
  const Report report = read(report_file("rfc9990.xml"));
  BOOST_TEST(report.warnings.empty());
  BOOST_TEST(report.xml_namespace.value() == "urn:ietf:params:xml:ns:dmarc-2.0");
  BOOST_TEST(report.report_metadata.generator.value() == "Example Reporter v1.2");
  const PolicyPublished& policy = report.policy_published;
  BOOST_TEST((policy.np == Policy::none && policy.testing == Testing::n));
  BOOST_TEST((policy.discovery_method == DiscoveryMethod::treewalk));
  BOOST_TEST(!policy.pct);
  const Record& record = report.records.at(0);
  BOOST_TEST(record.count.value() == 123U);
  BOOST_TEST((record.policy_evaluated.disposition == Disposition::pass));
  BOOST_TEST(record.auth_results.dkim.at(0).selector.value() == "abc123");
  BOOST_TEST(!record.auth_results.spf.at(0).scope);
}

BOOST_AUTO_TEST_CASE(TakesAReportWithoutRecords) {
  const Report report = read(report_file("no-records.xml"));
  BOOST_TEST(report.records.empty());
  BOOST_TEST(report.warnings.empty());
  BOOST_TEST(!report.version);
}

BOOST_AUTO_TEST_CASE(RepairsMetadata) {
  const Report report = read(report_file("quirks.xml"));
  const ReportMetadata& metadata = report.report_metadata;
  BOOST_TEST(report.xml_namespace.value() == "http//dmarc.org/dmarc-xml/0.1");
  BOOST_TEST(libauth::base::rfc3339(metadata.begin.value()) == "2026-05-01T00:00:00Z");
  BOOST_TEST(libauth::base::rfc3339(metadata.end.value()) == "2026-05-01T23:59:59Z");
  BOOST_TEST(times(report, WarningCode::time_repaired, "begin") == 1U);
  BOOST_TEST(times(report, WarningCode::time_repaired, "end") == 1U);
  BOOST_TEST(times(report, WarningCode::dates_swapped, "report_metadata") == 1U);
  BOOST_TEST(metadata.email.value() == "reports@Receiver.example.net");
  BOOST_TEST(times(report, WarningCode::email_repaired, "email") == 1U);
  BOOST_TEST(metadata.org_name.value() == "Receiver");
  BOOST_TEST(times(report, WarningCode::element_duplicate, "org_name") == 1U);
  BOOST_TEST(metadata.report_id.value() == "<id-1@receiver.example.net>");
}

BOOST_AUTO_TEST_CASE(RepairsThePolicy) {
  const Report report = read(report_file("quirks.xml"));
  const PolicyPublished& policy = report.policy_published;
  BOOST_TEST(policy.domain == "example.com");
  BOOST_TEST((policy.p == Policy::none));
  BOOST_TEST(!policy.adkim);
  BOOST_TEST(policy.sp.value().text() == "nil");
  BOOST_TEST(!policy.sp.value().value());
  BOOST_TEST(!policy.pct);
  BOOST_TEST((policy.testing == Testing::y));
  BOOST_TEST(times(report, WarningCode::domain_repaired, "domain") > 0U);
  BOOST_TEST(times(report, WarningCode::letter_case, "p") == 1U);
  BOOST_TEST(times(report, WarningCode::word_unknown, "sp") == 1U);
  BOOST_TEST(times(report, WarningCode::value_unreadable, "pct") == 1U);
  BOOST_TEST(times(report, WarningCode::element_renamed, "t") == 1U);
  BOOST_TEST(times(report, WarningCode::element_ignored, "policy_published") == 1U);
  BOOST_TEST(times(report, WarningCode::stray_text, "policy_published") == 1U);
  BOOST_TEST(times(report, WarningCode::several_policies, "policy_published") == 1U);
}

// A receiver's text is as long as the receiver likes; lists and answers hold many of them.
BOOST_AUTO_TEST_CASE(CutsLongTextBetweenCharactersAndSaysSo) {
  const std::string xml =
      "<feedback><report_metadata><org_name>" + std::string(2047, 'x') + "\xc3\xa9" +
      std::string(5'000'000, 'y') +
      "</org_name></report_metadata><policy_published><domain>example.com</domain>"
      "</policy_published></feedback>";
  const Report report = read(xml);
  BOOST_TEST(report.report_metadata.org_name.value() == std::string(2047, 'x'));
  BOOST_TEST(times(report, WarningCode::text_cut, "org_name") == 1U);
}

BOOST_AUTO_TEST_CASE(RefusesTwoReportsInOneDocument) {
  const std::string one =
      "<feedback><report_metadata/><policy_published><domain>example.com</domain>"
      "</policy_published></feedback>";
  BOOST_TEST(parse(one).has_value());
  const auto two = parse(one + "\n" + one);
  BOOST_TEST_REQUIRE(!two.has_value());
  BOOST_TEST(two.error().rule == "xml");
  BOOST_TEST(two.error().offset > one.size());
}

BOOST_AUTO_TEST_CASE(RepairsARecord) {
  const Report report = read(report_file("quirks.xml"));
  const Record& record = report.records.at(0);
  BOOST_TEST(record.source_ip.value().text() == "192.0.2.7");
  BOOST_TEST(record.source_ip_text.value() == "[::ffff:192.0.2.7]");
  BOOST_TEST(record.count.value() == 7U);
  BOOST_TEST(record.identifiers.header_from.value() == "example.com");
  BOOST_TEST(record.identifiers.envelope_from.value().empty());
  BOOST_TEST((record.policy_evaluated.dkim == AlignedResult::pass));
  BOOST_TEST((record.policy_evaluated.spf == AlignedResult::fail));
  BOOST_TEST(record.policy_evaluated.spf.value().written() == "softfail");
  BOOST_TEST(record.policy_evaluated.disposition.value().text() == "softfail");
  BOOST_TEST((record.auth_results.spf.at(0).result == SpfResult::fail));
  BOOST_TEST(!record.auth_results.spf.at(0).domain);
  BOOST_TEST((record.auth_results.dkim.at(0).result == DkimResult::permerror));
  BOOST_TEST(record.auth_results.dkim.size() == 1U);
  BOOST_TEST(times(report, WarningCode::element_empty, "dkim") == 1U);
  BOOST_TEST(times(report, WarningCode::element_renamed, "identities") == 1U);
  BOOST_TEST(times(report, WarningCode::address_repaired, "source_ip") == 1U);
  BOOST_TEST(times(report, WarningCode::word_replaced, "result") == 2U);
}

BOOST_AUTO_TEST_CASE(ReadsReasonsInEveryForm) {
  const Report report = read(report_file("quirks.xml"));
  const auto& reasons = report.records.at(0).policy_evaluated.reasons;
  BOOST_TEST(reasons.size() == 3U);
  BOOST_TEST((reasons.at(0).type == ReasonType::sampled_out));
  BOOST_TEST(!reasons.at(1).type);
  BOOST_TEST(reasons.at(1).comment.value() == "a & b");
  BOOST_TEST(reasons.at(2).comment.value() == "because of \"us\"");
  BOOST_TEST(times(report, WarningCode::reason_untyped, "reason") == 2U);
  BOOST_TEST(times(report, WarningCode::element_empty, "reason") == 1U);
}

BOOST_AUTO_TEST_CASE(KeepsARecordWithoutParts) {
  const Report report = read(report_file("quirks.xml"));
  BOOST_TEST(report.records.size() == 3U);
  BOOST_TEST((report.records.at(1) == Record{}));
  const Record& third = report.records.at(2);
  BOOST_TEST(!third.source_ip);
  BOOST_TEST(third.source_ip_text.value() == "108r.166.27.220");
  BOOST_TEST(!third.count);
  BOOST_TEST(times(report, WarningCode::element_missing, "source_ip") == 1U);
  BOOST_TEST(times(report, WarningCode::element_missing, "count") == 2U);
  BOOST_TEST(times(report, WarningCode::element_missing, "header_from") == 2U);
  BOOST_TEST(times(report, WarningCode::value_unreadable, "count") == 1U);
  BOOST_TEST(message_count(report) == 7U);
}

// A document type is never processed: what it declares stays text.
BOOST_AUTO_TEST_CASE(NeverExpandsEntities) {
  const Report report = read(report_file("entities.xml"));
  BOOST_TEST(report.report_metadata.org_name.value() == "&c;");
  BOOST_TEST(report.report_metadata.email.value() == "&file;");
}

BOOST_AUTO_TEST_CASE(TakesEveryEncoding) {
  const Report plain = read(plain_report());
  const std::string text = plain_report();
  for (const std::string& form : {"\xEF\xBB\xBF" + text, utf16(text, true), utf16(text, false),
                                  with(text, "UTF-8", "ISO-8859-1"), "\r\n" + text.substr(39)}) {
    Report report = read(form);
    // UTF-16 that declares UTF-8 is a mistake of its own.
    const bool is_wide = form[2] == '\0' || form[3] == '\0';
    BOOST_TEST(times(report, WarningCode::encoding_wrong, "") == (is_wide ? 1U : 0U));
    report.warnings.clear();
    BOOST_TEST((report == plain));
  }
}

BOOST_AUTO_TEST_CASE(ConvertsDeclaredLatin1) {
  const std::string latin1 =
      with(with(plain_report(), "UTF-8", "iso-8859-1"), ">Receiver<", ">Empf\xE4nger<");
  const Report report = read(latin1);
  BOOST_TEST(report.report_metadata.org_name.value() == "Empf\xC3\xA4nger");
  BOOST_TEST(report.warnings.empty());
}

BOOST_AUTO_TEST_CASE(RepairsOctets) {
  const Report report = read(with(plain_report(), ">Receiver<", ">R\x92s\0<"s));
  BOOST_TEST(report.report_metadata.org_name.value() == "R\xEF\xBF\xBDs");
  BOOST_TEST(times(report, WarningCode::invalid_utf8, "") == 1U);
  BOOST_TEST(times(report, WarningCode::nul_octets, "") == 1U);
}

BOOST_AUTO_TEST_CASE(JoinsTextAroundCommentsAndCdata) {
  const Report report = read(with(plain_report(), ">Receiver<",
                                  ">Re<!-- c -->cei<![CDATA[v&er]]><?pi x?> &amp; &#83;on<"));
  BOOST_TEST(report.report_metadata.org_name.value() == "Receiv&er & Son");
}

BOOST_AUTO_TEST_CASE(FindsTheReportInsideItsSchema) {
  const std::string text = plain_report().substr(39);
  const Report report = read("<xs:schema xmlns=\"urn:example\">" + text + "</xs:schema>");
  BOOST_TEST(times(report, WarningCode::wrapped_root, "schema") == 1U);
  BOOST_TEST(report.xml_namespace.value() == "urn:example");
}

BOOST_AUTO_TEST_CASE(NotesARepairOnceWithItsFirstPlace) {
  std::string text = tests::large_report(1000);
  for (std::size_t at = text.find("<dkim>pass"); at != std::string::npos;
       at = text.find("<dkim>pass", at)) {
    text.replace(at, 10, "<dkim>PASS");
  }
  const Report report = read(text);
  BOOST_TEST_REQUIRE(report.warnings.size() == 1U);
  const Warning& warning = report.warnings.front();
  BOOST_TEST((warning.code == WarningCode::letter_case));
  BOOST_TEST(warning.element == "dkim");
  BOOST_TEST(warning.detail == "PASS");
  BOOST_TEST(warning.repeats == 1000U);
  BOOST_TEST(text.substr(warning.offset, 4) == "dkim");
}

// 64-bit counts, as far as a database can hold them.
BOOST_AUTO_TEST_CASE(ReadsLargeCounts) {
  const auto counted = [](std::string_view count) {
    return read(with(plain_report(), "<count>1", "<count>" + std::string(count)))
        .records.at(0)
        .count;
  };
  BOOST_TEST(counted("0").value() == 0U);
  BOOST_TEST(counted("5000000000").value() == 5'000'000'000U);
  BOOST_TEST(counted("9223372036854775807").value() == kMaxCount);
  BOOST_TEST(!counted("9223372036854775808"));
  BOOST_TEST(!counted("18446744073709551616"));
}

BOOST_DATA_TEST_CASE(Refuses, boost::unit_test::data::make(kRefused), row) {
  const auto report = parse(row.xml);
  BOOST_TEST_REQUIRE(!report.has_value());
  BOOST_TEST(report.error().rule == row.rule);
  BOOST_TEST(!report.error().message.empty());
  BOOST_TEST(report.error().offset <= row.xml.size());
}

BOOST_DATA_TEST_CASE(KeepsLimits, boost::unit_test::data::make(kLimited), row) {
  const auto report = parse(row.xml, row.limits);
  BOOST_TEST(report.has_value() == row.rule.empty());
  if (!report) BOOST_TEST(report.error().rule == row.rule);
}

BOOST_AUTO_TEST_CASE(SaysWhereTheXmlBreaks) {
  const auto report = parse("<feedback><a></b></feedback>");
  BOOST_TEST_REQUIRE(!report.has_value());
  BOOST_TEST(report.error().offset >= 13U);
  BOOST_TEST(report.error().offset <= 17U);
}

// Every start of a report is refused or is a report: no read beyond the end, no crash.
BOOST_AUTO_TEST_CASE(TakesEveryStartOfAReport) {
  const std::string text = report_file("quirks.xml");
  std::size_t accepted = 0;
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string start(text.data(), size);
    if (parse(start)) ++accepted;
  }
  BOOST_TEST(accepted >= 1U);
}

// A long report is read in pieces, unless something in it forbids that: both give the same.
BOOST_AUTO_TEST_CASE(ReadsInPiecesWhatItReadsWhole) {
  const std::string plain = with(tests::large_report(500), "<dkim>pass", "<dkim a=\"b\">PASS");
  const std::string odd = with(plain, "  <record>\n    <row>\n      <source_ip>192.0.2.200",
                               "  <record lang=\"en\"><x/>\n<row>\n <source_ip>[192.0.2.200]");
  for (const std::string& text : {plain, odd}) {
    const Report in_pieces = read(text);
    Report whole = read(with(text, "<feedback>", "<feedback><!---->"));
    for (Warning& warning : whole.warnings) warning.offset -= 7;
    BOOST_TEST(in_pieces.records.size() == 500U);
    BOOST_TEST((in_pieces == whole));
    BOOST_TEST((in_pieces.conformance == whole.conformance));
    BOOST_TEST(!in_pieces.warnings.empty());
  }
}

BOOST_AUTO_TEST_CASE(KeepsTheLimitOfRecordsInPieces) {
  const std::string text = tests::large_report(500);
  BOOST_TEST(parse(text, {.records = 500}).has_value());
  const auto refused = parse(text, {.records = 499});
  BOOST_TEST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().rule == kRecordsRule);
}

BOOST_AUTO_TEST_CASE(ReadsALargeReport) {
  const Report report = read(tests::large_report(20'000));
  BOOST_TEST(report.records.size() == 20'000U);
  BOOST_TEST(message_count(report) == 19'999U * 20'000U / 2);
  BOOST_TEST(report.warnings.empty());
}

BOOST_AUTO_TEST_SUITE_END()
