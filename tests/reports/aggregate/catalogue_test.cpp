// SPDX-License-Identifier: MIT
//
// What real reports look like: a case for each thing that receivers are known for, and what the
// most used tools make of it that we must not.

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/reports/aggregate/reading.h"
#include "tests/reports/fixture.h"

using namespace reports::aggregate;
using namespace std::string_literals;
using tests::plain_report;
using tests::read;
using tests::times;
using tests::with;

namespace {

using Code = WarningCode;

/// The plain report with its first `from` replaced.
Report read_with(std::string_view from, std::string_view to) {
  return read(with(plain_report(), from, to));
}

const Record& first_of(const Report& report) {
  return report.records.at(0);
}

std::string policy(std::string_view elements) {
  return with(plain_report(), "<p>none</p>", elements);
}

const std::string kEvaluated =
    "<policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf>"
    "</policy_evaluated>";
const std::string kIdentifiers = "<header_from>example.com</header_from>";
const std::string kDkim =
    "<dkim><domain>example.com</domain><selector>s1</selector><result>pass</result></dkim>";
const std::string kSpf =
    "<spf><domain>example.com</domain><scope>mfrom</scope><result>fail</result></spf>";

}  // namespace

BOOST_AUTO_TEST_SUITE(Catalogue)

// Rows 1 and 2.
BOOST_AUTO_TEST_CASE(VersionIsAbsentOrAnyText) {
  BOOST_TEST(!read(plain_report()).version);
  for (const std::string version : {"0.1", "1.0", "2.0"}) {
    const Report report =
        read_with("<report_metadata>", "<version>" + version + "</version><report_metadata>");
    BOOST_TEST(report.version.value() == version);
    BOOST_TEST(report.warnings.empty());
  }
}

// Rows 3 and 4.
BOOST_AUTO_TEST_CASE(NamespacesAndPrefixesDoNotMatter) {
  for (const std::string name :
       {"urn:ietf:params:xml:ns:dmarc-2.0", "http//dmarc.org/dmarc-xml/0.1",
        "http://dmarc.org/dmarc-xml/0.2"}) {
    BOOST_TEST(read_with("<feedback>", "<feedback xmlns=\"" + name + "\">").xml_namespace.value() ==
               name);
    const std::string prefixed =
        with(with(plain_report(), "<feedback>", "<ns1:feedback xmlns:ns1=\"" + name + "\">"),
             "</feedback>", "</ns1:feedback>");
    BOOST_TEST(read(prefixed).xml_namespace.value() == name);
  }
}

// Row 5; rows 6, 11 and 12 in all their forms are those of recover_test.cpp.
BOOST_AUTO_TEST_CASE(SchemaAroundTheReport) {
  const std::string text = plain_report().substr(39);
  for (const std::string end : {"", "</xs:schema>"}) {
    const Report report = read("<xs:schema targetNamespace=\"x\">" + text + end);
    BOOST_TEST(report.records.size() == 1U);
    BOOST_TEST(times(report, Code::wrapped_root, "schema") == 1U);
    BOOST_TEST(times(report, Code::end_tag_missing, "schema") == (end.empty() ? 1U : 0U));
  }
}

// Row 6.
BOOST_AUTO_TEST_CASE(DeclarationThatIsNone) {
  const Report report = read_with("<?xml version=\"1.0\" encoding", "<?xmlversion=\"1.0\"encoding");
  BOOST_TEST(times(report, Code::declaration_wrong, "") == 1U);
}

// Rows 7 and 8 (UTF-16 and UTF-32: Parse/TakesEveryEncoding).
BOOST_AUTO_TEST_CASE(ByteOrderMarkBeforeTheDeclaration) {
  BOOST_TEST((read("\xEF\xBB\xBF" + plain_report()) == read(plain_report())));
  std::string wide("\0\0\xFE\xFF"s);
  for (const char c : with(plain_report(), "</count>", "")) wide += "\0\0\0"s + c;
  const Report report = read(with(wide, std::string(wide, 0, 4), wide.substr(0, 4)));
  BOOST_TEST(times(report, Code::end_tag_missing, "count") == 1U);
}

