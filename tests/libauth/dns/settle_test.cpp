// SPDX-License-Identifier: MIT

#include "libauth/dns/settle.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using namespace libauth::dns;

namespace {

/// Says no_data to everything and keeps what it was asked, a list a round.
class Recorder final : public Resolver {
 public:
  std::vector<AnswerPtr> resolve(std::span<const Question> questions, Deadline) override {
    rounds.emplace_back(questions.begin(), questions.end());
    return std::vector<AnswerPtr>(questions.size(), failed(Status::no_data, ""));
  }
  std::vector<std::vector<Question>> rounds;
};

Question numbered(std::size_t number) {
  return tests::question("n" + std::to_string(number) + ".example", RrType::a);
}

/// Asks for `depth` names one after another; gives the status of the last.
auto chain(std::size_t depth) {
  return [depth](Facts& facts) {
    Status status = Status::answered;
    for (std::size_t i = 0; i < depth; ++i) {
      const Answer* answer = facts.find(numbered(i));
      if (answer == nullptr) return Status::malformed;
      status = answer->status;
    }
    return status;
  };
}

/// Asks for `width` names at once; counts those that were never asked for.
auto fan(std::size_t width) {
  return [width](Facts& facts) {
    std::size_t not_asked = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const Answer* answer = facts.find(numbered(i));
      if (answer != nullptr && answer->status == Status::not_asked) ++not_asked;
    }
    return not_asked;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_settle)

BOOST_AUTO_TEST_CASE(a_judge_that_needs_nothing_asks_nothing) {
  Recorder resolver;
  Facts facts;
  SettleCost cost;
  BOOST_TEST(settle(
                 resolver, facts, [](Facts&) { return 7; }, {}, &cost) == 7);
  BOOST_TEST(resolver.rounds.empty());
  BOOST_TEST(cost.rounds == 0U);
}

BOOST_AUTO_TEST_CASE(asks_all_that_is_missing_in_one_round) {
  Recorder resolver;
  Facts facts;
  SettleCost cost;
  BOOST_TEST(settle(resolver, facts, fan(50), {}, &cost) == 0U);
  BOOST_TEST(cost.rounds == 1U);
  BOOST_TEST(cost.questions == 50U);
  BOOST_TEST(resolver.rounds.at(0).size() == 50U);
}

BOOST_AUTO_TEST_CASE(takes_a_round_for_each_step_that_needs_the_one_before) {
  Recorder resolver;
  Facts facts;
  SettleCost cost;
  BOOST_TEST((settle(resolver, facts, chain(5), {}, &cost) == Status::no_data));
  BOOST_TEST(cost.rounds == 5U);
}

BOOST_AUTO_TEST_CASE(what_is_over_the_limit_of_rounds_is_not_asked) {
  Recorder resolver;
  Facts facts;
  SettleLimits limits;
  limits.rounds = 3;
  BOOST_TEST((settle(resolver, facts, chain(5), limits) == Status::not_asked));
  BOOST_TEST(resolver.rounds.size() == 3U);
}

BOOST_AUTO_TEST_CASE(what_is_over_the_limit_of_questions_is_not_asked) {
  for (const std::size_t allowed : {0U, 1U, 7U, 10U, 11U}) {
    BOOST_TEST_CONTEXT(allowed << " questions allowed") {
      Recorder resolver;
      Facts facts;
      SettleLimits limits;
      limits.questions = allowed;
      SettleCost cost;
      BOOST_TEST(settle(resolver, facts, fan(10), limits, &cost) ==
                 (allowed < 10 ? 10 - allowed : 0));
      BOOST_TEST(cost.questions == std::min<std::size_t>(allowed, 10));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_open_when_the_time_is_over_has_timed_out) {
  Recorder resolver;
  Facts facts;
  SettleLimits limits;
  limits.time = std::chrono::milliseconds(0);
  BOOST_TEST((settle(resolver, facts, chain(5), limits) == Status::timeout));
  BOOST_TEST(resolver.rounds.empty());
}

BOOST_AUTO_TEST_CASE(facts_that_are_known_are_not_asked_again) {
  Recorder resolver;
  Facts facts;
  facts.learn(numbered(0), failed(Status::servfail, ""));
  settle(resolver, facts, fan(2));
  BOOST_TEST_REQUIRE(resolver.rounds.size() == 1U);
  BOOST_TEST(resolver.rounds[0].size() == 1U);
  BOOST_TEST(resolver.rounds[0][0].text() == numbered(1).text());
}

BOOST_AUTO_TEST_SUITE_END()
