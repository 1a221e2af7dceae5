// SPDX-License-Identifier: MIT
//
// Reports whose mail is not the reporter's: kept and listed, and left out of what is counted where
// that is asked for. Facts: row 74 of the catalogue of quirks.

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "reports/store/deposit.h"
#include "tests/reports/fixture.h"
#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"

using namespace reports;
using namespace reports::store;
using namespace tests;
using intake::Trust;
namespace data = boost::unit_test::data;

namespace {

const std::vector<std::string> kIds = {"mx.example.com"};

constexpr std::optional<Trust> kTrusts[] = {std::nullopt, Trust::pass, Trust::fail,
                                            Trust::mismatch};

std::string word(const std::optional<Trust>& trust) {
  return trust ? std::string(libauth::base::name_of(*trust)) : "unknown";
}

template <class Report>
Outcome add_trusted(Store& store, const Report& report, const std::optional<Trust>& trust) {
  const std::string payload = new_payload();
  const Upload upload{.report = &report, .payload = payload, .trust = trust};
  return store.add({&upload, 1}, kReceived).front();
}

/// A report with one record of so many messages.
aggregate::Report counting(const std::string& id, std::uint64_t messages) {
  auto report = aggregate_report("example.com", id);
  report.records.push_back(failing("192.0.2.1", messages));
  report.records[0].auth_results.dkim.push_back(
      {"example.com", "s1", aggregate::DkimResult::fail, {}});
  report.records[0].auth_results.spf.push_back({"example.com", {}, aggregate::SpfResult::fail, {}});
  return report;
}

tls::Report tls_counting(const std::string& id, std::uint64_t sessions) {
  auto failing = policy("example.com", tls::PolicyType::sts, 0, sessions);
  auto& details = failing.failure_details.emplace_back();
  details.result_type = tls::ResultType::certificate_expired;
  details.failed_session_count = sessions;
  return tls_report(id, {failing});
}

/// One report of each trust: 1 unknown, 10 pass, 100 fail, 1000 mismatch.
void add_one_of_each(Store& store) {
  std::uint64_t count = 1;
  for (const auto& trust : kTrusts) {
    add_trusted(store, counting(word(trust), count), trust);
    add_trusted(store, tls_counting(word(trust), count), trust);
    count *= 10;
  }
}

std::uint64_t messages(const Store& store) {
  std::uint64_t sum = 0;
  for (const Flow& flow : store.flows("example.com", kEver)) sum += flow.messages;
  return sum;
}

/// A mail by that domain, as our host has delivered it.
std::string delivered(const std::string& results, const std::string& parts) {
  return "Authentication-Results: mx.example.com; " + results +
         "\nFrom: a@receiver.example.net\nMIME-Version: 1.0\n"
         "Content-Type: multipart/mixed; boundary=b\n\n" +
         parts + "--b--\n";
}

std::string part(const std::string& type, const std::string& content) {
  return "--b\nContent-Type: " + type + "\n\n" + content + "\n";
}

const std::string kFeedback =
    part("message/feedback-report",
         "Feedback-Type: auth-failure\nVersion: 1\nAuth-Failure: dmarc\n") +
    part("message/rfc822", "From: b@example.com\n\nText\n");

/// An aggregate report and a TLS report of receiver.example.net, and one of another reporter.
const std::string kThree =
    part("text/xml", plain_report()) +
    part("application/json",
         with(plain_tls_report(), "tls@sender.example.net", "tls@receiver.example.net")) +
    part("text/xml", with(plain_report(), "receiver.example.net", "other.example.org"));

struct Mail {
  const char* name;
  std::string octets;
  std::vector<std::string> want;  ///< trust of each report
  std::vector<std::string> ids = kIds;
};
std::ostream& operator<<(std::ostream& out, const Mail& mail) {
  return out << mail.name;
}

const Mail kMails[] = {
    {"pass",
     delivered("dmarc=pass header.from=receiver.example.net", kThree),
     {"pass", "pass", "mismatch"}},
    {"fail",
     delivered("dmarc=fail header.from=receiver.example.net", kThree),
     {"fail", "fail", "fail"}},
    {"nothing of DMARC", delivered("none", kThree), {"unknown", "unknown", "unknown"}},
    {"of another host",
     delivered("dmarc=fail header.from=receiver.example.net", kThree),
     {"unknown", "unknown", "unknown"},
     {"mx.example.org"}},
    {"nobody is believed",
     delivered("dmarc=fail header.from=receiver.example.net", kThree),
     {"unknown", "unknown", "unknown"},
     {}},
    {"a failure report", delivered("dmarc=pass header.from=example.net", kFeedback), {"pass"}},
    {"a forged failure report",
     delivered("dmarc=fail header.from=receiver.example.net", kFeedback),
     {"fail"}},
    {"no mail", plain_report(), {"unknown"}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ReportTrust)

BOOST_DATA_TEST_CASE(IsKeptWithTheReport, data::make(kBackends), backend) {
  Database database(backend);
  for (const auto& trust : kTrusts) {
    const Outcome outcome = add_trusted(database.store, counting(word(trust), 1), trust);
    const auto found = database.store.find(outcome.id);
    BOOST_TEST(word(found.value().summary.trust) == word(trust));
    BOOST_TEST(word(database.store.list().reports.at(0).trust) == word(trust));
  }
}

BOOST_DATA_TEST_CASE(IsToldByTheMail, data::make(kBackends) * data::make(kMails), backend, mail) {
  Database database(backend);
  const Added added =
      deposit(database.store, intake::read(mail.octets), "a.eml", kReceived, mail.ids);
  std::vector<std::string> trusts;
  for (const Outcome& outcome : added.reports) {
    trusts.push_back(word(database.store.find(outcome.id).value().summary.trust));
  }
  BOOST_TEST(trusts == mail.want, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(CountsForNothingUnlessAskedFor, data::make(kBackends), backend) {
  Database database(backend);
  add_one_of_each(database.store);
  const Store& store = database.store;
  BOOST_TEST(messages(store) == 1111U);
  BOOST_TEST(store.tls_sessions("example.com", kEver).at(0).failed == 1111U);
  BOOST_TEST(store.receivers("example.com", kEver).at(0).reports == 4U);
  const Receiver receiver = database.store.receivers("example.com", kEver).at(0);
  BOOST_TEST(receiver.untrusted == 2U);
  BOOST_TEST(receiver.untrusted_messages == 1100U);
}

BOOST_DATA_TEST_CASE(IsLeftOutOfEveryCount, data::make(kBackends), backend) {
  Database database(backend);
  add_one_of_each(database.store);
  const Store store = Store::open(database.target(), {.leave_out_untrusted = true});
  BOOST_TEST(messages(store) == 11U);
  BOOST_TEST(store.timeline("example.com", kEver).at(0).messages == 11U);
  BOOST_TEST(store.receivers("example.com", kEver).at(0).reports == 2U);
  BOOST_TEST(store.tls_sessions("example.com", kEver).at(0).failed == 11U);
  BOOST_TEST(store.tls_failures("example.com", kEver).at(0).sessions == 11U);
  BOOST_TEST(store.failed_signatures("example.com", kEver).at(0).messages == 11U);
  BOOST_TEST(store.spf_checks("example.com", kEver).at(0).messages == 11U);
  // Nothing is hidden.
  BOOST_TEST(store.list().reports.size() == 8U);
  BOOST_TEST(store.totals().messages == 1111U);
}

// Who knows the id of a report could else take it away by mailing another one under it.
BOOST_DATA_TEST_CASE(IsNeededToTakeThePlaceOfAReport,
                     data::make(kBackends) * data::make({0, 1, 2, 3}) * data::make({0, 1, 2, 3}),
                     backend, first, second) {
  Database database(backend);
  // Pass, then what is not known, then fail and mismatch.
  constexpr int kRanks[] = {1, 2, 0, 0};
  add_trusted(database.store, counting("a", 3), kTrusts[first]);
  const Outcome revision = add_trusted(database.store, counting("a", 5), kTrusts[second]);
  BOOST_TEST((revision.stored == Stored::revised));
  BOOST_TEST(revision.revision == 2);
  const bool takes_place = kRanks[second] >= kRanks[first];
  BOOST_TEST(database.store.find(revision.id).value().summary.is_latest == takes_place);
  BOOST_TEST(messages(database.store) == (takes_place ? 5U : 3U));
  BOOST_TEST(database.store.totals().superseded == 1U);
  // A third one, which may be trusted, is the latest of all.
  BOOST_TEST(add_trusted(database.store, counting("a", 7), Trust::pass).revision == 3);
  BOOST_TEST(messages(database.store) == 7U);
}

BOOST_DATA_TEST_CASE(IsGainedByTheSameOctetsInATrustedMail,
                     data::make(kBackends) * data::make({0, 1, 2, 3}) * data::make({0, 1, 2, 3}),
                     backend, first, again) {
  Database database(backend);
  const auto report = counting("a", 3);
  const std::string payload = new_payload();
  Upload upload{.report = &report, .payload = payload, .trust = kTrusts[first]};
  database.store.add({&upload, 1}, kReceived);
  upload.trust = kTrusts[again];
  const Outcome outcome = database.store.add({&upload, 1}, kReceived).front();
  BOOST_TEST((outcome.stored == Stored::duplicate));
  BOOST_TEST(outcome.revision == 1);
  const Summary found = database.store.find(outcome.id).value().summary;
  BOOST_TEST(word(found.trust) == word(kTrusts[kTrusts[again] == Trust::pass ? again : first]));
  BOOST_TEST(found.is_latest);
}

// The forger was first, or last, and the receiver's mail comes after a copy that nobody vouched
// for.
BOOST_DATA_TEST_CASE(IsGainedTogetherWithThePlaceOfOthers,
                     data::make(kBackends) * data::make({0, 1, 2, 3}) * data::make({0, 1, 2, 3}) *
                         data::make({false, true}),
                     backend, of_this, of_other, is_first) {
  Database database(backend);
  const auto report = counting("a", 3);
  const std::string payload = new_payload();
  Upload upload{.report = &report, .payload = payload, .trust = kTrusts[of_this]};
  if (!is_first) add_trusted(database.store, counting("a", 5), kTrusts[of_other]);
  database.store.add({&upload, 1}, kReceived);
  if (is_first) add_trusted(database.store, counting("a", 5), kTrusts[of_other]);
  add_trusted(database.store, counting("b", 100), Trust::fail);
  upload.trust = Trust::pass;
  BOOST_TEST((database.store.add({&upload, 1}, kReceived).front().stored == Stored::duplicate));
  // Of two that are trusted the last one counts.
  const bool has_place = kTrusts[of_other] != Trust::pass || !is_first;
  BOOST_TEST(messages(database.store) == (has_place ? 103U : 105U));
  BOOST_TEST(database.store.totals().superseded == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