// Row 9.
BOOST_AUTO_TEST_CASE(OctetsOfWindows1252) {
  const auto organisation = [](std::string_view declared, const std::string& octets) {
    const Report report =
        read(with(with(plain_report(), "UTF-8", declared), ">Receiver<", ">" + octets + "<"));
    return report.report_metadata.org_name.value() +
           (times(report, Code::encoding_wrong, "") > 0 ? " (other encoding)" : "") +
           (times(report, Code::invalid_utf8, "") > 0 ? " (invalid)" : "");
  };
  BOOST_TEST(organisation("windows-1252", "\x93R\x94") == "\xE2\x80\x9CR\xE2\x80\x9D");
  BOOST_TEST(organisation("ISO-8859-1", "\xE4") == "\xC3\xA4");
  BOOST_TEST(organisation("ISO-8859-1", "\x80") == "\xE2\x82\xAC (other encoding)");
  BOOST_TEST(organisation("ISO-8859-1", "\xC3\xA4") == "\xC3\xA4 (other encoding)");
  BOOST_TEST(organisation("windows-1252", "\x81") == "\xEF\xBF\xBD (invalid)");
  BOOST_TEST(organisation("UTF-8", "\x91") == "\xEF\xBF\xBD (invalid)");
}

// Row 10.
BOOST_AUTO_TEST_CASE(NulOctets) {
  const Report report = read_with(">Receiver<", ">Re\0cei\0ver<"s);
  BOOST_TEST(report.report_metadata.org_name.value() == "Receiver");
  BOOST_TEST(times(report, Code::nul_octets, "") == 2U);
}

// Row 11.
BOOST_AUTO_TEST_CASE(BracketsInTexts) {
  const Report email =
      read_with("<email>reports@receiver.example.net", "<email><bad-xml@receiver.example.net>");
  BOOST_TEST(email.report_metadata.email.value() == "bad-xml@receiver.example.net");
  BOOST_TEST(times(email, Code::bracket_escaped, "email") == 1U);
  const Report from = read_with("<header_from>example.com", "<header_from>bad<xml.example");
  BOOST_TEST(first_of(from).identifiers.header_from.value() == "bad<xml.example");
  BOOST_TEST(times(from, Code::bracket_escaped, "header_from") == 1U);
}

// Row 12.
BOOST_AUTO_TEST_CASE(BrokenEndTag) {
  const Report report = read_with("id-1</report_id>", "202504210000000/report_id>");
  BOOST_TEST(report.report_metadata.report_id.value() == "202504210000000");
  BOOST_TEST(times(report, Code::tag_broken, "report_id") == 1U);
}

// Row 13.
BOOST_AUTO_TEST_CASE(TextBetweenElements) {
  const Report report = read(policy("<p>none</p><sp>none</sp>11"));
  BOOST_TEST((report.policy_published.sp == Policy::none));
  BOOST_TEST(times(report, Code::stray_text, "policy_published") == 1U);
}

// Row 14.
BOOST_AUTO_TEST_CASE(NothingOrNoReport) {
  BOOST_TEST(parse("").error().rule == kEmptyRule);
  BOOST_TEST(parse(" \r\n").error().rule == kEmptyRule);
  BOOST_TEST(parse("unused").error().rule == kXmlRule);
}

// Row 15; entities: Parse/NeverExpandsEntities.
BOOST_AUTO_TEST_CASE(CommentsCdataInstructionsAndDocumentTypes) {
  const Report report = read(with(with(plain_report(), "<feedback>",
                                       "<!DOCTYPE feedback SYSTEM \"http://example.com/x\">"
                                       "<!-- <record/> --><feedback><?php x?>"),
                                  ">Receiver<", "><![CDATA[<Receiver> & Sons]]><"));
  BOOST_TEST(report.report_metadata.org_name.value() == "<Receiver> & Sons");
  BOOST_TEST(report.records.size() == 1U);
  BOOST_TEST(report.warnings.empty());
}

// Row 16.
BOOST_AUTO_TEST_CASE(AnyOrderAndDuplicates) {
  const Report order = read_with("<source_ip>192.0.2.1</source_ip>\n      <count>1</count>",
                                 "<count>1</count><source_ip>192.0.2.1</source_ip>");
  BOOST_TEST((order == read(plain_report())));
  const Report twice = read_with("<org_name>Receiver",
                                 "<org_name/><org_name>Receiver</org_name>"
                                 "<org_name>Other");
  BOOST_TEST(twice.report_metadata.org_name.value() == "Receiver");
  BOOST_TEST(times(twice, Code::element_duplicate, "org_name") == 1U);
}

