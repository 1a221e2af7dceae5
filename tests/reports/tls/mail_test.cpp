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
    {"b!a!c/sender.example.net!example.com!1!2.json", "example.com"},
    {"example.org!b.example!c!d/report.json", nullptr},
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
    {"Report Domain: b\xC3\xBC\x63her.example Submitter: a", "xn--bcher-kva.example"},
    {"Report Domain: example Submitter: a", nullptr},
    {"Report Domain: 192.0.2.1", nullptr},
    {"Report Domain: -a.example", nullptr},
    {"Report Domain: a..example", nullptr},
    {"Report Domain: a\x1B[1m.example", nullptr},
    {"Report Domain: \xFF.example", nullptr},
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

// RFC 8460 section 5.3: the field is for programs, the subject repeats it.
BOOST_AUTO_TEST_CASE(TheFieldCountsBeforeTheSubject) {
  const std::string subject = "Report Domain: a.example Submitter: b.example";
  const auto of = [&](std::string_view field) { return domain_of_mail(field, subject).value(); };
  BOOST_TEST((of(" Example.COM. ") == NamedDomain{"example.com", DomainSource::tls_report_domain}));
  for (const char* none : {"", " ", "no domain", "a b.example", "localhost"}) {
    BOOST_TEST((of(none) == NamedDomain{"a.example", DomainSource::subject}), none);
  }
  BOOST_TEST(!domain_of_mail("", "").has_value());
  const std::string label(63, 'a');
  const std::string too_long = label + "." + label + "." + label + "." + label + ".example";
  BOOST_TEST(!domain_of_mail(too_long, "").has_value());
  BOOST_TEST(!domain_of_mail("a" + label + ".example", "").has_value());
}

// Postfix and tlsrpt-reporter write no policy-domain where they found no policy.
BOOST_AUTO_TEST_CASE(PoliciesWithoutADomainAreGivenOne) {
  Report report = read_tls(tls_report("\"policy-domain\":\"example.com\",", ""));
  report.policies.push_back(report.policies.front());
  report.policies.emplace_back().policy_domain = "example.org";
  const Report as_read = report;
  BOOST_TEST(domain_of(report) == "example.org");
  const NamedDomain named{"example.net", DomainSource::subject};
  take_domain(report, named);
  BOOST_TEST(!report.policies[0].policy_domain.has_value());
  BOOST_TEST((report.policies[0].effective_policy_domain == named));
  BOOST_TEST((report.policies[1].effective_policy_domain == named));
  BOOST_TEST((report.policies[2] == as_read.policies[2]));
  BOOST_TEST(domain_of(report.policies[1]) == "example.net");
  BOOST_TEST(domain_of(report) == "example.org");
  const Warning warning = tests::warning_of(report, WarningCode::domain_from_subject).value();
  BOOST_TEST(
      (warning == Warning{WarningCode::domain_from_subject, "policy-domain", "example.net", 0, 2}));
  report.policies.pop_back();
  BOOST_TEST(domain_of(report) == "example.net");
}

BOOST_AUTO_TEST_CASE(AReportThatSaysItsDomainTakesNone) {
  const Report as_read = read_tls(tests::plain_tls_report());
  Report report = as_read;
  take_domain(report, {"example.net", DomainSource::file_name});
  BOOST_TEST((report == as_read));
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
