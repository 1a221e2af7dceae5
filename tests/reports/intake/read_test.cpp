// SPDX-License-Identifier: MIT

#include "reports/intake/read.h"

#include <ostream>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "reports/tls/mail.h"
#include "tests/reports/fixture.h"
#include "tests/reports/intake/found.h"
#include "tests/reports/intake/packed.h"

using namespace reports::intake;
using namespace std::string_literals;
using tests::report_file;

namespace {

/// Kinds of the reports by their type, then the rules of what was refused and skipped.
std::vector<std::string> kinds(const Reading& reading) {
  constexpr const char* kKinds[] = {"aggregate", "tls", "failure"};
  std::vector<std::string> kinds;
  for (const ReadReport& read : reading.reports) {
    BOOST_TEST(read.report.index() == static_cast<std::size_t>(read.document.kind));
    kinds.emplace_back(kKinds[read.report.index()]);
  }
  for (const Refused& refused : reading.refused) kinds.push_back(refused.error.rule);
  for (const Skipped& skipped : reading.skipped) kinds.push_back("(" + skipped.error.rule + ")");
  return kinds;
}

struct Row {
  const char* name;
  std::string upload;
  std::vector<std::string> want;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

const Row kRows[] = {
    {"a report", tests::plain_report(), {"aggregate"}},
    {"a month", report_file("month.zip"), {"aggregate", "aggregate", "aggregate", "(content)"}},
    {"a mail with two reports", report_file("two-reports.eml"), {"aggregate", "tls"}},
    {"a mail with CRLF", tests::with_crlf(report_file("two-reports.eml")), {"aggregate", "tls"}},
    {"a report in a text", report_file("pasted.eml"), {"aggregate"}},
    {"the plain text of Exim", report_file("mail-exim.eml"), {"failure"}},
    {"an mbox file",
     report_file("four.mbox"),
     {"aggregate", "tls", "failure", "aggregate", "(not-a-report)"}},
    {"an mbox file, packed",
     tests::gzip(report_file("four.mbox")),
     {"aggregate", "tls", "failure", "aggregate", "(not-a-report)"}},
    {"XML of another kind", "<invoice></invoice>", {"feedback"}},
    {"nothing", "", {"empty-payload"}},
    {"a good and a bad one",
     tests::zip({{"a.xml", "<feedback></feedback>"}, {"b.xml", tests::plain_report()}}),
     {"aggregate", "report_metadata"}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Read)

BOOST_DATA_TEST_CASE(ReadsEveryKind, boost::unit_test::data::make(kRows), row) {
  const auto got = kinds(read(row.upload));
  BOOST_TEST(got == row.want, tests::joined(got));
}

BOOST_AUTO_TEST_CASE(KeepsTheOctetsOfWhatCannotBeRead) {
  const std::string bad = "<feedback></feedback>";
  const Reading reading = read(tests::zip({{"a.xml", bad}}));
  BOOST_REQUIRE(reading.refused.size() == 1);
  BOOST_TEST(reading.refused[0].octets == bad);
  BOOST_TEST(reading.refused[0].name == "a.xml");
}

BOOST_AUTO_TEST_CASE(NamesTheMailOfAnMboxFile) {
  const Reading reading = read(report_file("four.mbox"));
  BOOST_REQUIRE(reading.skipped.size() == 1);
  BOOST_TEST(reading.skipped[0].name == "mail 2");
}

BOOST_AUTO_TEST_CASE(ReadsTheSameFromAMailAsFromAFile) {
  const Reading mail = read(report_file("two-reports.eml"));
  const Reading file = read(report_file("rfc9990.xml"));
  BOOST_REQUIRE(mail.reports.size() == 2);
  BOOST_REQUIRE(file.reports.size() == 1);
  BOOST_TEST((std::get<0>(mail.reports[0].report) == std::get<0>(file.reports[0].report)));
  BOOST_TEST(mail.reports[0].document.octets == report_file("rfc9990.xml"));
}

// Facts: row 73 of the catalogue of quirks. Subject and file name say what a report ought to, and
// nothing in an aggregate report is made of them.
BOOST_AUTO_TEST_CASE(TakesNothingOfAnAggregateReportFromSubjectOrFileName) {
  const auto mailed = [](const std::string& report) {
    return "From: a@receiver.example.net\nSubject: Report Domain: example.org\n"
           " Submitter: other.example.net Report-ID: <from-subject>\n"
           "Content-Type: text/xml; name=\"other.example.net!example.org!1!2!from-name.xml\"\n\n" +
           report;
  };
  const std::string plain = tests::plain_report();
  const Reading reading = read(mailed(tests::with(plain, "<report_id>id-1</report_id>", "")));
  BOOST_REQUIRE(reading.reports.size() == 1);
  const auto& report = std::get<0>(reading.reports[0].report);
  BOOST_TEST(!report.report_metadata.report_id.has_value());
  BOOST_TEST((report.report_metadata.begin ==
              std::get<0>(read(plain).reports.at(0).report).report_metadata.begin));
  BOOST_TEST(report.policy_published.domain == "example.com");
  // A report on no domain is none, whatever the subject says.
  const Reading none = read(mailed(tests::with(plain, "<domain>example.com</domain>", "")));
  BOOST_TEST(none.reports.empty());
  BOOST_TEST(none.refused.size() == 1U);
}

// Facts: row 81 of the catalogue of quirks. A TLS report without a policy domain counts for the one
// that its mail says, else its file name; the report itself stays as it was sent.
struct NamedRow {
  const char* what;
  std::string upload;
  const char* file;
  const char* want;  // "domain source"; empty: none
};
std::ostream& operator<<(std::ostream& out, const NamedRow& row) {
  return out << row.what;
}

const std::string kNoDomain =
    tests::with(tests::plain_tls_report(), "\"policy-domain\":\"example.com\",", "");
const std::string kSubject = "Subject: Report Domain: a.example\n Submitter: b.example\n";
const std::string kField = "TLS-Report-Domain: C.example\n";
constexpr const char* kFile = "b.example!d.example!1777593600!1777679999.json";

std::string mailed(const std::string& fields, const std::string& report, const char* file = "") {
  return "From: a@b.example\n" + fields +
         "MIME-Version: 1.0\nContent-Type: application/tlsrpt+json; "
         "name=\"" +
         file + "\"\n\n" + report + "\n";
}

/// A mail with the mail attached.
std::string forwarded(const std::string& fields, const std::string& inner) {
  return "From: c@d.example\n" + fields + "MIME-Version: 1.0\n" +
         tests::multipart("mixed", {tests::part("Content-Type: text/plain\n", "see there\n"),
                                    tests::part("Content-Type: message/rfc822\n", inner)});
}

const NamedRow kNamed[] = {
    {"a document", kNoDomain, "", ""},
    {"a document under another name", kNoDomain, "report.json", ""},
    {"a document under its name", kNoDomain, kFile, "d.example file_name"},
    {"gzip under its name", tests::gzip(kNoDomain), kFile, "d.example file_name"},
    {"a member of zip", tests::zip({{kFile, kNoDomain}}), "x!e.example!1!2.zip",
     "d.example file_name"},
    {"a mail that says nothing", mailed("Subject: report\n", kNoDomain), "", ""},
    {"an attachment", mailed("", kNoDomain, kFile), "", "d.example file_name"},
    {"a subject", mailed(kSubject, kNoDomain, kFile), kFile, "a.example subject"},
    {"an encoded subject",
     mailed("Subject: =?utf-8?Q?Report_Domain:_a.example?= Submitter\n", kNoDomain), "",
     "a.example subject"},
    {"a field", mailed(kSubject + kField, kNoDomain, kFile), "", "c.example tls_report_domain"},
    {"a field that is no domain", mailed(kSubject + "TLS-Report-Domain: <b>\n", kNoDomain), "",
     "a.example subject"},
    {"a subject that is no domain", mailed("Subject: Report Domain: -\n", kNoDomain, kFile), "",
     "d.example file_name"},
    {"a forwarded mail", forwarded("Subject: Fwd: yours\n", mailed(kSubject, kNoDomain)), "",
     "a.example subject"},
    {"the inner mail first", forwarded(kField, mailed(kSubject, kNoDomain)), "",
     "a.example subject"},
    {"then the outer one", forwarded(kField, mailed("Subject: x\n", kNoDomain)), "",
     "c.example tls_report_domain"},
    {"its own domain", mailed(kSubject + kField, tests::plain_tls_report(), kFile), kFile, ""},
};

BOOST_DATA_TEST_CASE(TakesTheDomainOfATlsReportFromItsMail, boost::unit_test::data::make(kNamed),
                     row) {
  const Reading reading = read(row.upload, {}, row.file);
  BOOST_TEST_REQUIRE(reading.reports.size() == 1U);
  const auto& report = std::get<reports::tls::Report>(reading.reports[0].report);
  const reports::tls::Policy& policy = report.policies.at(0);
  std::string got;
  if (const auto& named = policy.effective_policy_domain) {
    got = named->domain + " " + std::string(libauth::base::name_of(named->source));
    BOOST_TEST(!policy.policy_domain.has_value());
    BOOST_TEST((report.warnings.back().code == reports::tls::warning_of(named->source)));
  }
  BOOST_TEST(got == row.want);
}

// Each mail of an mbox file says its own.
BOOST_AUTO_TEST_CASE(TakesTheDomainOfEachMail) {
  const std::string from = "From a@b.example Fri May  1 00:00:00 2026\n";
  const Reading reading = read(from + mailed(kSubject, kNoDomain) + "\n" + from +
                               mailed(kField, kNoDomain) + "\n" + from + mailed("", kNoDomain));
  BOOST_TEST_REQUIRE(reading.reports.size() == 3U);
  std::vector<std::string> domains;
  for (const ReadReport& read : reading.reports) {
    domains.push_back(reports::tls::domain_of(std::get<reports::tls::Report>(read.report)));
  }
  BOOST_TEST(domains == (std::vector<std::string>{"a.example", "c.example", ""}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(TellsHowMuchCameOutOfAnUpload) {
  BOOST_TEST(read(report_file("rfc9990.xml")).output == 0U);
  BOOST_TEST(read(report_file("rfc9990.xml.gz")).output == report_file("rfc9990.xml").size());
}

BOOST_AUTO_TEST_CASE(KeepsItsLimits) {
  const Reading reading = read(tests::plain_report(), {.input = 10});
  BOOST_REQUIRE(reading.refused.size() == 1);
  BOOST_TEST(reading.refused[0].error.rule == kInputRule);
}

BOOST_AUTO_TEST_SUITE_END()
