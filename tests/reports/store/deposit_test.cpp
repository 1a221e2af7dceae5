// SPDX-License-Identifier: MIT
//
// From uploads into the store.

#include "reports/store/deposit.h"

#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/intake/trust.h"
#include "tests/reports/fixture.h"
#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"

using namespace reports;
using namespace reports::store;
using namespace tests;
namespace data = boost::unit_test::data;

namespace {

const intake::Limits kLimits;

const std::string kFailureReport =
    "From: a@receiver.example.net\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain\r\n\r\nA report\r\n"
    "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
    "Feedback-Type: auth-failure\r\nUser-Agent: test\r\nVersion: 1\r\nAuth-Failure: dmarc\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@example.com\r\n\r\nText\r\n--b--\r\n";

/// A mail with a report that can be read and one that cannot.
std::string mixed_mail() {
  return "From: a@receiver.example.net\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
         "--b\r\nContent-Type: text/xml; name=good.xml\r\n\r\n" +
         plain_report() +
         "\r\n--b\r\nContent-Type: text/xml; name=bad.xml\r\n\r\n<feedback><report_metadata>\r\n"
         "--b--\r\n";
}

/// Keeps octets as a program did that could not read them.
void keep_unread(Store& store, const std::string& payload) {
  const libauth::base::ParseError error{0, "old-rule", "Not read"};
  const UnreadUpload upload{"kept.xml", payload, error};
  store.add({}, {&upload, 1}, kReceived);
}

struct Attempt {
  const char* name;
  std::string payload;
  Reread expected;
  std::string rule;  ///< of what stays unread; empty: nothing does
};
std::ostream& operator<<(std::ostream& out, const Attempt& attempt) {
  return out << attempt.name;
}

const Attempt kAttempts[] = {
    {"aggregate", plain_report(), {1, 1, 0}, ""},
    {"tls", plain_tls_report(), {1, 1, 0}, ""},
    {"failure", kFailureReport, {1, 1, 0}, ""},
    {"other XML", "<html/>", {0, 0, 1}, "feedback"},
    {"a part", mixed_mail(), {0, 1, 1}, ""},
    {"other mail",
     "From: a@example.com\r\nSubject: Hello\r\n\r\nText\r\n",
     {0, 0, 1},
     "not-a-report"},
    {"nothing", " ", {0, 0, 1}, "empty-payload"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Deposit)

BOOST_DATA_TEST_CASE(StoresEveryKindOfReport, data::make(kBackends), backend) {
  Database database(backend);
  for (const std::string& upload : {plain_report(), plain_tls_report(), kFailureReport}) {
    const Added added = deposit(database.store, intake::read(upload), "a", kReceived);
    BOOST_TEST_REQUIRE(added.reports.size() == 1U);
    BOOST_TEST((added.reports[0].stored == Stored::stored));
    BOOST_TEST(database.store.payload(added.reports[0].id)->second == upload);
    BOOST_TEST((database.store.find(added.reports[0].id)->summary.received == kReceived));
    const Added again = deposit(database.store, intake::read(upload), "b", kReceived);
    BOOST_TEST((again.reports.at(0).stored == Stored::duplicate));
  }
  BOOST_TEST(database.store.list().reports.size() == 3U);
  BOOST_TEST(database.store.unread_count() == 0U);
}

// What was stored is found, whatever the limits were.
BOOST_DATA_TEST_CASE(FindsWhatIsLargerThanUsual, data::make(kBackends), backend) {
  Database database(backend);
  const std::string space(std::size_t{17} << 20, ' ');
  const intake::Limits limits =
      intake::with_room(kLimits.aggregate.records, std::size_t{2} * kLimits.input);
  BOOST_TEST(intake::read(plain_tls_report() + space).reports.empty());
  for (const std::string& upload :
       {plain_tls_report() + space, kFailureReport + space + space + space + space}) {
    const Added added = deposit(database.store, intake::read(upload, limits), "a", kReceived);
    BOOST_TEST_REQUIRE(added.reports.size() == 1U);
    const auto found = database.store.find(added.reports[0].id);
    BOOST_TEST(found.has_value());
  }
}

BOOST_DATA_TEST_CASE(KeepsWhatCannotBeRead, data::make(kBackends), backend) {
  Database database(backend);
  const Added added = deposit(database.store, intake::read(mixed_mail()), "a.eml", kReceived);
  BOOST_TEST(added.reports.size() == 1U);
  BOOST_TEST_REQUIRE(added.unread.size() == 1U);
  const Unread unread = database.store.unread().payloads.at(0);
  BOOST_TEST(unread.id == added.unread[0]);
  BOOST_TEST(unread.name == "a.eml: bad.xml");
  BOOST_TEST(!unread.rule.empty());
  BOOST_TEST(!unread.reason.empty());
  const auto payload = database.store.unread_payload(unread.id);
  BOOST_TEST(payload.value().find("<feedback><report_metadata>") == 0U);
}

BOOST_DATA_TEST_CASE(NamesAPayloadByWhatIsThere, data::make(kBackends), backend) {
  Database database(backend);
  deposit(database.store, intake::read("<feedback>"), "a.xml", kReceived);
  deposit(database.store, intake::read("<feedback> "), "", kReceived);
  const auto unread = database.store.unread().payloads;
  BOOST_TEST_REQUIRE(unread.size() == 2U);
  BOOST_TEST(unread[0].name == "a.xml");
  BOOST_TEST(unread[1].name == "");
}

// Two headers in one upload, as an mbox file has them.
BOOST_AUTO_TEST_CASE(TellsTheTrustOfEachMailByItsOwnHeader) {
  const std::vector<std::string> ids = {"mx.example.com"};
  const std::string fields[] = {
      "Authentication-Results: mx.example.com; dmarc=fail header.from=a.example\r\n", "",
      "X: y\r\n", "Authentication-Results: mx.example.com; dmarc=pass header.from=a.example\r\n"};
  intake::Reading reading;
  for (std::size_t i = 0; i < std::size(fields); ++i) {
    auto read = intake::read(with(plain_report(), "id-1", std::to_string(i)));
    if (!fields[i].empty()) {
      read.reports.at(0).document.mail_header = std::make_shared<const std::string>(fields[i]);
    }
    reading.reports.push_back(std::move(read.reports.at(0)));
  }
  Database database(Backend::sqlite);
  const Added added = deposit(database.store, reading, "", kReceived, ids);
  using Trust = std::optional<intake::Trust>;
  const Trust expected[] = {intake::Trust::fail, Trust(), Trust(), intake::Trust::mismatch};
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    const auto found = database.store.find(added.reports.at(i).id);
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST((found->summary.trust == expected[i]), "report " << i);
  }
}

// What is larger than an upload may be is not held, and so it cannot be kept.
BOOST_DATA_TEST_CASE(KeepsNothingWithoutOctets, data::make(kBackends), backend) {
  Database database(backend);
  intake::Limits limits;
  limits.input = 10;
  for (const std::string& upload : {plain_report(), std::string()}) {
    const Added added = deposit(database.store, intake::read(upload, limits), "a", kReceived);
    BOOST_TEST(added.reports.empty());
    BOOST_TEST(added.unread.empty());
  }
  BOOST_TEST(database.store.unread_count() == 0U);
}

BOOST_DATA_TEST_CASE(ReadsAgainWhatItCan, data::make(kBackends) * data::make(kAttempts), backend,
                     attempt) {
  Database database(backend);
  keep_unread(database.store, attempt.payload);
  const Reread result = reread_all(database.store, kLimits, kReceived + days(1));
  BOOST_TEST((result == attempt.expected));
  BOOST_TEST(database.store.unread_count() == attempt.expected.unread);
  BOOST_TEST(database.store.list().reports.size() == attempt.expected.reports);
  for (const Unread& unread : database.store.unread().payloads) {
    BOOST_TEST(unread.rule != "old-rule");
    if (!attempt.rule.empty()) BOOST_TEST(unread.rule == attempt.rule);
    BOOST_TEST((unread.received == kReceived));
    BOOST_TEST((unread.tried == kReceived + days(1)));
    BOOST_TEST((database.store.unread_payload(unread.id).value() == attempt.payload));
  }
  // Once more: what was stored of it is there already.
  BOOST_TEST((reread_all(database.store, kLimits, kReceived + days(2)) ==
              Reread{0, 0, attempt.expected.unread}));
}

// More than a page, of which every second one is read.
BOOST_DATA_TEST_CASE(ReadsAgainAllOfMany, data::make(kBackends), backend) {
  Database database(backend);
  constexpr std::size_t kCount = kMaxPage + 2;
  std::vector<std::string> payloads;
  for (std::size_t i = 0; i < kCount; ++i) {
    payloads.push_back(i % 100 == 0 ? with(plain_report(), "id-1", std::to_string(i))
                                    : "<other" + std::to_string(i) + "/>");
  }
  const libauth::base::ParseError error{0, "old-rule", "Not read"};
  std::vector<UnreadUpload> uploads;
  for (const std::string& payload : payloads) uploads.push_back({"", payload, error});
  database.store.add({}, uploads, kReceived);
  BOOST_TEST((reread_all(database.store, kLimits, kReceived) == Reread{11, 11, kCount - 11}));
  BOOST_TEST(database.store.unread_count() == kCount - 11);
}

BOOST_AUTO_TEST_SUITE_END()
