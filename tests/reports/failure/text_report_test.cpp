// SPDX-License-Identifier: MIT
//
// Reports that are text alone, and the public samples of all kinds.

#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/failure/parse.h"
#include "tests/reports/failure/mail_parts.h"
#include "tests/reports/fixture.h"

using namespace reports::failure;
using libauth::base::rfc3339;
using tests::parts_of;
using tests::report_file;
using tests::with;

namespace {

Report read(const Parts& parts) {
  auto report = parse(parts);
  if (!report) throw std::runtime_error(report.error().rule + ": " + report.error().message);
  return *std::move(report);
}

Report read_text(const std::string& text) {
  Parts parts;
  parts.text = text;
  return read(parts);
}

std::string exim_text() {
  return parts_of(report_file("failure-text.eml")).text;
}

bool has(const Report& report, WarningCode code) {
  for (const Warning& warning : report.warnings) {
    if (warning.code == code) return true;
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TextReports)

BOOST_AUTO_TEST_CASE(OfEximAreRead) {
  const Report report = read(parts_of(report_file("failure-text.eml")));
  BOOST_TEST((report.kind == Kind::text));
  BOOST_TEST(report.warnings.empty());
  BOOST_TEST(report.reported_domain.at(0) == "example.com");
  BOOST_TEST(report.source_ip.value().text() == "203.0.113.68");
  BOOST_TEST(rfc3339(report.arrival_date.value()) == "2026-05-01T10:00:00Z");
  BOOST_REQUIRE(report.identity_alignment.size() == 2);
  BOOST_TEST((report.identity_alignment[0] == IdentityAlignment::spf));
  BOOST_TEST((report.identity_alignment[1] == IdentityAlignment::dkim));
  // What DMARC said is not what became of the message.
  BOOST_TEST(!report.delivery_result);
  BOOST_TEST(report.other_fields.at(0).name == "DMARC Results");
  BOOST_TEST(report.other_fields.at(0).value == "None, Accept");
  BOOST_TEST(!report.feedback_type);
  const Original& original = report.original.value();
  BOOST_TEST(original.is_header_only);
  BOOST_TEST(original.header.starts_with("Received: from [203.0.113.68]"));
  BOOST_TEST(original.subject.value() == "Payment");
  BOOST_TEST(original.message_id.value() == "<m3@example.com>");
  BOOST_TEST(report.header_from.value() == "example.com");
  BOOST_TEST(report.mail.message_id.value() == "<r3@mx.receiver.example.net>");
}

BOOST_DATA_TEST_CASE(HaveAnyLineEnds, boost::unit_test::data::make({"\r\n", "\r"}), end) {
  const Report expected = read_text(exim_text());
  std::string text;
  for (const char c : exim_text()) c == '\n' ? text.append(end) : text.append(1, c);
  BOOST_TEST((read_text(text) == expected));
}

BOOST_AUTO_TEST_CASE(WithTheOriginalInAPartOfItsOwn) {
  Parts parts = parts_of(report_file("failure-text.eml"));
  parts.original = "From: other@example.org\n\nbody\n";
  const Report report = read(parts);
  BOOST_TEST(report.original->from_domain.value() == "example.org");
  BOOST_TEST(!report.original->is_header_only);
}

BOOST_AUTO_TEST_CASE(WithoutACopyHaveNoOriginal) {
  const std::string text = exim_text();
  BOOST_TEST(!read_text(text.substr(0, text.find("------"))).original);
}

BOOST_AUTO_TEST_CASE(SayWhatFailedOrThatNothingDid) {
  const std::string text = exim_text();
  const auto spf_passed = read_text(with(text, "SPF Alignment: no", "SPF Alignment: yes"));
  BOOST_REQUIRE(spf_passed.identity_alignment.size() == 1);
  BOOST_TEST((spf_passed.identity_alignment[0] == IdentityAlignment::dkim));
  const auto both = read_text(with(with(text, "SPF Alignment: no", "SPF Alignment: yes"),
                                   "DKIM Alignment: no", "DKIM Alignment: yes"));
  BOOST_REQUIRE(both.identity_alignment.size() == 1);
  BOOST_TEST((both.identity_alignment[0] == IdentityAlignment::none));
  // One that passed and one that is not told of do not say that none failed.
  const auto one = read_text(
      with(with(text, "SPF Alignment: no", "SPF Alignment: yes"), "DKIM Alignment: no", ""));
  BOOST_TEST(one.identity_alignment.empty());
}

BOOST_AUTO_TEST_CASE(KeepWhatCannotBeRead) {
  const Report report = read_text(with(exim_text(), "203.0.113.68\n", "unknown\n"));
  BOOST_TEST(!report.source_ip);
  BOOST_TEST(has(report, WarningCode::value_unreadable));
  BOOST_TEST(report.other_fields.at(0).name == "Sender IP Address");
  BOOST_TEST(report.other_fields.at(0).value == "unknown");
}

struct Sentence {
  const char* text;
  const char* address;
  const char* time;
};
std::ostream& operator<<(std::ostream& out, const Sentence& row) {
  return out << row.text;
}

const Sentence kSentences[] = {
    {"This is an email abuse report for an email message received from IP 192.0.2.1 on Tue, 30 Apr "
     "2019 02:09:00 +0000.\nThe message below did not meet the policy.\n",
     "192.0.2.1", "2019-04-30T02:09:00Z"},
    {"This is a spf/dkim authentication-failure report for an email\nmessage received from IP\n"
     "2001:db8::1 on Fri, 28 Sep 2018 16:48:42 +0800.",
     "2001:db8::1", "2018-09-28T08:48:42Z"},
    {"This is an authentication failure report for an email message received from 192.0.2.1 on 8 "
     "Oct 2011 20:15:58 +0000 (GMT).\n",
     "192.0.2.1", "2011-10-08T20:15:58Z"},
};

BOOST_DATA_TEST_CASE(AreReadFromTheirSentence, boost::unit_test::data::make(kSentences), row) {
  const Report report = read_text(row.text);
  BOOST_TEST((report.kind == Kind::text));
  BOOST_TEST(report.source_ip.value().text() == row.address);
  BOOST_TEST(rfc3339(report.arrival_date.value()) == row.time);
}

BOOST_AUTO_TEST_CASE(AreKnownByTheirText) {
  BOOST_TEST(is_text_report(exim_text()));
  BOOST_TEST(is_text_report("Hello,\r\n\r\n" + exim_text()));
  BOOST_TEST(!is_text_report(""));
  BOOST_TEST(!is_text_report("A message claiming to be from you has arrived.\n"));
  BOOST_TEST(!is_text_report(std::string(5000, ' ') + exim_text()));
}

BOOST_AUTO_TEST_CASE(CountLessThanAReportPart) {
  Parts parts = parts_of(report_file("failure-text.eml"));
  parts.feedback = "Feedback-Type: auth-failure\nSource-IP: 192.0.2.9\n";
  const Report report = read(parts);
  BOOST_TEST((report.kind == Kind::arf));
  BOOST_TEST(report.source_ip.value().text() == "192.0.2.9");
  // A part that is none of a report gives way to the text.
  parts.feedback = "Nothing to see here.\n";
  BOOST_TEST((read(parts).kind == Kind::text));
}

BOOST_AUTO_TEST_CASE(PublicSamplesAreRead) {
  const std::filesystem::path folder =
      std::filesystem::path(MAILVET_CONFORMANCE_DIR) / "reports/parsedmarc/failure";
  if (!std::filesystem::exists(folder)) return;
  std::size_t samples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    BOOST_TEST_CONTEXT(entry.path().filename().string()) {
      const Report report = read(parts_of(tests::read_file(entry.path())));
      BOOST_TEST(report.source_ip.has_value());
      BOOST_TEST(report.arrival_date.has_value());
      BOOST_TEST(report.reported_domain.size() == 1U);
      BOOST_TEST(report.header_from.has_value());
      BOOST_TEST((report.header_from_source == HeaderFromSource::original));
      BOOST_TEST(report.original->message_id.has_value());
      BOOST_TEST(report.mail.date.has_value());
      BOOST_TEST(!has(report, WarningCode::value_unreadable));
      ++samples;
    }
  }
  BOOST_TEST(samples == 5U);
}

BOOST_AUTO_TEST_SUITE_END()
