// SPDX-License-Identifier: MIT

#include "reports/store/store.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>
#include <sstream>
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
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

using namespace reports;
using namespace reports::store;
using tests::plain_report;
using tests::report_file;
using tests::with;

namespace {

const libauth::base::Time kReceived{std::chrono::seconds(1'777'700'000)};

/// A store of its own for each test.
struct Fixture {
  tests::TempDir folder;
  std::string path = folder.file("reports.db");
  Store store = Store::open(path);

  Outcome add(const std::string& xml) {
    return store.add(aggregate::parse(xml).value(), xml, kReceived);
  }
};

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

Error::Kind kind_of_opening(const std::string& path) {
  try {
    Store::open(path);
  } catch (const Error& error) {
    BOOST_TEST(std::string(error.what()).find(path) != std::string::npos);
    return error.kind();
  }
  throw std::runtime_error("opened " + path);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Stores, Fixture)

BOOST_DATA_TEST_CASE_F(Fixture, GivesBackWhatWasAdded, boost::unit_test::data::make(kFiles), file) {
  const std::string xml = report_file(file);
  const aggregate::Report report = aggregate::parse(xml).value();
  const Outcome outcome = store.add(report, xml, kReceived);
  BOOST_TEST((outcome.stored == Stored::stored));
  BOOST_TEST(outcome.revision == 1);
  BOOST_TEST(outcome.id.size() == 26U);
  const auto found = store.find(outcome.id);
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST((found->report == report));
  BOOST_TEST(found->content_hash.starts_with(outcome.id));
  BOOST_TEST(found->summary.records == report.records.size());
  BOOST_TEST(found->summary.messages == message_count(report));
  BOOST_TEST((found->summary.received == kReceived));
  BOOST_TEST(store.payload(outcome.id).value() == xml);
}

// More records than the writer holds at a time.
BOOST_AUTO_TEST_CASE(KeepsTheOrderOfManyRecords) {
  const std::string xml = tests::large_report(2500);
  const Outcome outcome = add(xml);
  BOOST_TEST((store.find(outcome.id)->report == aggregate::parse(xml).value()));
  BOOST_TEST(store.payload(outcome.id).value() == xml);
}

BOOST_AUTO_TEST_CASE(KnowsNothingOfOtherIds) {
  add(plain_report());
  for (const char* id : {"", "0", "'; DROP TABLE report; --", "zzzzzzzzzzzzzzzzzzzzzzzzzz"}) {
    BOOST_TEST(!store.find(id));
    BOOST_TEST(!store.payload(id));
  }
}

BOOST_AUTO_TEST_CASE(StoresTheSameContentOnce) {
  const Outcome first = add(plain_report());
  const Outcome second = add(plain_report());
  BOOST_TEST((second == Outcome{first.id, Stored::duplicate, 1}));
  BOOST_TEST(store.totals().reports == 1U);
  BOOST_TEST(store.totals().messages == 1U);
}

BOOST_AUTO_TEST_CASE(KeepsOtherContentUnderTheSameKeyAsARevision) {
  const Outcome first = add(counted("1"));
  const Outcome second = add(counted("5"));
  BOOST_TEST((second.stored == Stored::revised));
  BOOST_TEST(second.revision == 2);
  BOOST_TEST(second.id != first.id);
  BOOST_TEST(!store.find(first.id)->summary.is_latest);
  BOOST_TEST(store.find(second.id)->summary.is_latest);
  BOOST_TEST((store.totals() == Totals{1, 1, 5, 1}));
  // The first content once more changes nothing: it is a duplicate of revision 1.
  BOOST_TEST((add(counted("1")) == Outcome{first.id, Stored::duplicate, 1}));
  BOOST_TEST((store.totals() == Totals{1, 1, 5, 1}));
}

// RFC 9990 section 3.5: an id is unique for one receiver and one domain only, may stand in
// brackets, and policies may change within a day.
BOOST_AUTO_TEST_CASE(TellsReportsApartByTheirWholeKey) {
  const std::string plain = plain_report();
  add(plain);
  for (const std::string& other :
       {with(plain, "id-1", "id-2"), report_of_domain("example.org", "id-1"),
        with(plain, "reports@receiver", "reports@other"), with(plain, "1777593600", "1777593601"),
        with(plain, "1777679999", "1777679998"), with(plain, "<begin>1777593600</begin>", "")}) {
    BOOST_TEST((add(other).stored == Stored::stored));
  }
  BOOST_TEST((add(with(plain, "id-1", "&lt;id-1&gt;")).stored == Stored::revised));
  BOOST_TEST((add(with(plain, "1777593600", "unknown")).stored == Stored::revised));
}

BOOST_AUTO_TEST_CASE(ListsTheNewestFirst) {
  const Outcome first = add(report_with_id("a"));
  const Outcome second = add(report_of_domain("example.org", "b"));
  const Page page = store.list();
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
  BOOST_TEST((page.reports[1] == store.find(first.id)->summary));
}

BOOST_AUTO_TEST_CASE(ListsOneDomain) {
  add(report_with_id("a"));
  const Outcome other = add(report_of_domain("example.org", "b"));
  const Page page = store.list({.domain = "example.org"});
  BOOST_TEST_REQUIRE(page.reports.size() == 1U);
  BOOST_TEST(page.reports[0].id == other.id);
  BOOST_TEST(store.list({.domain = "example.net"}).reports.empty());
  BOOST_TEST((store.totals("example.org") == Totals{1, 1, 1, 0}));
  BOOST_TEST((store.totals("example.net") == Totals{}));
}

BOOST_AUTO_TEST_CASE(ContinuesAPageWhileReportsArrive) {
  for (int i = 0; i < 10; ++i) add(report_with_id("old-" + std::to_string(i)));
  std::vector<std::string> seen;
  Filter filter{.limit = 3};
  for (int pages = 0; pages < 4; ++pages) {
    const Page page = store.list(filter);
    for (const Summary& summary : page.reports) seen.push_back(summary.report_id.value());
    BOOST_TEST(page.next.has_value() == (pages < 3));
    filter.after = page.next;
    add(report_with_id("new-" + std::to_string(pages)));
  }
  BOOST_TEST_REQUIRE(seen.size() == 10U);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    BOOST_TEST(seen[i] == "old-" + std::to_string(9 - i));
  }
}

BOOST_AUTO_TEST_CASE(BringsThePageSizeWithinItsBounds) {
  add(report_with_id("a"));
  add(report_with_id("b"));
  BOOST_TEST(store.list({.limit = 0}).reports.size() == 1U);
  BOOST_TEST(store.list({.limit = 1'000'000}).reports.size() == 2U);
  BOOST_TEST(!store.list({.limit = 2}).next);
}

BOOST_AUTO_TEST_CASE(AnEmptyStoreHasEmptyAnswers) {
  BOOST_TEST((store.list() == Page{}));
  BOOST_TEST((store.totals() == Totals{}));
}

// One forged report must not break the sums of all others.
BOOST_AUTO_TEST_CASE(TotalsNeverOverflow) {
  for (const char* id : {"a", "b", "c"}) {
    add(with(counted("9223372036854775807"), "id-1", id));
  }
  BOOST_TEST(store.totals().messages == std::numeric_limits<std::uint64_t>::max());
  BOOST_TEST(store.totals().reports == 3U);
}

BOOST_AUTO_TEST_CASE(AddsManyInOneTransaction) {
  const std::string xml[] = {report_with_id("a"), report_with_id("b"), report_with_id("a")};
  std::vector<aggregate::Report> reports;
  for (const std::string& text : xml) reports.push_back(aggregate::parse(text).value());
  std::vector<Upload> uploads;
  for (std::size_t i = 0; i < 3; ++i) uploads.push_back({reports[i], xml[i]});
  const auto outcomes = store.add(uploads, kReceived);
  BOOST_TEST_REQUIRE(outcomes.size() == 3U);
  BOOST_TEST((outcomes[0].stored == Stored::stored));
  BOOST_TEST((outcomes[1].stored == Stored::stored));
  BOOST_TEST((outcomes[2] == Outcome{outcomes[0].id, Stored::duplicate, 1}));
  BOOST_TEST(store.totals().reports == 2U);
  BOOST_TEST(store.add(std::span<const Upload>()).empty());
}

BOOST_AUTO_TEST_CASE(KeepsNothingOfATransactionThatFails) {
  add(report_with_id("a"));
  Poco::Data::Session session("SQLite", path);
  session << "ALTER TABLE report_spf RENAME TO away", Poco::Data::Keywords::now;
  BOOST_CHECK_THROW(add(report_with_id("b")), Error);
  session << "ALTER TABLE away RENAME TO report_spf", Poco::Data::Keywords::now;
  BOOST_TEST(store.totals().reports == 1U);
  BOOST_TEST((add(report_with_id("b")).stored == Stored::stored));
  BOOST_TEST(store.find(add(report_with_id("b")).id)->report.records.size() == 1U);
}

BOOST_AUTO_TEST_CASE(IsThereAfterReopening) {
  const Outcome outcome = add(plain_report());
  store = Store::open(path);
  BOOST_TEST((store.find(outcome.id)->report == aggregate::parse(plain_report()).value()));
  BOOST_TEST((add(plain_report()).stored == Stored::duplicate));
}

BOOST_AUTO_TEST_CASE(TwoStoresShareAFile) {
  Store other = Store::open(path);
  const Outcome outcome = add(report_with_id("a"));
  BOOST_TEST(other.find(outcome.id).has_value());
  const std::string xml = report_with_id("b");
  const Outcome second = other.add(aggregate::parse(xml).value(), xml);
  BOOST_TEST(store.list().reports.at(0).id == second.id);
}

BOOST_AUTO_TEST_CASE(ThreadsAddAndReadAtTheSameTime) {
  constexpr int kThreads = 4;
  constexpr int kReports = 25;
  std::atomic<bool> done = false;
  std::atomic<int> duplicates = 0;
  std::jthread reader([&] {
    while (!done) {
      // A report is seen whole or not at all.
      for (const Summary& summary : store.list({.limit = 5}).reports) {
        if (store.find(summary.id)->report.records.size() != 3) std::abort();
      }
    }
  });
  {
    std::vector<std::jthread> writers;
    for (int thread = 0; thread < kThreads; ++thread) {
      writers.emplace_back([&] {
        for (std::size_t i = 0; i < kReports; ++i) {
          if (add(tests::large_report(3, i)).stored == Stored::duplicate) ++duplicates;
        }
      });
    }
  }
  done = true;
  BOOST_TEST((store.totals() == Totals{kReports, 3 * kReports, 3 * kReports, 0}));
  BOOST_TEST(duplicates == (kThreads - 1) * kReports);
}

BOOST_AUTO_TEST_CASE(SaysWhyAFileCannotBeUsed) {
  BOOST_TEST((kind_of_opening(folder.file("none/reports.db")) == Error::Kind::cannot_open));
  BOOST_TEST((kind_of_opening(folder.path().string()) == Error::Kind::cannot_open));
  const std::string text = folder.write("notes.txt", std::string(5000, 'x'));
  BOOST_TEST((kind_of_opening(text) == Error::Kind::not_a_database));
}

// Run by the next test in a process of its own: adds reports until it is killed.
BOOST_AUTO_TEST_CASE(AddUntilKilled, *boost::unit_test::disabled()) {
  const char* file = std::getenv("MAILVET_TEST_STORE");
  if (file == nullptr) return;
  Store killed = Store::open(file);
  for (std::size_t i = 0;; ++i) {
    const std::string xml = tests::large_report(50, i);
    const Outcome outcome = killed.add(aggregate::parse(xml).value(), xml);
    std::cout << "added " << outcome.id << std::endl;
  }
}

BOOST_AUTO_TEST_CASE(LosesNothingThatWasAnsweredWhenKilled) {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  tests::Process process({program, "--run_test=Stores/AddUntilKilled"}, {},
                         {"MAILVET_TEST_STORE=" + path});
  BOOST_TEST_REQUIRE(process.started());
  BOOST_TEST_REQUIRE(process.out().wait_for_line("added", std::chrono::seconds(20)).has_value());
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  process.send(SIGKILL);
  const tests::Ended ended = process.wait();
  BOOST_TEST(ended.signal == SIGKILL);
  std::istringstream lines(ended.out);
  std::set<std::string> answered;
  for (std::string word, id; lines >> word;) {
    if (word == "added" && lines >> id && id.size() == 26) answered.insert(id);
  }
  BOOST_TEST_MESSAGE("killed after " << answered.size() << " reports");
  store = Store::open(path);
  for (const std::string& id : answered) {
    const auto found = store.find(id);
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->report.records.size() == 50U);
  }
  // At most the one that was being answered is there besides.
  BOOST_TEST(store.totals().reports >= answered.size());
  BOOST_TEST(store.totals().reports <= answered.size() + 1);
  BOOST_TEST(store.totals().records == store.totals().reports * 50);
}

BOOST_AUTO_TEST_SUITE_END()
