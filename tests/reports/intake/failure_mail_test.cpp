// SPDX-License-Identifier: MIT

#include "reports/intake/failure_mail.h"

#include <ostream>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/intake/unpack.h"
#include "tests/reports/fixture.h"
#include "tests/reports/intake/found.h"
#include "tests/reports/intake/packed.h"

using namespace reports::intake;
using reports::failure::Parts;
using tests::attached;
using tests::gzip;
using tests::kXml;
using tests::mail;
using tests::multipart;
using tests::part;

namespace {

const std::string kFeedback =
    "Feedback-Type: auth-failure\nVersion: 1\nUser-Agent: test/1\nAuth-Failure: dmarc\n";
const std::string kOriginal = "From: a@example.com\nSubject: Hello\n";
const std::string kText = part("Content-Type: text/plain\n", "For people.\n");
const std::string kReport = part("Content-Type: message/feedback-report\n", kFeedback);
const std::string kMessage = part("Content-Type: message/rfc822\n", kOriginal + "\nbody\n");

std::string report(const std::vector<std::string>& parts) {
  return mail(multipart("report; report-type=feedback-report", parts));
}

/// The parts of the only document, which is a failure report.
Parts only(const std::string& upload) {
  const Unpacked unpacked = unpack(upload);
  BOOST_TEST(tests::joined(tests::found(unpacked)) == "failure");
  BOOST_REQUIRE(unpacked.documents.size() == 1);
  BOOST_TEST(unpacked.documents[0].octets == upload);
  return unpacked.documents[0].parts.value();
}

/// Row 107: how programs declare the original message.
struct Original {
  const char* type;
  bool is_header_only;
};
std::ostream& operator<<(std::ostream& out, const Original& row) {
  return out << row.type;
}
const Original kOriginals[] = {
    {"message/rfc822", false},           {"message/rfc822-headers", true},
    {"message/rfc822-header", true},     {"text/rfc822-headers", true},
    {"text/rfc822-header", true},        {"text/rfc822", false},
    {"message/rfc-822", false},          {"text/rfc-822-headers", true},
    {"application/octet-stream", false}, {"text/plain", false},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(FailureMail)

// RFC 5965 section 2
BOOST_AUTO_TEST_CASE(HasThreeParts) {
  const Parts parts = only(report({kText, kReport, kMessage}));
  BOOST_TEST(parts.header.starts_with("From: reports@receiver.example.net\n"));
  BOOST_TEST(parts.header.ends_with("boundary=\"b1\"\n"));
  BOOST_TEST(parts.text == "For people.\n");
  BOOST_TEST(parts.feedback.value() == kFeedback);
  BOOST_TEST(parts.original.value() == kOriginal + "\nbody\n");
  BOOST_TEST(!parts.is_header_only);
}

BOOST_DATA_TEST_CASE(TakesAnyTypeOfTheOriginal, boost::unit_test::data::make(kOriginals), row) {
  const std::string body = row.is_header_only ? "" : "\nbody\n";
  const Parts parts = only(report(
      {kText, kReport, part("Content-Type: " + std::string(row.type) + "\n", kOriginal + body)}));
  BOOST_REQUIRE(parts.original.has_value());
  BOOST_TEST(parts.original->starts_with(kOriginal));
  BOOST_TEST(parts.is_header_only == row.is_header_only);
}

// Row 101: Netease encodes it, in a multipart/mixed.
BOOST_AUTO_TEST_CASE(TakesAFeedbackPartInBase64) {
  const Parts parts = only(
      mail(multipart("mixed", {kText, attached(kFeedback, "message/feedback-report"), kMessage})));
  BOOST_TEST(parts.feedback.value() == kFeedback);
  BOOST_TEST(parts.original.has_value());
}

BOOST_AUTO_TEST_CASE(KnowsAFeedbackPartByItsFields) {
  const Parts parts = only(mail(multipart("mixed", {kText, attached(kFeedback), kMessage})));
  BOOST_TEST(parts.feedback.value() == kFeedback);
}

BOOST_AUTO_TEST_CASE(NeedsNoTextAndNoOriginal) {
  const Parts parts = only(report({kReport}));
  BOOST_TEST(parts.text.empty());
  BOOST_TEST(!parts.original.has_value());
}

BOOST_AUTO_TEST_CASE(TakesAnOriginalBeforeTheFeedback) {
  BOOST_TEST(only(report({kText, kMessage, kReport})).original.has_value());
}

// What failed is evidence, and not sent to us: nothing in it is looked for.
BOOST_AUTO_TEST_CASE(LooksForNoReportsInTheOriginal) {
  only(
      report({kText, kReport, part("Content-Type: message/rfc822\n", mail(attached(gzip(kXml))))}));
}

BOOST_AUTO_TEST_CASE(LooksForReportsBesideIt) {
  const Unpacked unpacked = unpack(report({kText, kReport, kMessage, attached(gzip(kXml))}));
  BOOST_TEST(tests::joined(tests::found(unpacked)) == "failure; aggregate");
}

BOOST_AUTO_TEST_CASE(MayBeForwarded) {
  const std::string inner = report({kText, kReport, kMessage});
  const Unpacked unpacked = unpack(mail(part("Content-Type: message/rfc822\n", inner)));
  BOOST_REQUIRE(unpacked.documents.size() == 1);
  BOOST_TEST(unpacked.documents[0].parts.value().feedback.value() == kFeedback);
  BOOST_TEST(unpacked.documents[0].octets.starts_with("From: reports@receiver.example.net\n"));
}

BOOST_AUTO_TEST_CASE(MayHoldSeveral) {
  const Unpacked unpacked = unpack(report({kText, kReport, kMessage, kReport, kMessage}));
  BOOST_TEST(tests::joined(tests::found(unpacked)) == "failure; failure");
  for (const Document& document : unpacked.documents)
    BOOST_TEST(document.parts->original.has_value());
}

// Row 100
BOOST_AUTO_TEST_CASE(TakesThePlainTextOfExim) {
  const Parts parts = only(tests::report_file("mail-exim.eml"));
  BOOST_TEST(!parts.feedback.has_value());
  BOOST_TEST(parts.text.find("Sender IP Address: 192.0.2.25") != std::string::npos);
}

// Row 109: the parameter is ignored where there is a feedback part, and enough where there is none.
BOOST_AUTO_TEST_CASE(TakesAReportWithoutFeedbackPartAtItsWord) {
  BOOST_TEST(!only(report({kText, kMessage})).feedback.has_value());
  BOOST_TEST(only(mail(multipart("report", {kText, kReport}))).feedback.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
