// SPDX-License-Identifier: MIT
//
// A worker goes on after failures, and stops at once in a pause.

#include "service/jobs/worker.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using service::jobs::Worker;

namespace {

/// Waits until it holds; false after some seconds.
template <class Holds>
bool becomes_true(const Holds& holds) {
  for (int i = 0; i < 5'000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(1ms);
  }
  return false;
}

void no_log(const std::string&) {}

}  // namespace

BOOST_AUTO_TEST_SUITE(Workers)

BOOST_AUTO_TEST_CASE(DoesTheStepAgainAndAgain) {
  std::atomic<int> steps = 0;
  const auto step = [&](const std::stop_token&) {
    ++steps;
    return 1ms;
  };
  Worker worker("test", step, no_log);
  BOOST_TEST(becomes_true([&] { return steps > 3; }));
}

BOOST_AUTO_TEST_CASE(StopsInAPauseAtOnce) {
  std::atomic<int> steps = 0;
  const auto step = [&](const std::stop_token&) {
    ++steps;
    return std::chrono::milliseconds(1h);
  };
  const auto start = std::chrono::steady_clock::now();
  {
    Worker worker("test", step, no_log);
    BOOST_TEST(becomes_true([&] { return steps == 1; }));
    BOOST_TEST(!worker.wait_until_stopped(10ms));
    worker.begin_stop();
    BOOST_TEST(worker.wait_until_stopped(5s));
  }
  BOOST_TEST((std::chrono::steady_clock::now() - start < 10s));
  BOOST_TEST(steps == 1);
}

BOOST_AUTO_TEST_CASE(TellsTheStepToStop) {
  std::atomic<bool> is_at_work = false;
  const auto step = [&](const std::stop_token& stop) {
    is_at_work = true;
    while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
    return 0ms;
  };
  Worker worker("test", step, no_log);
  BOOST_TEST(becomes_true([&] { return is_at_work.load(); }));
  BOOST_TEST(!worker.wait_until_stopped(1ms));
  worker.begin_stop();
  BOOST_TEST(worker.wait_until_stopped(5s));
}

BOOST_AUTO_TEST_CASE(GoesOnAfterAFailureAndLogsIt) {
  std::atomic<int> steps = 0;
  std::mutex mutex;
  std::vector<std::string> lines;
  const auto log = [&](const std::string& line) {
    const std::scoped_lock lock(mutex);
    lines.push_back(line);
  };
  const auto step = [&](const std::stop_token&) -> std::chrono::milliseconds {
    if (++steps < 3) throw std::runtime_error("the disk is full\n");
    return 1h;
  };
  Worker worker("enrichment", step, log, 1ms);
  BOOST_TEST(becomes_true([&] { return steps == 3; }));
  const std::scoped_lock lock(mutex);
  BOOST_REQUIRE(lines.size() == 2U);
  BOOST_TEST(lines.front() == "enrichment: the disk is full\\010");
}

BOOST_AUTO_TEST_SUITE_END()
