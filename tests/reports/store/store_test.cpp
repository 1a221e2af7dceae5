// SPDX-License-Identifier: MIT

#include "reports/store/store.h"

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/aggregate/parse.h"
#include "tests/reports/fixture.h"
#include "tests/reports/store/databases.h"

using namespace reports;
using namespace reports::store;
using tests::plain_report;
using tests::report_file;
using tests::with;

namespace {

const libauth::base::Time kReceived{std::chrono::seconds(1'777'700'000)};

/// A store of its own for each test.
struct Fixture : tests::Database {
  using Database::Database;

  Outcome add(const std::string& xml) {
    return store.add(aggregate::parse(xml).value(), xml, kReceived);
  }
};

namespace data = boost::unit_test::data;
const auto kBoth = data::make(tests::kBackends);

/// The aggregate report with the id.
aggregate::Report report_of(const Store& store, const std::string& id) {
  return std::get<aggregate::Report>(store.find(id).value().report);
}

/// The plain report with another id, domain, reporter or count.
std::string report_with_id(const std::string& id) {
  return with(plain_report(), "id-1", id);
}

std::string report_of_domain(const std::string& domain, const std::string& id) {
  return with(report_with_id(id), "<domain>example.com", "<domain>" + domain);
}

std::string counted(const std::string& count) {
  return with(plain_report(), "<count>1", "<count>" + count);
}

const char* const kFiles[] = {"rfc7489.xml", "rfc9990.xml", "quirks.xml", "no-records.xml",
                              "entities.xml"};
const auto kBothWithFiles = kBoth * data::make(kFiles);

Error::Kind kind_of_opening(const std::string& path) {
  try {
    Store::open(path);
  } catch (const Error& error) {
    BOOST_TEST(std::string(error.what()).find(path) != std::string::npos);
    return error.kind();
  }
  throw std::runtime_error("opened " + path);
}

constexpr int kThreads = 8;
constexpr int kReports = 25;

/// Adds the same reports from several threads, while another reads.
/// @return how many were duplicates
int add_and_read(Fixture& db) {
  std::atomic<bool> done = false;
  std::atomic<int> duplicates = 0;
  std::jthread reader([&] {
    while (!done) {
      // A report is seen whole or not at all.
      for (const Summary& summary : db.store.list({.limit = 5}).reports) {
        if (report_of(db.store, summary.id).records.size() != 3) std::abort();
      }
    }
  });
  {
    std::vector<std::jthread> writers;
    for (int thread = 0; thread < kThreads; ++thread) {
      writers.emplace_back([&] {
        for (std::size_t i = 0; i < kReports; ++i) {
          if (db.add(tests::large_report(3, i)).stored == Stored::duplicate) ++duplicates;
        }
      });
    }
  }
  done = true;
  return duplicates;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Stores)

BOOST_DATA_TEST_CASE(GivesBackWhatWasAdded, kBothWithFiles, backend, file) {
  Fixture db(backend);
  const std::string xml = report_file(file);
  const aggregate::Report report = aggregate::parse(xml).value();
  const Outcome outcome = db.store.add(report, xml, kReceived);
  BOOST_TEST((outcome.stored == Stored::stored));
  BOOST_TEST(outcome.revision == 1);
  BOOST_TEST(outcome.id.size() == 26U);
  const auto found = db.store.find(outcome.id);
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST((std::get<aggregate::Report>(found->report) == report));
  BOOST_TEST(found->content_hash.starts_with(outcome.id));
  BOOST_TEST(found->summary.records == report.records.size());
  BOOST_TEST(found->summary.messages == message_count(report));
  BOOST_TEST((found->summary.kind == intake::Kind::aggregate));
  BOOST_TEST((std::get<aggregate::Report>(found->report).conformance == report.conformance));
  BOOST_TEST((found->summary.received == kReceived));
  BOOST_TEST(db.store.payload(outcome.id)->second == xml);
}

// More records than the writer holds at a time.
BOOST_DATA_TEST_CASE(KeepsTheOrderOfManyRecords, kBoth, backend) {
  Fixture db(backend);
  const std::string xml = tests::large_report(2500);
  const Outcome outcome = db.add(xml);
  BOOST_TEST((report_of(db.store, outcome.id) == aggregate::parse(xml).value()));
  BOOST_TEST(db.store.payload(outcome.id)->second == xml);
}

BOOST_DATA_TEST_CASE(KnowsNothingOfOtherIds, kBoth, backend) {
  Fixture db(backend);
  db.add(plain_report());
  for (const char* id : {"", "0", "'; DROP TABLE report; --", "zzzzzzzzzzzzzzzzzzzzzzzzzz"}) {
    BOOST_TEST(!db.store.find(id));
    BOOST_TEST(!db.store.payload(id));
  }
}

BOOST_DATA_TEST_CASE(StoresTheSameContentOnce, kBoth, backend) {
  Fixture db(backend);
  const Outcome first = db.add(plain_report());
  const Outcome second = db.add(plain_report());
  BOOST_TEST((second == Outcome{first.id, Stored::duplicate, 1}));
  BOOST_TEST(db.store.totals().reports == 1U);
  BOOST_TEST(db.store.totals().messages == 1U);
}

BOOST_DATA_TEST_CASE(KeepsOtherContentUnderTheSameKeyAsARevision, kBoth, backend) {
  Fixture db(backend);
  const Outcome first = db.add(counted("1"));
  const Outcome second = db.add(counted("5"));
  BOOST_TEST((second.stored == Stored::revised));
  BOOST_TEST(second.revision == 2);
  BOOST_TEST(second.id != first.id);
  BOOST_TEST(!db.store.find(first.id)->summary.is_latest);
  BOOST_TEST(db.store.find(second.id)->summary.is_latest);
  BOOST_TEST((db.store.totals() == Totals{1, 1, 5, 1}));
  // The first content once more changes nothing: it is a duplicate of revision 1.
  BOOST_TEST((db.add(counted("1")) == Outcome{first.id, Stored::duplicate, 1}));
  BOOST_TEST((db.store.totals() == Totals{1, 1, 5, 1}));
}

// RFC 9990 section 3.5: an id is unique for one receiver and one domain only, may stand in
// brackets, and policies may change within a day.
BOOST_DATA_TEST_CASE(TellsReportsApartByTheirWholeKey, kBoth, backend) {
  Fixture db(backend);
  const std::string plain = plain_report();
  db.add(plain);
  for (const std::string& other :
       {with(plain, "id-1", "id-2"), report_of_domain("example.org", "id-1"),
        with(plain, "reports@receiver", "reports@other"), with(plain, "1777593600", "1777593601"),
        with(plain, "1777679999", "1777679998"), with(plain, "<begin>1777593600</begin>", "")}) {
    BOOST_TEST((db.add(other).stored == Stored::stored));
  }
  BOOST_TEST((db.add(with(plain, "id-1", "&lt;id-1&gt;")).stored == Stored::revised));
  BOOST_TEST((db.add(with(plain, "1777593600", "unknown")).stored == Stored::revised));
}

BOOST_DATA_TEST_CASE(ListsTheNewestFirst, kBoth, backend) {
  Fixture db(backend);
  const Outcome first = db.add(report_with_id("a"));
  const Outcome second = db.add(report_of_domain("example.org", "b"));
  const Page page = db.store.list();
  BOOST_TEST_REQUIRE(page.reports.size() == 2U);
  BOOST_TEST(page.reports[0].id == second.id);
  BOOST_TEST(page.reports[1].id == first.id);
  BOOST_TEST(!page.next);
  const Summary& summary = page.reports[1];
  BOOST_TEST(summary.domain == "example.com");
  BOOST_TEST(summary.reporter == "receiver.example.net");
  BOOST_TEST(summary.org_name.value() == "Receiver");
  BOOST_TEST(summary.report_id.value() == "a");
  BOOST_TEST(libauth::base::rfc3339(summary.begin.value()) == "2026-05-01T00:00:00Z");
  BOOST_TEST((page.reports[1] == db.store.find(first.id)->summary));
}

BOOST_DATA_TEST_CASE(ListsOneDomain, kBoth, backend) {
  Fixture db(backend);
  db.add(report_with_id("a"));
  const Outcome other = db.add(report_of_domain("example.org", "b"));
  const Page page = db.store.list({.domain = "example.org"});
  BOOST_TEST_REQUIRE(page.reports.size() == 1U);
  BOOST_TEST(page.reports[0].id == other.id);
  BOOST_TEST(db.store.list({.domain = "example.net"}).reports.empty());
  BOOST_TEST((db.store.totals("example.org") == Totals{1, 1, 1, 0}));
  BOOST_TEST((db.store.totals("example.net") == Totals{}));
}

BOOST_DATA_TEST_CASE(ContinuesAPageWhileReportsArrive, kBoth, backend) {
  Fixture db(backend);
  for (int i = 0; i < 10; ++i) db.add(report_with_id("old-" + std::to_string(i)));
  std::vector<std::string> seen;
  Filter filter{.limit = 3};
  for (int pages = 0; pages < 4; ++pages) {
    const Page page = db.store.list(filter);
    for (const Summary& summary : page.reports) seen.push_back(summary.report_id.value());
    BOOST_TEST(page.next.has_value() == (pages < 3));
    filter.after = page.next;
    db.add(report_with_id("new-" + std::to_string(pages)));
  }
  BOOST_TEST_REQUIRE(seen.size() == 10U);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    BOOST_TEST(seen[i] == "old-" + std::to_string(9 - i));
  }
}

/// The plain report of the day that begins then.
std::string report_of_day(const std::string& id, std::int64_t begin) {
  return with(with(report_with_id(id), "1777593600", std::to_string(begin)), "1777679999",
              std::to_string(begin + 86'399));
}

/// The ids on all pages of two.
std::string ids_of(const Store& store, Filter filter) {
  std::string ids;
  filter.limit = 2;
  do {
    const Page page = store.list(filter);
    for (const Summary& summary : page.reports) ids += summary.report_id.value();
    filter.after = page.next;
  } while (filter.after);
  return ids;
}

// A report is of the day in which the middle of its period lies, whenever it came.
BOOST_DATA_TEST_CASE(ListsThoseOfAPeriod, kBoth, backend) {
  Fixture db(backend);
  constexpr std::int64_t kDay = 86'400;
  constexpr std::int64_t kBegin = 1'777'593'600 - 10 * kDay;
  for (const auto& [id, day] : {std::pair("c", 2), {"a", 0}, {"d", 3}, {"b", 1}, {"e", 4}}) {
    db.add(report_of_day(id, kBegin + day * kDay));
  }
  const auto at = [](std::int64_t seconds) {
    return libauth::base::Time{std::chrono::seconds(kBegin + seconds)};
  };
  BOOST_TEST(ids_of(db.store, {}) == "ebdac");
  BOOST_TEST(ids_of(db.store, {.from = at(kDay)}) == "ebdc");
  BOOST_TEST(ids_of(db.store, {.to = at(3 * kDay)}) == "bac");
  BOOST_TEST(ids_of(db.store, {.from = at(kDay), .to = at(4 * kDay)}) == "bdc");
  BOOST_TEST(ids_of(db.store, {.domain = "example.com",
                               .kind = intake::Kind::aggregate,
                               .from = at(kDay),
                               .to = at(2 * kDay)}) == "b");
  BOOST_TEST(ids_of(db.store, {.domain = "example.org", .from = at(0)}) == "");
  constexpr std::int64_t kMiddle = 86'399 / 2;
  BOOST_TEST(ids_of(db.store, {.from = at(kMiddle), .to = at(kMiddle + 1)}) == "a");
  BOOST_TEST(ids_of(db.store, {.from = at(kMiddle + 1), .to = at(kDay)}) == "");
}

BOOST_DATA_TEST_CASE(BringsThePageSizeWithinItsBounds, kBoth, backend) {
  Fixture db(backend);
  db.add(report_with_id("a"));
  db.add(report_with_id("b"));
  BOOST_TEST(db.store.list({.limit = 0}).reports.size() == 1U);
  BOOST_TEST(db.store.list({.limit = 1'000'000}).reports.size() == 2U);
  BOOST_TEST(!db.store.list({.limit = 2}).next);
}

BOOST_DATA_TEST_CASE(AnEmptyStoreHasEmptyAnswers, kBoth, backend) {
  Fixture db(backend);
  BOOST_TEST((db.store.list() == Page{}));
  BOOST_TEST((db.store.totals() == Totals{}));
}

// One forged report must not break the sums of all others.
BOOST_DATA_TEST_CASE(TotalsNeverOverflow, kBoth, backend) {
  Fixture db(backend);
  for (const char* id : {"a", "b", "c"}) {
    db.add(with(counted("9223372036854775807"), "id-1", id));
  }
  BOOST_TEST(db.store.totals().messages == aggregate::kMaxCount);
  BOOST_TEST(db.store.totals().reports == 3U);
}

BOOST_DATA_TEST_CASE(AddsManyInOneTransaction, kBoth, backend) {
  Fixture db(backend);
  const std::string xml[] = {report_with_id("a"), report_with_id("b"), report_with_id("a")};
  std::vector<aggregate::Report> reports;
  for (const std::string& text : xml) reports.push_back(aggregate::parse(text).value());
  std::vector<Upload> uploads;
  for (std::size_t i = 0; i < 3; ++i) uploads.push_back({&reports[i], xml[i]});
  const auto outcomes = db.store.add(uploads, kReceived);
  BOOST_TEST_REQUIRE(outcomes.size() == 3U);
  BOOST_TEST((outcomes[0].stored == Stored::stored));
  BOOST_TEST((outcomes[1].stored == Stored::stored));
  BOOST_TEST((outcomes[2] == Outcome{outcomes[0].id, Stored::duplicate, 1}));
  BOOST_TEST(db.store.totals().reports == 2U);
  BOOST_TEST(db.store.add(std::span<const Upload>()).empty());
}

BOOST_DATA_TEST_CASE(KeepsNothingOfATransactionThatFails, kBoth, backend) {
  Fixture db(backend);
  db.add(report_with_id("a"));
  auto session = db.session();
  session << "ALTER TABLE report_spf RENAME TO away", Poco::Data::Keywords::now;
  BOOST_CHECK_THROW(db.add(report_with_id("b")), Error);
  session << "ALTER TABLE away RENAME TO report_spf", Poco::Data::Keywords::now;
  BOOST_TEST(db.store.totals().reports == 1U);
  BOOST_TEST((db.add(report_with_id("b")).stored == Stored::stored));
  BOOST_TEST(report_of(db.store, db.add(report_with_id("b")).id).records.size() == 1U);
}

BOOST_DATA_TEST_CASE(IsThereAfterReopening, kBoth, backend) {
  Fixture db(backend);
  const Outcome outcome = db.add(plain_report());
  db.store = Store::open(db.target());
  BOOST_TEST((report_of(db.store, outcome.id) == aggregate::parse(plain_report()).value()));
  BOOST_TEST((db.add(plain_report()).stored == Stored::duplicate));
}

BOOST_DATA_TEST_CASE(TwoStoresShareAFile, kBoth, backend) {
  Fixture db(backend);
  Store other = Store::open(db.target());
  const Outcome outcome = db.add(report_with_id("a"));
  BOOST_TEST(other.find(outcome.id).has_value());
  const std::string xml = report_with_id("b");
  const Outcome second = other.add(aggregate::parse(xml).value(), xml);
  BOOST_TEST(db.store.list().reports.at(0).id == second.id);
}

BOOST_DATA_TEST_CASE(ThreadsAddAndReadAtTheSameTime, kBoth, backend) {
  Fixture db(backend);
  BOOST_TEST(add_and_read(db) == (kThreads - 1) * kReports);
  BOOST_TEST((db.store.totals() == Totals{kReports, 3 * kReports, 3 * kReports, 0}));
}

BOOST_AUTO_TEST_CASE(SaysWhyAFileCannotBeUsed) {
  const tests::TempDir folder;
  BOOST_TEST((kind_of_opening(folder.file("none/reports.db")) == Error::Kind::cannot_open));
  BOOST_TEST((kind_of_opening(folder.path().string()) == Error::Kind::cannot_open));
  const std::string text = folder.write("notes.txt", std::string(5000, 'x'));
  BOOST_TEST((kind_of_opening(text) == Error::Kind::not_a_database));
}

BOOST_AUTO_TEST_SUITE_END()
