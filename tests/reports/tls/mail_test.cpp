// SPDX-License-Identifier: MIT

#include "reports/tls/mail.h"

#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/tls/reports.h"

using namespace reports::tls;
using tests::read_tls;
using tests::tls_report;

namespace {

struct Row {
  const char* text;
  const char* want;  // null: none
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << '"' << row.text << '"';
}

const Row kFileNames[] = {
    // RFC 8460 section 5.1
    {"mta.sender.example.net!example.com!1777593600!1777679999!001.json.gz", "example.com"},
    {"sender.example.net!EXAMPLE.com!1777593600!1777679999.json", "example.com"},
    {"sender.example.net!example.com!x!y", "example.com"},
    {"sender.example.net!example.com!1777593600", nullptr},
    {"report.json", nullptr},
    {"a!../../etc!1!2.json", nullptr},
    {"a!!1!2.json", nullptr},
    {"", nullptr},
};

const Row kSubjects[] = {
    // RFC 8460 section 5.3
    {"Report Domain: example.com Submitter: sender.example.net Report-ID: <1@example.net>",
     "example.com"},
    {"REPORT DOMAIN:Example.Com. Submitter: sender.example.net", "example.com"},
    {"Fwd: Report Domain:   example.com", "example.com"},
    {"Report Domain: Submitter: sender.example.net", nullptr},
    {"Report Domain:", nullptr},
    {"TLS report", nullptr},
    {"", nullptr},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(TlsMail)

BOOST_DATA_TEST_CASE(FindsTheDomainInAFileName, boost::unit_test::data::make(kFileNames), row) {
  const auto domain = domain_of_file_name(row.text);
  BOOST_TEST(domain.has_value() == (row.want != nullptr));
  if (row.want != nullptr) BOOST_TEST(domain.value_or("") == row.want);
}

BOOST_DATA_TEST_CASE(FindsTheDomainInASubject, boost::unit_test::data::make(kSubjects), row) {
  const auto domain = domain_of_subject(row.text);
  BOOST_TEST(domain.has_value() == (row.want != nullptr));
  if (row.want != nullptr) BOOST_TEST(domain.value_or("") == row.want);
}

// RFC 8460 sections 5.1 and 5.3
BOOST_AUTO_TEST_CASE(MakesTheMailOfAReport) {
  const auto mail = mail_of(read_tls(tests::plain_tls_report()), "sender.example.net", "001");
  BOOST_TEST_REQUIRE(mail.has_value());
  BOOST_TEST(mail->subject ==
             "Report Domain: example.com Submitter: sender.example.net "
             "Report-ID: <id-1@sender.example.net>");
  BOOST_TEST(mail->tls_report_domain == "example.com");
  BOOST_TEST(mail->tls_report_submitter == "sender.example.net");
  BOOST_TEST(mail->content_type == "multipart/report; report-type=\"tlsrpt\"");
  BOOST_TEST(mail->file_name == "sender.example.net!example.com!1777593600!1777679999!001.json");
  BOOST_TEST(domain_of_file_name(mail->file_name).value_or("") == "example.com");
  BOOST_TEST(domain_of_subject(mail->subject).value_or("") == "example.com");
}

BOOST_AUTO_TEST_CASE(AWholeMessageIdStaysAsItIs) {
  const auto mail =
      mail_of(read_tls(tls_report("id-1", "<2026+1@a.example.net>")), "sender.example.net");
  BOOST_TEST_REQUIRE(mail.has_value());
  BOOST_TEST(mail->subject.ends_with("Report-ID: <2026+1@a.example.net>"));
  BOOST_TEST(mail->file_name.ends_with("!1777679999.json"));
}

BOOST_AUTO_TEST_CASE(MakesNoMailThatCouldCarryFieldsOfOthers) {
  const auto made = [](const std::string& json, std::string_view submitter = "sender.example.net",
                       std::string_view unique_id = "") {
    return mail_of(read_tls(json), submitter, unique_id).has_value();
  };
  const std::string plain = tests::plain_tls_report();
  BOOST_TEST(made(plain));
  BOOST_TEST(!made(plain, ""));
  BOOST_TEST(!made(plain, "sender.example.net\r\nBcc: x"));
  BOOST_TEST(!made(plain, "sender.example.net", "0/../1"));
  BOOST_TEST(!made(tls_report("id-1", "a\\r\\nBcc: x")));
  BOOST_TEST(!made(tls_report("id-1", "a b")));
  BOOST_TEST(!made(tls_report("id-1", "2026-05-01T00:00:00Z")));
  BOOST_TEST(!made(tls_report("id-1", "a..b")));
  BOOST_TEST(!made(tls_report("id-1", "<")));
  BOOST_TEST(!made(tls_report("id-1", "a@")));
  BOOST_TEST(!made(tls_report("id-1", "a@b@c")));
  BOOST_TEST(!made(tls_report("id-1", "")));
  BOOST_TEST(!made(tls_report("\"example.com\"", "\"example.com evil\"")));
  BOOST_TEST(!made(tls_report("\"example.com\"", "null")));
  BOOST_TEST(!made(tls_report("2026-05-01T00:00:00Z", "never")));
}

BOOST_AUTO_TEST_CASE(MakesNoMailForTwoDomains) {
  Report report = read_tls(tests::plain_tls_report());
  report.policies.push_back(report.policies.front());
  BOOST_TEST(mail_of(report, "sender.example.net").has_value());
  report.policies.back().policy_domain = "example.org";
  BOOST_TEST(!mail_of(report, "sender.example.net").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