// Row 17.
BOOST_AUTO_TEST_CASE(SeveralPolicies) {
  const Report report =
      read_with("<record>",
                "<policy_published><domain>example.net</domain></policy_published>"
                "<record>");
  BOOST_TEST(report.policy_published.domain == "example.com");
  BOOST_TEST(times(report, Code::several_policies, "policy_published") == 1U);
}

// Row 18.
BOOST_AUTO_TEST_CASE(NoRecords) {
  BOOST_TEST(read(tests::report_file("no-records.xml")).records.empty());
}

// Rows 19 and 36; a single bad record is no reason to refuse the report.
BOOST_AUTO_TEST_CASE(RecordsWithoutParts) {
  const Report report = read_with("<record>", "<record/><record><row/></record><record>");
  BOOST_TEST(report.records.size() == 3U);
  BOOST_TEST((first_of(report) == Record{}));
  BOOST_TEST(times(report, Code::element_missing, "disposition") == 2U);
  const Report single = read_with(kEvaluated, "<policy_evaluated/>");
  BOOST_TEST(single.records.size() == 1U);
  BOOST_TEST(!first_of(single).policy_evaluated.spf);
}

// Rows 20 and 21.
BOOST_AUTO_TEST_CASE(AddressesOfEveryForm) {
  const auto address = [](std::string_view written) {
    const Report report = read_with(">192.0.2.1<", ">" + std::string(written) + "<");
    const Record& record = first_of(report);
    return (record.source_ip ? record.source_ip->text() : "none") + "|" +
           record.source_ip_text.value_or("");
  };
  BOOST_TEST(address("") == "none|");
  BOOST_TEST(address("108r.166.27.220") == "none|108r.166.27.220");
  BOOST_TEST(address(" 192.0.2.9 ") == "192.0.2.9|");
  BOOST_TEST(address("::ffff:192.0.2.9") == "192.0.2.9|::ffff:192.0.2.9");
  BOOST_TEST(address("[2001:db8::1]:25") == "2001:db8::1|[2001:db8::1]:25");
  BOOST_TEST(address("fe80::1%eth0") == "fe80::1|fe80::1%eth0");
}

