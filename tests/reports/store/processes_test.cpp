// SPDX-License-Identifier: MIT
//
// Several processes and threads on one database, and processes that are killed while they add.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/aggregate/parse.h"
#include "reports/store/store.h"
#include "tests/reports/fixture.h"
#include "tests/reports/store/databases.h"
#include "tests/support/process.h"

using namespace reports;
using namespace reports::store;
using namespace Poco::Data::Keywords;

namespace {

const auto kBoth = boost::unit_test::data::make(tests::kBackends);

constexpr std::size_t kProcesses = 2;
constexpr std::size_t kThreads = 4;
constexpr std::size_t kReports = 20;  // of a thread
constexpr std::size_t kRecords = 50;  // of a report
constexpr int kRounds = 8;
/// What a round may take, so that all of them are done in 20 seconds.
constexpr std::chrono::milliseconds kLongestLife{400};

/// This program once more, for one of the cases below that are not run otherwise.
std::vector<std::string> self(const std::string& test) {
  return {std::filesystem::read_symlink("/proc/self/exe").string(), "--run_test=Processes/" + test};
}

std::vector<std::string> environment(const tests::Database& database, std::size_t process) {
  return {"MAILVET_TEST_STORE=" + database.target(),
          "MAILVET_TEST_PROCESS=" + std::to_string(process)};
}

Outcome add(Store& store, std::size_t seed) {
  const std::string xml = tests::large_report(kRecords, seed);
  return store.add(aggregate::parse(xml).value(), xml);
}

/// The reports of a thread: its own, and those that all threads of all processes add.
std::vector<std::size_t> seeds_of(std::size_t process, std::size_t thread) {
  std::vector<std::size_t> seeds;
  for (std::size_t i = 0; i < kReports; ++i) {
    seeds.push_back((process * kThreads + thread + 1) * 1000 + i);
    seeds.push_back(i);
  }
  return seeds;
}

/// Ids that stand behind the word in what a process printed, whole lines only.
std::vector<std::string> ids_after(const std::string& word, const std::string& out) {
  std::vector<std::string> ids;
  std::istringstream lines(out.substr(0, out.rfind('\n') + 1));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(word + " ")) ids.push_back(line.substr(word.size() + 1));
  }
  return ids;
}

/// Numbers of all reports that are to be seen.
std::vector<Poco::Int64> numbers_in(Poco::Data::Session& session) {
  std::vector<Poco::Int64> numbers;
  session << "SELECT number FROM report ORDER BY number", into(numbers), now;
  return numbers;
}

/// Reports whose records or payload are not all there.
Poco::Int64 halves_in(const tests::Database& database) {
  return database.number(
      "SELECT COUNT(*) FROM report r WHERE r.records <> (SELECT COUNT(*) FROM report_record c"
      " WHERE c.domain = r.domain AND c.report = r.number) OR NOT EXISTS (SELECT 1 FROM"
      " report_payload p WHERE p.domain = r.domain AND p.report = r.number)");
}

/// Looks until all processes have ended, or half a minute.
/// @return how often a number came to be seen after a larger one was
int late_numbers(tests::Database& database, std::vector<std::unique_ptr<tests::Process>>& running) {
  auto session = database.session();
  std::vector<Poco::Int64> seen;
  int late = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  const auto ended = [](const auto& process) {
    return process->out().text().find("done") != std::string::npos;
  };
  while (!std::ranges::all_of(running, ended) && std::chrono::steady_clock::now() < deadline) {
    const std::vector<Poco::Int64> numbers = numbers_in(session);
    if (!std::equal(
            seen.begin(), seen.end(), numbers.begin(),
            numbers.begin() + static_cast<std::ptrdiff_t>(std::min(seen.size(), numbers.size())))) {
      ++late;
    }
    seen = numbers;
  }
  return late;
}

/// Starts a process that adds, and kills it after that time.
/// @return the ids of what it said to have added
std::vector<std::string> added_until_killed(const tests::Database& database, std::size_t round,
                                            std::chrono::milliseconds life) {
  tests::Process process(self("AddUntilKilled"), {}, environment(database, round));
  BOOST_TEST_REQUIRE(process.started());
  BOOST_TEST_REQUIRE(process.out().wait_for_line("added", std::chrono::seconds(20)).has_value());
  std::this_thread::sleep_for(life);
  process.send(SIGKILL);
  const tests::Ended ended = process.wait();
  BOOST_TEST(ended.signal == SIGKILL);
  return ids_after("added", ended.out);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Processes)

