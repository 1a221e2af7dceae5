// SPDX-License-Identifier: MIT

#include "reports/failure/write.h"

#include <ostream>
#include <stdexcept>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"
#include "reports/failure/parse.h"
#include "tests/reports/failure/mail_parts.h"
#include "tests/reports/fixture.h"

using namespace reports::failure;
using namespace std::string_literals;
using tests::parts_of;

namespace {

constexpr Limits kWithBody{.body = 100'000};

Report read(const Parts& parts) {
  auto report = parse(parts, kWithBody);
  if (!report) throw std::runtime_error(report.error().rule + ": " + report.error().message);
  return *std::move(report);
}

Report full_report() {
  Report report = read(parts_of(tests::report_file("failure-rfc9991.eml")));
  // As it is with the line ends that a mail has.
  report.original->body_octets = report.original->body->size();
  return report;
}

std::string written(const Report& report) {
  auto mail = write(report);
  if (!mail) throw std::runtime_error(mail.error().rule + ": " + mail.error().message);
  return *std::move(mail);
}

Report again(const Report& report) {
  Report read_back = read(parts_of(written(report)));
  read_back.warnings.clear();
  return read_back;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Write)

BOOST_AUTO_TEST_CASE(IsReadBackEqual) {
  const Report report = full_report();
  BOOST_REQUIRE(report.warnings.empty());
  const Report read_back = read(parts_of(written(report)));
  BOOST_TEST((read_back == report));
}

BOOST_AUTO_TEST_CASE(MakesAReportOfThreeParts) {
  const Report report = full_report();
  const std::string mail = written(report);
  const auto whole = tests::split_mail(mail);
  // RFC 5965 section 2.
  BOOST_TEST(tests::field_of(whole.head, "Content-Type")
                 .starts_with(" multipart/report; report-type=feedback-report; boundary="));
  BOOST_TEST(tests::field_of(whole.head, "MIME-Version") == " 1.0");
  BOOST_TEST(tests::field_of(whole.head, "Auto-Submitted") == " auto-generated");
  const std::size_t text = mail.find("Content-Type: text/plain");
  const std::size_t feedback = mail.find("Content-Type: message/feedback-report");
  const std::size_t original = mail.find("Content-Type: message/rfc822");
  BOOST_TEST(text < feedback);
  BOOST_TEST(feedback < original);
  BOOST_TEST(original < mail.size());
  // The text part is one that we know again without the others.
  BOOST_TEST(is_text_report(parts_of(mail).text));
}

BOOST_AUTO_TEST_CASE(KeepsLinesShort) {
  Report report = full_report();
  report.reported_uri = {"https://www.example.org/" + std::string(3000, 'a')};
  report.dkim_canonicalized_header = std::string(2000, '\xFF');
  const std::string mail = written(report);
  Lines lines(mail);
  while (lines.next()) BOOST_TEST(lines.line().size() <= 998U);
  BOOST_TEST((again(report) == report));
}

BOOST_AUTO_TEST_CASE(WritesTheHeaderAloneWhereThereIsNoBody) {
  Report report = full_report();
  report.original->body.reset();
  const std::string mail = written(report);
  BOOST_TEST(mail.find("Content-Type: text/rfc822-headers") != std::string::npos);
  BOOST_TEST(mail.find("private world") == std::string::npos);
  report.original->is_header_only = true;
  report.original->body_octets = 0;
  BOOST_TEST((again(report) == report));
}

struct Octets {
  const char* name;
  std::string header;
  bool is_base64;
};
std::ostream& operator<<(std::ostream& out, const Octets& row) {
  return out << row.name;
}

const Octets kHeaders[] = {
    {"plain", "From: a@example.com\r\n", false},
    {"8 bit", "From: a@example.com\r\nSubject: \xFC\r\n", true},
    {"NUL", "From: a@example.com\r\nSubject: \0\r\n"s, true},
    {"CR alone", "From: a@example.com\r\nSubject: a\rb\r\n", true},
    {"long line", "From: a@example.com\r\nSubject: " + std::string(2000, 'a') + "\r\n", true},
    {"line of another part", "From: a@example.com\r\n--=_failure_report_1=\r\n", false},
};

BOOST_DATA_TEST_CASE(CarriesAnyHeader, boost::unit_test::data::make(kHeaders), row) {
  Report report = full_report();
  report.original = Original{};
  report.original->header = row.header;
  const std::string mail = written(report);
  const Parts parts = parts_of(mail);
  BOOST_TEST(parts.original.value() == row.header);
  BOOST_TEST((mail.find("Content-Transfer-Encoding: base64") != std::string::npos) ==
             row.is_base64);
}

BOOST_AUTO_TEST_CASE(Says8BitWhereThereAreSuchOctets) {
  Report report = full_report();
  report.original->body =
      "Gr\xC3\xBC\xC3\x9F"
      "e\r\n";
  report.original->body_octets = report.original->body->size();
  report.original_mail_from =
      "gr\xC3\xBC\xC3\x9F"
      "e@example.com";
  const std::string mail = written(report);
  // RFC 2045 section 6.4: the whole is no less than its parts.
  const auto whole = tests::split_mail(mail);
  BOOST_TEST(tests::field_of(whole.head, "Content-Transfer-Encoding") == " 8bit");
  BOOST_TEST((again(report) == report));
}

struct Injection {
  const char* name;
  void (*put)(Report&, const std::string&);
};
std::ostream& operator<<(std::ostream& out, const Injection& row) {
  return out << row.name;
}

const Injection kInjections[] = {
    {"user_agent", [](Report& r, const std::string& s) { r.user_agent = s; }},
    {"version", [](Report& r, const std::string& s) { r.version = s; }},
    {"original_envelope_id", [](Report& r, const std::string& s) { r.original_envelope_id = s; }},
    {"original_mail_from", [](Report& r, const std::string& s) { r.original_mail_from = s; }},
    {"original_rcpt_to", [](Report& r, const std::string& s) { r.original_rcpt_to = {s}; }},
    {"reporting_mta", [](Report& r, const std::string& s) { r.reporting_mta = s; }},
    {"auth_failure",
     [](Report& r, const std::string& s) { r.auth_failure = {Word<AuthFailure>::read(s)}; }},
    {"identity_alignment",
     [](Report& r, const std::string& s) {
       r.identity_alignment = {Word<IdentityAlignment>::read(s)};
     }},
    {"authentication_results",
     [](Report& r, const std::string& s) { r.authentication_results = {s}; }},
    {"delivery_result",
     [](Report& r, const std::string& s) {
       r.delivery_result = {std::nullopt, s};
     }},
    {"dkim_domain", [](Report& r, const std::string& s) { r.dkim_domain = s; }},
    {"dkim_identity", [](Report& r, const std::string& s) { r.dkim_identity = s; }},
    {"dkim_selector", [](Report& r, const std::string& s) { r.dkim_selector = s; }},
    {"spf_dns type",
     [](Report& r, const std::string& s) {
       r.spf_dns = {{s, "a", "b"}};
     }},
    {"spf_dns domain",
     [](Report& r, const std::string& s) {
       r.spf_dns = {{"txt", s, "b"}};
     }},
    {"spf_dns record",
     [](Report& r, const std::string& s) {
       r.spf_dns = {{"txt", "a", s}};
     }},
    {"reported_domain", [](Report& r, const std::string& s) { r.reported_domain = {s}; }},
    {"reported_uri", [](Report& r, const std::string& s) { r.reported_uri = {s}; }},
    {"other_fields",
     [](Report& r, const std::string& s) {
       r.other_fields = {{"X-A", s}};
     }},
    {"subject", [](Report& r, const std::string& s) { r.mail.subject = s; }},
    {"canonicalized header",
     [](Report& r, const std::string& s) { r.dkim_canonicalized_header = s; }},
    {"canonicalized body", [](Report& r, const std::string& s) { r.dkim_canonicalized_body = s; }},
};

const char* const kEvil[] = {
    "a\r\nX-Evil: 1",      "a\nX-Evil: 1",  "a\rX-Evil: 1",       "a\r\n\r\nX-Evil: 1",
    "a\r\n \r\nX-Evil: 1", "\r\nX-Evil: 1", "a\"\r\nX-Evil: 1\"", "a\r\n--=_failure_report_1=\r\n",
};

/// How many lines begin so.
std::size_t lines_with(const std::string& mail, std::string_view beginning) {
  std::size_t found = 0;
  for (const char end : {'\n', '\r'}) {
    for (const std::string_view line : libauth::base::split(mail, end)) {
      if (line.starts_with(beginning)) ++found;
    }
  }
  return found;
}

BOOST_DATA_TEST_CASE(LetsNoValueEndItsField,
                     boost::unit_test::data::make(kInjections) *
                         boost::unit_test::data::make(kEvil),
                     injection, evil) {
  Report report = full_report();
  injection.put(report, evil);
  const std::string mail = written(report);
  BOOST_TEST(lines_with(mail, "X-Evil") == 0U);
  BOOST_TEST(lines_with(mail, "--=_failure_report_") == 4U);
  const Parts parts = parts_of(mail);
  BOOST_TEST(parts.feedback.value().starts_with("Feedback-Type: auth-failure\r\n"));
  BOOST_TEST(read(parts).original->message_id.value() == "<m1@example.com>");
}

struct Refused {
  const char* name;
  void (*damage)(Report&);
  std::string_view rule;
};
std::ostream& operator<<(std::ostream& out, const Refused& row) {
  return out << row.name;
}

const Refused kRefused[] = {
    {"no From", [](Report& r) { r.mail.from.reset(); }, kRequiredRule},
    {"no To", [](Report& r) { r.mail.to = "\r\n"; }, kRequiredRule},
    {"no Date", [](Report& r) { r.mail.date.reset(); }, kRequiredRule},
    {"no Message-ID", [](Report& r) { r.mail.message_id.reset(); }, kRequiredRule},
    {"Message-ID with a line end", [](Report& r) { r.mail.message_id = "<a\r\nX-Evil: 1>"; },
     kRequiredRule},
    {"complaint", [](Report& r) { r.feedback_type = "abuse"; }, kRequiredRule},
    {"no User-Agent", [](Report& r) { r.user_agent.reset(); }, kRequiredRule},
    {"no Version", [](Report& r) { r.version.reset(); }, kRequiredRule},
    {"no Auth-Failure", [](Report& r) { r.auth_failure.clear(); }, kRequiredRule},
    // RFC 9991 section 4
    {"no Identity-Alignment", [](Report& r) { r.identity_alignment.clear(); }, kRequiredRule},
    {"no results", [](Report& r) { r.authentication_results = {" "}; }, kRequiredRule},
    {"no Reported-Domain", [](Report& r) { r.reported_domain.clear(); }, kRequiredRule},
    // RFC 6591 section 3
    {"no original", [](Report& r) { r.original.reset(); }, kRequiredRule},
    {"From with a line end", [](Report& r) { r.mail.from = "a@example.com\r\nBcc: b@example.net"; },
     kAddressRule},
    {"To that is no address", [](Report& r) { r.mail.to = "postmaster"; }, kAddressRule},
    {"To that is an empty group", [](Report& r) { r.mail.to = "nobody:;"; }, kAddressRule},
    {"date before 1970",
     [](Report& r) { r.arrival_date = libauth::base::Time(std::chrono::seconds(-1)); }, kDateRule},
    {"date after 9999",
     [](Report& r) { r.mail.date = libauth::base::Time(std::chrono::seconds(253402300800)); },
     kDateRule},
    {"subject in UTF-8",
     [](Report& r) {
       r.mail.subject =
           "Gr\xC3\xBC\xC3\x9F"
           "e";
     },
     kAsciiRule},
    {"From in UTF-8", [](Report& r) { r.mail.from = "\xC3\xBC@example.com"; }, kAsciiRule},
    {"field without a name",
     [](Report& r) {
       r.other_fields = {{"", "a"}};
     },
     kNameRule},
    {"name with a colon",
     [](Report& r) {
       r.other_fields = {{"X:Y", "a"}};
     },
     kNameRule},
    {"name with a line end",
     [](Report& r) {
       r.other_fields = {{"X\r\nY", "a"}};
     },
     kNameRule},
    {"name with a space",
     [](Report& r) {
       r.other_fields = {{"X Y", "a"}};
     },
     kNameRule},
    {"word longer than a line", [](Report& r) { r.user_agent = std::string(999, 'a'); }, kLineRule},
    {"long line in the body", [](Report& r) { r.original->body = std::string(999, 'a'); },
     kOriginalRule},
    {"NUL in the body", [](Report& r) { r.original->body = "a\0b"s; }, kOriginalRule},
    {"LF alone in the body", [](Report& r) { r.original->body = "a\nb"; }, kOriginalRule},
    {"CR at the end of the body", [](Report& r) { r.original->body = "a\r"; }, kOriginalRule},
};

BOOST_DATA_TEST_CASE(RefusesWhatIsNoReport, boost::unit_test::data::make(kRefused), row) {
  Report report = full_report();
  row.damage(report);
  const auto mail = write(report);
  BOOST_REQUIRE(!mail);
  BOOST_TEST(mail.error().rule == row.rule);
  BOOST_TEST(!mail.error().message.empty());
}

BOOST_AUTO_TEST_CASE(FindsABoundaryThatIsNowhere) {
  Report report = full_report();
  report.original->body =
      "--=_failure_report_1=\r\n=_failure_report_2\r\n=_failure_report_03\r\n"
      "=_failure_report_44=\r\n=_failure_report_99999999999999999999999\r\n=_failure_report_";
  report.original->body_octets = report.original->body->size();
  const std::string mail = written(report);
  BOOST_TEST(mail.find("boundary=\"=_failure_report_4=\"") != std::string::npos);
  BOOST_TEST((again(report) == report));
}

BOOST_AUTO_TEST_CASE(KeepsTheNullReversePath) {
  Report report = full_report();
  report.original_mail_from = "";
  BOOST_TEST(written(report).find("Original-Mail-From: <>\r\n") != std::string::npos);
  BOOST_TEST((again(report) == report));
}

BOOST_AUTO_TEST_SUITE_END()