// Row 22.
BOOST_AUTO_TEST_CASE(CountsOfEveryForm) {
  const auto count = [](std::string_view written) {
    return first_of(read_with("<count>1<", "<count>" + std::string(written) + "<")).count;
  };
  BOOST_TEST(count("0").value() == 0U);
  BOOST_TEST(count("3000000000").value() == 3'000'000'000U);
  BOOST_TEST(!count(""));
  BOOST_TEST(!count("-1"));
}

// Row 23.
BOOST_AUTO_TEST_CASE(EqualRecordsStayApart) {
  const std::string text = tests::large_report(1);
  const std::size_t start = text.find("  <record>");
  const std::string record = text.substr(start, text.find("</feedback>") - start);
  BOOST_TEST(read(with(text, record, record + record)).records.size() == 2U);
}

// Rows 24, 25 and 26.
BOOST_AUTO_TEST_CASE(TimesOfEveryForm) {
  const auto period = [](std::string_view begin, std::string_view end) {
    const Report report = read(with(with(plain_report(), "1777593600", begin), "1777679999", end));
    const ReportMetadata& metadata = report.report_metadata;
    return std::to_string(metadata.begin->time_since_epoch().count()) + "-" +
           std::to_string(metadata.end->time_since_epoch().count()) +
           (times(report, Code::dates_swapped, "report_metadata") > 0 ? " swapped" : "");
  };
  BOOST_TEST(period("1337270400.0", "1337356800 ") == "1337270400-1337356800");
  BOOST_TEST(period("1337270400000", "2012-05-18T16:00:00Z") == "1337270400-1337356800");
  BOOST_TEST(period("1337356800", "1337270400") == "1337270400-1337356800 swapped");
  BOOST_TEST(period("1337270400", "1337270400") == "1337270400-1337270400");
  BOOST_TEST(period("1337270400", "1337356832") == "1337270400-1337356832");
  BOOST_TEST(period("1337288402", "1354699469") == "1337288402-1354699469");
}

// Rows 27, 28 and 75.
BOOST_AUTO_TEST_CASE(OrganisationsAndAddresses) {
  const Report name = read_with(">Receiver<", "> esa1.receiver.example.net, Inc. <");
  BOOST_TEST(name.report_metadata.org_name.value() == "esa1.receiver.example.net, Inc.");
  const Report email = read_with("<email>reports@receiver.example.net",
                                 "<email lang=\"en\">&lt;mailto:a@example.net&gt;, b@example.net");
  BOOST_TEST(email.report_metadata.email.value() == "a@example.net");
  BOOST_TEST(times(email, Code::email_repaired, "email") == 1U);
}

// Rows 29 to 31: the identifier is no key, and is not cut at "@".
BOOST_AUTO_TEST_CASE(IdentifiersStayAsTheyAre) {
  for (const std::string id : {"a@receiver.example.net", "b!c!d", "e:f", "g h", "&lt;i@j&gt;"}) {
    std::string want = id;
    if (id.starts_with('&')) want = "<i@j>";
    BOOST_TEST(read_with(">id-1<", ">" + id + "<").report_metadata.report_id.value() == want);
  }
}

// Rows 32 and 46.
BOOST_AUTO_TEST_CASE(DomainsOfEveryForm) {
  const auto domain = [](std::string_view written) {
    return first_of(
               read_with(kIdentifiers, "<header_from>" + std::string(written) + "</header_from>"))
        .identifiers.header_from.value_or("none");
  };
  BOOST_TEST(domain(" NAM11-outbound.Example.ORG. ") == "nam11-outbound.example.org");
  BOOST_TEST(domain("NULL") == "none");
  BOOST_TEST(domain("Sales &lt;sales@Example.com&gt;") == "example.com");
  BOOST_TEST(domain("b\xC3\xBC"
                    "cher.example") ==
             "b\xC3\xBC"
             "cher.example");
}

// Rows 33 and 34.
BOOST_AUTO_TEST_CASE(PoliciesOfEveryForm) {
  const Report report =
      read(policy("<p>Reject</p><sp>nil</sp><adkim/><pct>all</pct><fo>1:d:s</fo>"));
  const PolicyPublished& published = report.policy_published;
  BOOST_TEST((published.p == Policy::reject));
  BOOST_TEST(published.sp.value().written() == "nil");
  BOOST_TEST((!published.adkim && !published.aspf && !published.pct));
  BOOST_TEST(published.fo.value() == "1:d:s");
  BOOST_TEST(!read(policy("")).policy_published.p);
}

// Rows 35 to 38: what is no pass is never made one.
BOOST_AUTO_TEST_CASE(VerdictsOfEveryForm) {
  const Report report = read_with(kEvaluated,
                                  "<policy_evaluated><disposition> Quarantine</disposition>"
                                  "<dkim>Pass</dkim><spf>softfail</spf></policy_evaluated>");
  const PolicyEvaluated& evaluated = first_of(report).policy_evaluated;
  BOOST_TEST((evaluated.disposition == Disposition::quarantine));
  BOOST_TEST((evaluated.dkim == AlignedResult::pass));
  BOOST_TEST((evaluated.spf == AlignedResult::fail));
  BOOST_TEST(evaluated.spf.value().written() == "softfail");
  const Report odd = read_with("<dkim>pass", "<dkim>perhaps");
  BOOST_TEST(!first_of(odd).policy_evaluated.dkim.value().value());
}

// Rows 39 and 40.
BOOST_AUTO_TEST_CASE(ResultsOfEveryForm) {
  const auto spf = [](std::string_view word) {
    return first_of(read_with(kSpf, "<spf><result>" + std::string(word) + "</result></spf>"))
        .auth_results.spf.at(0)
        .result.value()
        .value();
  };
  BOOST_TEST((spf("hardfail") == SpfResult::fail));
  BOOST_TEST((spf("Unknown") == SpfResult::temperror));
  BOOST_TEST((spf("Permanent Error") == SpfResult::permerror));
  const auto dkim = [](std::string_view word) {
    return first_of(read_with(kDkim, "<dkim><domain>a.example</domain><result>" +
                                         std::string(word) + "</result></dkim>"))
        .auth_results.dkim.at(0)
        .result;
  };
  BOOST_TEST((dkim("invalid").value().value() == DkimResult::permerror));
  BOOST_TEST((dkim("unknown").value().value() == DkimResult::none));
  BOOST_TEST(!dkim(""));
}

// Rows 41 and 42: results without a domain are kept, and nothing is made up for a selector.
BOOST_AUTO_TEST_CASE(ResultsWithoutParts) {
  const Report report =
      read_with(kDkim + "\n      " + kSpf,
                "<dkim><domain/><result>fail</result></dkim><dkim><domain/></dkim>"
                "<spf><result>none</result></spf><spf><result>none</result></spf>");
  const AuthResults& results = first_of(report).auth_results;
  BOOST_TEST_REQUIRE(results.dkim.size() == 1U);
  BOOST_TEST(results.dkim[0].domain.value().empty());
  BOOST_TEST(!results.dkim[0].selector);
  BOOST_TEST(results.spf.size() == 2U);
  BOOST_TEST(!results.spf[0].scope);
  BOOST_TEST(times(report, Code::element_empty, "dkim") == 1U);
}

// Rows 43 and 44.
BOOST_AUTO_TEST_CASE(NamesOfOldDrafts) {
  const Report report = read(with(with(with(plain_report(), "<identifiers>", "<identities>"),
                                       "</identifiers>", "</identities>"),
                                  kDkim, ""));
  BOOST_TEST(first_of(report).identifiers.header_from.value() == "example.com");
  BOOST_TEST(times(report, Code::element_renamed, "identities") == 1U);
  BOOST_TEST(first_of(report).auth_results.dkim.empty());
}

// Row 45: absent is not empty, and neither is filled from another element.
BOOST_AUTO_TEST_CASE(EnvelopeFromAbsentOrEmpty) {
  BOOST_TEST(!first_of(read(plain_report())).identifiers.envelope_from);
  for (const std::string form : {"<envelope_from/>", "<envelope_from>&lt;&gt;</envelope_from>"}) {
    const Report report = read_with(kIdentifiers, kIdentifiers + form);
    BOOST_TEST(first_of(report).identifiers.envelope_from.value().empty());
  }
}

// Rows 47 to 49.
BOOST_AUTO_TEST_CASE(ReasonsOfEveryForm) {
  const Report report = read_with(
      "<spf>fail</spf>",
      "<spf>fail</spf><reason><type/><comment lang=\"en\">arc=pass as[1].d=example.net</comment>"
      "</reason><reason>sampled_out</reason><reason><type>policy_test_mode</type></reason>");
  const auto& reasons = first_of(report).policy_evaluated.reasons;
  BOOST_TEST_REQUIRE(reasons.size() == 3U);
  BOOST_TEST(!reasons[0].type);
  BOOST_TEST(reasons[0].comment.value() == "arc=pass as[1].d=example.net");
  BOOST_TEST((reasons[1].type == ReasonType::sampled_out));
  BOOST_TEST((reasons[2].type == ReasonType::policy_test_mode));
}

// Row 50: contradictions stay as they were sent.
BOOST_AUTO_TEST_CASE(ContradictionsStay) {
  const Report report = read_with("<disposition>none", "<disposition>reject");
  BOOST_TEST((first_of(report).policy_evaluated.disposition == Disposition::reject));
  BOOST_TEST((first_of(report).policy_evaluated.dkim == AlignedResult::pass));
  BOOST_TEST(report.warnings.empty());
}

// Row 51.
BOOST_AUTO_TEST_CASE(UnknownElements) {
  const Report report = read_with("</record>", "<vendor><x>1</x></vendor><x:y/></record>");
  BOOST_TEST(times(report, Code::element_ignored, "record") == 1U);
  BOOST_TEST(report.records.size() == 1U);
}

// Row 52.
BOOST_AUTO_TEST_CASE(LargeReports) {
  BOOST_TEST(read(tests::large_report(30'000)).records.size() == 30'000U);
}

// Rows 53 and 54.
BOOST_AUTO_TEST_CASE(SubdomainsStandInTheirRecords) {
  const Report report = read_with(kIdentifiers, "<header_from>sub.example.com</header_from>");
  BOOST_TEST(report.policy_published.domain == "example.com");
  BOOST_TEST(first_of(report).identifiers.header_from.value() == "sub.example.com");
}

// A report of which required parts are missing is no reason to lose the rest.
BOOST_AUTO_TEST_CASE(MissingMetadata) {
  const Report report = read(
      "<feedback><report_metadata><error>a</error><error>b</error></report_metadata>"
      "<policy_published><domain>example.com</domain></policy_published></feedback>");
  BOOST_TEST(report.report_metadata.errors.size() == 2U);
  BOOST_TEST(times(report, Code::element_missing, "report_id") == 1U);
  BOOST_TEST(times(report, Code::element_missing, "begin") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
