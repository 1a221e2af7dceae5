// SPDX-License-Identifier: MIT

#include "libauth/dns/memo.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/dns/answer.h"

using namespace libauth::dns;

namespace {

struct Length {
  std::size_t value = 0;
  std::size_t octets() const { return 1000; }
};

struct Text {
  std::string value;
  std::size_t octets() const { return value.size(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_memo)

BOOST_AUTO_TEST_CASE(makes_a_value_once_and_keeps_one_of_each_type) {
  const Memo memo;
  int made = 0;
  const auto length = [&made] { return Length{static_cast<std::size_t>(++made)}; };
  const auto text = [&made] { return Text{"made " + std::to_string(++made)}; };
  const Length& first = memo.get<Length>(length);
  BOOST_TEST(first.value == 1U);
  BOOST_TEST(memo.get<Text>(text).value == "made 2");
  BOOST_TEST(&memo.get<Length>(length) == &first);
  BOOST_TEST(memo.get<Text>(text).value == "made 2");
  BOOST_TEST(made == 2);
}

BOOST_AUTO_TEST_CASE(tells_what_its_values_take) {
  const Memo memo;
  BOOST_TEST(memo.octets() == 0U);
  memo.get<Length>([] { return Length{1}; });
  const std::size_t with_one = memo.octets();
  BOOST_TEST(with_one > 1000U);
  memo.get<Length>([] { return Length{1}; });
  BOOST_TEST(memo.octets() == with_one);
  memo.get<Text>([] { return Text{std::string(500, 'x')}; });
  BOOST_TEST(memo.octets() >= with_one + 500);
}

BOOST_AUTO_TEST_CASE(an_answer_is_equal_with_and_without_it) {
  Answer answer;
  answer.detail = "x";
  const std::size_t before = answer.octets();
  answer.memo.get<Length>([] { return Length{1}; });
  BOOST_TEST(answer.octets() > before + 1000);
  const Answer copy = answer;
  BOOST_TEST((copy == answer));
  BOOST_TEST(copy.memo.octets() == 0U);
}

BOOST_AUTO_TEST_CASE(threads_that_ask_at_once_get_the_same_value) {
  for (int round = 0; round < 50; ++round) {
    const Memo memo;
    std::atomic<int> waiting = 0;
    std::vector<const Length*> seen(4);
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      threads.emplace_back([&, i] {
        ++waiting;
        while (waiting < 4) std::this_thread::yield();
        seen[i] = &memo.get<Length>([i] { return Length{i}; });
        memo.get<Text>([] { return Text{"other"}; });
      });
    }
    threads.clear();
    for (const Length* one : seen) BOOST_TEST(one == seen[0]);
    BOOST_TEST(&memo.get<Length>([] { return Length{9}; }) == seen[0]);
  }
}

BOOST_AUTO_TEST_SUITE_END()
