// SPDX-License-Identifier: MIT
//
// Removing by age.

#include <atomic>
#include <chrono>
#include <functional>
#include <stop_token>
#include <thread>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"

using namespace reports;
using namespace reports::store;
using namespace tests;
namespace data = boost::unit_test::data;

namespace {

/// Every table with rows that belong to a report.
constexpr const char* kTables[] = {
    "report",           "report_payload", "report_record", "report_reason",
    "report_dkim",      "report_spf",     "report_error",  "report_warning",
    "report_deviation", "tls_policy",     "tls_failure",
};

/// A report with a row in each table.
aggregate::Report full_report(const std::string& domain, const std::string& id, Time begin) {
  auto report = with_records(aggregate_report(domain, id, begin), {passing("192.0.2.1", 1)});
  report.records[0].policy_evaluated.reasons.push_back({aggregate::ReasonType::other, "x"});
  report.report_metadata.errors.push_back("an error");
  report.warnings.emplace_back();
  report.conformance.emplace().deviations.emplace_back();
  return report;
}

/// With policies of two domains.
tls::Report full_tls_report(const std::string& id, Time begin) {
  auto report = tls_report(id,
                           {policy("example.com", tls::PolicyType::sts, 1, 1),
                            policy("example.org", tls::PolicyType::sts, 1, 1)},
                           begin);
  for (tls::Policy& each : report.policies) each.failure_details.emplace_back();
  report.warnings.emplace_back();
  return report;
}

/// Reports of all kinds and an unread payload, of a day each, on days 0, 1 and 2.
void fill(Store& store) {
  for (int day = 0; day < 3; ++day) {
    const Time begin = kDay0 + days(day);
    add(store, full_report("example.com", std::to_string(day), begin));
    add(store, full_tls_report(std::to_string(day), begin));
    add(store, failure_report("example.com"), begin + hours(12));
    const std::string payload = std::to_string(day);
    const libauth::base::ParseError error{};
    const UnreadUpload unread{"", payload, error};
    store.add({}, {&unread, 1}, begin + hours(12));
  }
}

/// Has the removal of the report with that number fail.
void protect(const Database& database, Backend backend, int number) {
  const std::string which = std::to_string(number);
  auto session = database.session();
  if (backend == Backend::sqlite) {
    session << "CREATE TRIGGER protect BEFORE DELETE ON report WHEN OLD.number = " + which +
                   " BEGIN SELECT RAISE(ABORT, 'protected'); END",
        Poco::Data::Keywords::now;
  } else {
    session << "CREATE TABLE protect (domain TEXT COLLATE \"C\", number BIGINT,"
               " FOREIGN KEY (domain, number) REFERENCES report)",
        Poco::Data::Keywords::now;
    session << "INSERT INTO protect SELECT domain, number FROM report WHERE number = " + which,
        Poco::Data::Keywords::now;
  }
}

/// How often a report was there, as it was added or in another way, and how often it was not.
struct Sight {
  std::atomic<int> whole = 0;
  std::atomic<int> missing = 0;
  std::atomic<int> halves = 0;