// Run by the next test in processes of their own.
BOOST_AUTO_TEST_CASE(AddShare, *boost::unit_test::disabled()) {
  const char* target = std::getenv("MAILVET_TEST_STORE");
  const char* number = std::getenv("MAILVET_TEST_PROCESS");
  if (target == nullptr || number == nullptr) return;
  Store store = Store::open(target);
  std::mutex printing;
  {
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (const std::size_t seed : seeds_of(std::stoul(number), thread)) {
          const Outcome outcome = add(store, seed);
          const std::lock_guard lock(printing);
          std::cout << libauth::base::name_of(outcome.stored) << ' ' << outcome.id << std::endl;
        }
      });
    }
  }
  std::cout << "done" << std::endl;
}

BOOST_DATA_TEST_CASE(LoseNothingAndStoreNothingTwice, kBoth, backend) {
  tests::Database database(backend);
  std::vector<std::unique_ptr<tests::Process>> running;
  for (std::size_t process = 0; process < kProcesses; ++process) {
    running.push_back(std::make_unique<tests::Process>(self("AddShare"), std::string(),
                                                       environment(database, process)));
  }
  // A page is continued by number: nothing may come below what was seen.
  BOOST_TEST(late_numbers(database, running) == 0);
  std::vector<std::string> stored;
  std::size_t duplicates = 0;
  for (const auto& process : running) {
    const tests::Ended ended = process->wait();
    BOOST_TEST(ended.status == 0, ended.err);
    for (std::string& id : ids_after("stored", ended.out)) stored.push_back(std::move(id));
    duplicates += ids_after("duplicate", ended.out).size();
  }
  constexpr std::size_t kAll = kProcesses * kThreads;
  constexpr std::size_t kDistinct = kAll * kReports + kReports;
  BOOST_TEST(stored.size() == kDistinct);
  BOOST_TEST(std::set(stored.begin(), stored.end()).size() == kDistinct);
  BOOST_TEST(duplicates == (kAll - 1) * kReports);
  BOOST_TEST((database.store.totals().reports == kDistinct));
  BOOST_TEST(database.number("SELECT COUNT(*) FROM report_record") == kDistinct * kRecords);
  BOOST_TEST(database.number("SELECT COUNT(DISTINCT number) FROM report") == kDistinct);
  BOOST_TEST(halves_in(database) == 0);
}

// Run by the next test in a process of its own: adds reports until it is killed.
BOOST_AUTO_TEST_CASE(AddUntilKilled, *boost::unit_test::disabled()) {
  const char* target = std::getenv("MAILVET_TEST_STORE");
  const char* round = std::getenv("MAILVET_TEST_PROCESS");
  if (target == nullptr || round == nullptr) return;
  Store store = Store::open(target);
  for (std::size_t seed = std::stoul(round) * 100'000;; ++seed) {
    std::cout << "added " << add(store, seed).id << std::endl;
  }
}

BOOST_DATA_TEST_CASE(LoseNothingThatWasAnsweredWhenKilled, kBoth, backend) {
  tests::Database database(backend);
  std::minstd_rand random(std::random_device{}());
  std::set<std::string> answered;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const std::chrono::milliseconds life(random() % kLongestLife.count());
    for (std::string& id : added_until_killed(database, round, life)) {
      BOOST_TEST(answered.insert(std::move(id)).second);
    }
    BOOST_TEST(halves_in(database) == 0);
  }
  BOOST_TEST_MESSAGE("killed " << kRounds << " times, after " << answered.size() << " reports");
  const Store reopened = Store::open(database.target());
  for (const std::string& id : answered) {
    const auto found = reopened.find(id);
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(std::get<aggregate::Report>(found->report).records.size() == kRecords);
  }
  // At most the ones that were being answered are there besides.
  const Totals totals = reopened.totals();
  BOOST_TEST(totals.reports >= answered.size());
  BOOST_TEST(totals.reports <= answered.size() + kRounds);
  BOOST_TEST(totals.records == totals.reports * kRecords);
  BOOST_TEST(totals.superseded == 0U);
  BOOST_TEST(database.number("SELECT COUNT(DISTINCT id) FROM report") ==
             static_cast<Poco::Int64>(totals.reports));
}

BOOST_AUTO_TEST_SUITE_END()
