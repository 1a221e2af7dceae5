// SPDX-License-Identifier: MIT
//
// Sums, shares and rankings.

#include "reports/analysis/count.h"

#include <array>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "reports/aggregate/report.h"

using namespace reports::analysis;
using reports::aggregate::kMaxCount;

BOOST_AUTO_TEST_SUITE(AnalysisCount)

BOOST_AUTO_TEST_CASE(ASumStaysAtTheLargestCount) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  for (const auto& [to, messages, want] : {std::array<std::uint64_t, 3>{0, 0, 0},
                                           {1, 2, 3},
                                           {kMaxCount - 1, 1, kMaxCount},
                                           {kMaxCount - 1, 2, kMaxCount},
                                           {5, kMost, kMaxCount}}) {
    std::uint64_t count = to;
    add(count, messages);
    BOOST_TEST(count == want);
  }
}

BOOST_AUTO_TEST_CASE(SharesAreRoundedButOnlyAllIsAHundred) {
  struct Row {
    std::uint64_t part, whole;
    double percent;
    const char* text;
  };
  const Row rows[] = {{0, 5, 0, "0"},
                      {5, 5, 100, "100"},
                      {99999, 100000, 99.99, "99.99"},
                      {1, 3, 33.33, "33.33"},
                      {2, 3, 66.67, "66.67"},
                      {700, 749, 93.46, "93.46"},  // 93.4579
                      {1, 20000, 0.01, "0.01"},    // 0.005: half is rounded up
                      {1, 20001, 0, "0"},
                      {99994, 100000, 99.99, "99.99"},
                      {987, 1000, 98.7, "98.7"},
                      {10005, 1000000, 1, "1"},
                      {105, 10000, 1.05, "1.05"},
                      {kMaxCount / 2, kMaxCount, 50, "50"},
                      {kMaxCount - 1, kMaxCount, 99.99, "99.99"},
                      {kMaxCount, kMaxCount, 100, "100"}};
  for (const Row& row : rows) {
    BOOST_TEST(percent(row.part, row.whole).value() == row.percent);
    BOOST_TEST(percent_text(row.part, row.whole) == row.text);
  }
  BOOST_TEST(!percent(0, 0));
  BOOST_TEST(percent_text(0, 0) == "0");
}

// 97.996 % are not the 98 % that are asked for.
BOOST_AUTO_TEST_CASE(AShareBelowAThresholdIsNotShownAsIfItReachedIt) {
  BOOST_TEST(percent(24499, 25000).value() == 98);
  BOOST_TEST(!is_at_least(24499, 25000, 98));
  BOOST_TEST(percent_rounded_down(24499, 25000).value() == 97.99);
  BOOST_TEST(percent_rounded_down(24500, 25000).value() == 98);
  BOOST_TEST(!percent_rounded_down(0, 0));
}

BOOST_AUTO_TEST_CASE(AThresholdIsExact) {
  BOOST_TEST(is_at_least(98, 100, 98));
  BOOST_TEST(!is_at_least(97, 100, 98));
  BOOST_TEST(is_at_least(49, 50, 98));
  BOOST_TEST(!is_at_least(50, 51 + 1, 98));
  BOOST_TEST(!is_at_least(0, 1, 1));
  BOOST_TEST(is_at_least(0, 0, 98));
  // 98 % of 149 are 146.02.
  BOOST_TEST(!is_at_least(146, 149, 98));
  BOOST_TEST(is_at_least(147, 149, 98));
  BOOST_TEST(is_at_least(kMaxCount, kMaxCount, 100));
  BOOST_TEST(!is_at_least(kMaxCount - 1, kMaxCount, 100));
}

BOOST_AUTO_TEST_CASE(ARankingHasTheMostFirstAndTellsHowManyThereAre) {
  Tally tally;
  std::vector<std::string> names;
  for (char c = 'l'; c >= 'a'; --c) names.emplace_back(1, c);
  for (const std::string& name : names) tally.add(name, 1);
  tally.add("k", 4);
  tally.add_words("d d", 1);
  tally.add_words("", 100);
  tally.add_known(std::nullopt, 100);
  const Ranking ranking = tally.ranking();
  BOOST_TEST(ranking.count == 12U);
  BOOST_REQUIRE(ranking.top.size() == kTop);
  BOOST_TEST((ranking.top[0] == Counted{"k", 5}));
  BOOST_TEST((ranking.top[1] == Counted{"d", 3}));
  BOOST_TEST((ranking.top[2] == Counted{"a", 1}));
  BOOST_TEST(tally.sorted().size() == 12U);
  BOOST_TEST(Tally().ranking().top.empty());
}

BOOST_AUTO_TEST_SUITE_END()