  bool has_both() const { return whole > 0 && missing > 0; }
};

/// Finds it again and again until it is to stop.
void find_again_and_again(const std::stop_token& stop, const Store& store, const std::string& id,
                          const aggregate::Report& report, Sight& sight) {
  while (!stop.stop_requested()) {
    try {
      const auto found = store.find(id);
      const bool is_whole = found && std::get<aggregate::Report>(found->report) == report;
      ++(is_whole ? sight.whole : found ? sight.halves : sight.missing);
      store.payload(id);
    } catch (const Error&) {
      ++sight.halves;
    }
  }
}

struct Rule {
  Retention retention;
  Removed expected;
};
std::ostream& operator<<(std::ostream& out, const Rule& rule) {
  return out << rule.expected.aggregate << " " << rule.expected.tls << " " << rule.expected.failure
             << " " << rule.expected.unread;
}

// The middle of a day is at noon, but for the last second of the day that a report leaves out.
const Time kNoon1 = kDay0 + days(1) + hours(12);
const Rule kRules[] = {
    {{}, {}},
    {{.aggregate = kDay0 + days(50)}, {.aggregate = 3}},
    {{.tls = kDay0 + days(50)}, {.tls = 3}},
    {{.failure = kDay0 + days(50)}, {.failure = 3}},
    {{.unread = kDay0 + days(50)}, {.unread = 3}},
    {{.aggregate = kNoon1, .tls = kNoon1, .failure = kNoon1, .unread = kNoon1}, {2, 2, 1, 1}},
    {{.aggregate = kNoon1 - seconds(1), .tls = kNoon1 - seconds(1)}, {.aggregate = 1, .tls = 1}},
    {{.failure = kNoon1 + seconds(1), .unread = kNoon1 + seconds(1)}, {.failure = 2, .unread = 2}},
    {{.aggregate = kDay0, .tls = kDay0, .failure = kDay0, .unread = kDay0}, {}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Retentions)

BOOST_DATA_TEST_CASE(RemoveWhatIsOlder, data::make(kBackends) * data::make(kRules), backend, rule) {
  Database database(backend);
  fill(database.store);
  BOOST_TEST((database.store.remove(rule.retention) == rule.expected));
  const auto left = [&](intake::Kind kind) {
    return database.store.list({.kind = kind}).reports.size();
  };
  BOOST_TEST(left(intake::Kind::aggregate) == 3 - rule.expected.aggregate);
  BOOST_TEST(left(intake::Kind::tls) == 3 - rule.expected.tls);
  BOOST_TEST(left(intake::Kind::failure) == 3 - rule.expected.failure);
  BOOST_TEST(database.store.unread_count() == 3 - rule.expected.unread);
  BOOST_TEST(database.store.timeline("example.com", kEver).size() == 3 - rule.expected.aggregate);
  BOOST_TEST(database.store.tls_sessions("example.org", kEver).size() == 3 - rule.expected.tls);
  BOOST_TEST((database.store.remove(rule.retention) == Removed{}));
}

BOOST_DATA_TEST_CASE(RemoveEveryRow, data::make(kBackends), backend) {
  Database database(backend);
  fill(database.store);
  const auto rows = [&](const std::string& table) {
    return database.number("SELECT COUNT(*) FROM " + table);
  };
  for (const char* table : kTables) BOOST_TEST(rows(table) > 0, table << " has no rows");
  const Time later = kDay0 + days(50);
  database.store.remove({later, later, later, later});
  for (const char* table : kTables) BOOST_TEST(rows(table) == 0, table << " has rows");
  BOOST_TEST(rows("unread_payload") == 0);
  BOOST_TEST(database.store.domains().empty());
}

BOOST_DATA_TEST_CASE(LeaveWhatIsNewerWhole, data::make(kBackends), backend) {
  Database database(backend);
  const auto report = full_report("example.com", "new", kDay0 + days(9));
  const Outcome kept = add(database.store, report);
  add(database.store, full_report("example.com", "old", kDay0));
  add(database.store, full_report("example.org", "old", kDay0));
  BOOST_TEST((database.store.remove({.aggregate = kDay0 + days(9)}) == Removed{.aggregate = 2}));
  const auto found = database.store.find(kept.id);
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST((std::get<aggregate::Report>(found->report) == report));
  BOOST_TEST(database.store.domains() == std::vector<std::string>{"example.com"},
             boost::test_tools::per_element());
}

// All revisions have one period, and go with the latest.
BOOST_DATA_TEST_CASE(RemoveRevisionsWithTheirReport, data::make(kBackends), backend) {
  Database database(backend);
  for (const char* domain : {"example.com", "example.org"}) {
    for (const std::uint64_t count : {1U, 2U, 3U}) {
      add(database.store,
          with_records(aggregate_report(domain, "a"), {passing("192.0.2.1", count)}));
    }
  }
  add(database.store, aggregate_report("example.com", "b", kDay0 + days(9)));
  BOOST_TEST((database.store.remove({.aggregate = kDay0 + days(9)}) == Removed{.aggregate = 6}));
  BOOST_TEST((database.store.totals() == Totals{1, 0, 0, 0}));
}

// A report without a period belongs to when it was received. An old revision of it stays while a
// later one does: were it forgotten, it would count as the latest when it came again.
BOOST_DATA_TEST_CASE(KeepOldRevisionsOfWhatIsKept, data::make(kBackends), backend) {
  Database database(backend);
  auto report = aggregate_report("example.com", "a");
  report.report_metadata.begin.reset();
  report.report_metadata.end.reset();
  add(database.store, report, kDay0);
  report.records = {passing("192.0.2.1", 1)};
  add(database.store, report, kDay0 + days(9));
  BOOST_TEST((database.store.remove({.aggregate = kDay0 + days(5)}) == Removed{}));
  BOOST_TEST((database.store.totals() == Totals{1, 1, 1, 1}));
  BOOST_TEST((database.store.remove({.aggregate = kDay0 + days(10)}) == Removed{.aggregate = 2}));
}

// More than one transaction removes, in a domain without a name too.
BOOST_DATA_TEST_CASE(RemoveMany, data::make(kBackends), backend) {
  Database database(backend);
  const auto report = failure_report("");
  std::vector<std::string> payloads;
  for (int i = 0; i < 250; ++i) payloads.push_back(new_payload());
  std::vector<Upload> uploads;
  std::vector<UnreadUpload> unread;
  const libauth::base::ParseError error{};
  for (const std::string& payload : payloads) {
    uploads.push_back({&report, payload});
    unread.push_back({"", payload, error});
  }
  database.store.add(uploads, unread, kDay0);
  const Time later = kDay0 + days(1);
  BOOST_TEST((database.store.remove({.failure = later, .unread = later}) ==
              Removed{.failure = 250, .unread = 250}));
}

// As if the reports had that many records: others wait for no more than 50,000 at a time.
BOOST_DATA_TEST_CASE(RemoveManyRecordsInSeveralTransactions, data::make(kBackends), backend) {
  Database database(backend);
  for (int i = 1; i <= 4; ++i) add(database.store, full_report("example.com", "a", kDay0));
  database.session() << "UPDATE report SET records = 25000", Poco::Data::Keywords::now;
  protect(database, backend, 3);
  BOOST_CHECK_THROW(database.store.remove({.aggregate = kDay0 + days(9)}), Error);
  BOOST_TEST(database.number("SELECT COUNT(*) FROM report") == 2);
  BOOST_TEST(database.number("SELECT COUNT(*) FROM report_record") == 2);
}

// However many records it has.
BOOST_DATA_TEST_CASE(RemoveOneReportAtLeast, data::make(kBackends), backend) {
  Database database(backend);
  for (const char* id : {"a", "b"}) add(database.store, full_report("example.com", id, kDay0));
  database.session() << "UPDATE report SET records = 1000000", Poco::Data::Keywords::now;
  BOOST_TEST((database.store.remove({.aggregate = kDay0 + days(9)}) == Removed{.aggregate = 2}));
}

BOOST_DATA_TEST_CASE(LeaveNobodyHalfOfAReport, data::make(kBackends), backend) {
  Database database(backend);
  const auto report = full_report("example.com", "a", kDay0);
  const Outcome added = database.store.add(report, "payload", kReceived);
  Sight sight;
  {
    const std::jthread reader(find_again_and_again, std::cref(database.store), added.id,
                              std::cref(report), std::ref(sight));
    const auto end = std::chrono::steady_clock::now() + seconds(30);
    for (int i = 0; i < 150 || (!sight.has_both() && std::chrono::steady_clock::now() < end); ++i) {
      database.store.remove({.aggregate = kDay0 + days(9)});
      database.store.add(report, "payload", kReceived);
    }
  }
  BOOST_TEST(sight.whole > 0);
  BOOST_TEST(sight.missing > 0);
  BOOST_TEST(sight.halves == 0);
}

BOOST_AUTO_TEST_SUITE_END()
