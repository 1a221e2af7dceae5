// SPDX-License-Identifier: MIT

#include "libauth/dns/caching_resolver.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/facts.h"
#include "tests/support/zones.h"

using namespace libauth::dns;
using namespace std::chrono_literals;
using tests::question;
using Clock = std::chrono::steady_clock;

namespace {

/// Counts what it is asked, gives the status and the TTL that it is told to, and waits while its
/// gate is shut.
class Counter final : public Resolver {
 public:
  std::vector<AnswerPtr> resolve(std::span<const Question> questions, Deadline deadline) override {
    std::vector<AnswerPtr> answers(questions.size());
    resolve_each(questions, deadline,
                 [&](std::size_t i, AnswerPtr answer) { answers[i] = std::move(answer); });
    return answers;
  }

  void resolve_each(std::span<const Question> questions, Deadline deadline,
                    const Take& take) override {
    std::unique_lock lock(mutex_);
    for (const Question& one : questions) ++asked_[one.text()];
    arrived_.notify_all();
    if (throws) throw std::bad_alloc();
    const bool opened = gate_.wait_until(lock, deadline, [this] { return is_open_; });
    if (std::exchange(throws_when_open, false)) throw std::bad_alloc();
    for (std::size_t i = 0; i < questions.size(); ++i) {
      Answer answer;
      answer.status = opened ? status : Status::timeout;
      answer.ttl = ttl;
      answer.detail = std::string(padding, 'x');
      take(i, std::make_shared<const Answer>(std::move(answer)));
    }
  }

  void shut() {
    const std::lock_guard lock(mutex_);
    is_open_ = false;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    gate_.notify_all();
  }
  /// Waits until so many questions have come.
  bool wait_for(int count) {
    std::unique_lock lock(mutex_);
    return arrived_.wait_for(lock, 10s, [&] { return total() >= count; });
  }
  int asked(const std::string& text) {
    const std::lock_guard lock(mutex_);
    return asked_[text];
  }

  Status status = Status::no_data;
  std::chrono::seconds ttl{100};
  std::size_t padding = 0;
  bool throws = false;
  bool throws_when_open = false;  ///< once

 private:
  int total() const {
    int sum = 0;
    for (const auto& [text, count] : asked_) sum += count;
    return sum;
  }

  std::mutex mutex_;
  std::condition_variable gate_;
  std::condition_variable arrived_;
  std::map<std::string, int> asked_;
  bool is_open_ = true;
};

/// A cache over a counter, with a clock that stands still until it is turned.
struct Rig {
  explicit Rig(CacheOptions options = {}) : cache(counter, with_clock(options)) {}

  CacheOptions with_clock(CacheOptions options) {
    options.clock = [this] { return now.load(); };
    return options;
  }
  AnswerPtr ask(const std::string& owner, std::chrono::milliseconds patience = 5s) {
    const Question asked = question(owner, RrType::a);
    return cache.resolve({&asked, 1}, Clock::now() + patience).at(0);
  }
  bool knows(const std::string& owner) { return cache.peek(question(owner, RrType::a)) != nullptr; }
  void turn(std::chrono::seconds by) { now = now.load() + by; }

  std::atomic<Clock::time_point> now = Clock::time_point(1000h);
  Counter counter;
  CachingResolver cache;
};

/// Lets three names follow from each other, and tells what was answered in what order.
std::vector<std::string> chain(Resolver& resolver, const std::vector<Question>& first,
                               std::chrono::milliseconds patience) {
  std::vector<std::string> order;
  std::vector<Question> more;
  resolver.resolve_all(
      first, Clock::now() + patience, [&](const Question& asked, const AnswerPtr& answer) {
        order.push_back(asked.text() + ' ' + std::string(libauth::base::name_of(answer->status)));
        more.clear();
        if (asked.name.text() == "a.example") {
          more = {question("b.example", RrType::a), question("c.example", RrType::a)};
        }
        if (asked.name.text() == "b.example") {
          more = {question("d.example", RrType::a)};
        }
        return std::span<const Question>(more);
      });
  return order;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_caching_resolver)

BOOST_AUTO_TEST_CASE(keeps_answers_as_long_as_their_kind_allows) {
  CacheOptions options;
  options.ttl_floor = 5s;
  options.ttl_ceiling = 1000s;
  options.negative_ceiling = 300s;
  options.failure_ttl = 7s;
  const struct {
    Status status;
    std::chrono::seconds ttl;
    std::chrono::seconds kept;
  } kRows[] = {
      {Status::answered, 60s, 60s},       {Status::answered, 0s, 5s},
      {Status::answered, 4s, 5s},         {Status::answered, 86400s, 1000s},
      {Status::no_data, 60s, 60s},        {Status::no_data, 0s, 5s},
      {Status::no_data, 3600s, 300s},     {Status::no_such_name, 60s, 60s},
      {Status::no_such_name, 900s, 300s}, {Status::servfail, 900s, 7s},
      {Status::refused, 0s, 7s},          {Status::bogus, 0s, 7s},
      {Status::malformed, 0s, 7s},        {Status::timeout, 0s, 7s},
      {Status::not_asked, 60s, 0s},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(libauth::base::name_of(row.status) << " with TTL " << row.ttl.count()) {
      Rig rig(options);
      rig.counter.status = row.status;
      rig.counter.ttl = row.ttl;
      BOOST_TEST((rig.ask("www.example")->status == row.status));
      BOOST_TEST(rig.knows("www.example") == (row.kept > 0s));
      if (row.kept > 0s) {
        rig.turn(row.kept - 1s);
        BOOST_TEST(rig.knows("www.example"));
        BOOST_TEST((rig.ask("www.example")->status == row.status));
        BOOST_TEST(rig.counter.asked("www.example A") == 1);
        rig.turn(1s);
      }
      BOOST_TEST(!rig.knows("www.example"));
      rig.ask("www.example");
      BOOST_TEST(rig.counter.asked("www.example A") == 2);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_caller_without_patience_leaves_nothing_behind) {
  Rig rig;
  rig.counter.shut();
  BOOST_TEST((rig.ask("www.example", 20ms)->status == Status::timeout));
  BOOST_TEST(!rig.knows("www.example"));
  rig.counter.open();
  BOOST_TEST((rig.ask("www.example")->status == Status::no_data));
}

BOOST_AUTO_TEST_CASE(names_and_types_are_apart_and_case_is_not) {
  Rig rig;
  rig.ask("www.example");
  rig.ask("WWW.Example");
  BOOST_TEST(rig.counter.asked("www.example A") == 1);
  BOOST_TEST((rig.cache.peek(question("www.example", RrType::aaaa)) == nullptr));
  BOOST_TEST(!rig.knows("example"));
}

BOOST_AUTO_TEST_CASE(a_question_that_many_ask_at_once_goes_out_once) {
  Rig rig;
  rig.counter.shut();
  std::atomic<int> right = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      if (rig.ask("www.example", 20s)->status == Status::no_data) ++right;
    });
  }
  BOOST_TEST_REQUIRE(rig.counter.wait_for(1));
  // All others join the flight.
  for (int i = 0; i < 2000 && rig.cache.counts().joined < 7; ++i) std::this_thread::sleep_for(5ms);
  BOOST_TEST(rig.cache.counts().joined == 7U);
  rig.counter.open();
  threads.clear();
  BOOST_TEST(right == 8);
  BOOST_TEST(rig.counter.asked("www.example A") == 1);
  BOOST_TEST(rig.cache.counts().misses == 1U);
}

BOOST_AUTO_TEST_CASE(whoever_waits_longer_than_the_first_asks_again) {
  Rig rig;
  rig.counter.shut();
  AnswerPtr impatient;
  AnswerPtr patient;
  std::jthread first([&] { impatient = rig.ask("www.example", 100ms); });
  BOOST_TEST_REQUIRE(rig.counter.wait_for(1));
  std::jthread second([&] { patient = rig.ask("www.example", 20s); });
  BOOST_TEST_REQUIRE(rig.counter.wait_for(2));
  rig.counter.open();
  first.join();
  second.join();
  BOOST_TEST((impatient->status == Status::timeout));
  BOOST_TEST((patient->status == Status::no_data));
}

BOOST_AUTO_TEST_CASE(whoever_waits_shorter_than_the_first_leaves_earlier) {
  Rig rig;
  rig.counter.shut();
  AnswerPtr answer;
  std::jthread first([&] { answer = rig.ask("www.example", 20s); });
  BOOST_TEST_REQUIRE(rig.counter.wait_for(1));
  BOOST_TEST((rig.ask("www.example", 20ms)->status == Status::timeout));
  rig.counter.open();
  first.join();
  BOOST_TEST((answer->status == Status::no_data));
  BOOST_TEST(rig.counter.asked("www.example A") == 1);
}

BOOST_AUTO_TEST_CASE(a_question_twice_in_one_call_goes_out_once) {
  Rig rig;
  const std::vector<Question> all = {question("a.example", RrType::a),
                                     question("b.example", RrType::a),
                                     question("a.example", RrType::a)};
  const auto answers = rig.cache.resolve(all, Clock::now() + 5s);
  BOOST_TEST_REQUIRE(answers.size() == 3U);
  for (const AnswerPtr& answer : answers) BOOST_TEST((answer != nullptr));
  BOOST_TEST(rig.counter.asked("a.example A") == 1);
  BOOST_TEST(rig.cache.resolve({}, Clock::now()).empty());
}

BOOST_AUTO_TEST_CASE(what_follows_comes_from_memory_or_goes_out_as_needed) {
  const std::vector<Question> first = {question("a.example", RrType::a),
                                       question("x.example", RrType::a)};
  for (const char* known : {"", "a", "b", "ab", "abcd", "abcdx"}) {
    BOOST_TEST_CONTEXT('"' << known << '"') {
      Rig rig;
      for (const char* one = known; *one != '\0'; ++one) rig.ask(std::string(1, *one) + ".example");
      auto order = chain(rig.cache, first, 5s);
      BOOST_TEST((std::ranges::find(order, "b.example A no_data") <
                  std::ranges::find(order, "d.example A no_data")));
      std::ranges::sort(order);
      const std::vector<std::string> all = {"a.example A no_data", "b.example A no_data",
                                            "c.example A no_data", "d.example A no_data",
                                            "x.example A no_data"};
      BOOST_TEST(order == all, boost::test_tools::per_element());
      for (const char* owner : {"a", "b", "c", "d", "x"}) {
        BOOST_TEST(rig.counter.asked(owner + std::string(".example A")) == 1);
        BOOST_TEST(rig.knows(owner + std::string(".example")));
      }
      BOOST_TEST(rig.cache.counts().misses == 5U);
    }
  }
}

// What another call waits for may be held up by its other names.
BOOST_AUTO_TEST_CASE(what_follows_does_not_wait_for_other_calls) {
  Rig rig;
  rig.counter.shut();
  std::jthread other([&] { rig.ask("c.example", 20s); });
  BOOST_TEST_REQUIRE(rig.counter.wait_for(1));
  BOOST_TEST(chain(rig.cache, {{question("c.example", RrType::a)}}, 20ms).front() ==
             "c.example A timeout");
  BOOST_TEST(rig.counter.asked("c.example A") == 2);
  BOOST_TEST(rig.cache.counts().joined == 0U);
  rig.counter.open();
  BOOST_TEST(chain(rig.cache, {{question("c.example", RrType::a)}}, 5s).front() ==
             "c.example A no_data");
  other.join();
  BOOST_TEST(rig.knows("c.example"));
}

BOOST_AUTO_TEST_CASE(others_join_what_follows) {
  Rig rig;
  rig.counter.shut();
  std::vector<std::string> order;
  std::jthread leader([&] { order = chain(rig.cache, {{question("c.example", RrType::a)}}, 20s); });
  BOOST_TEST_REQUIRE(rig.counter.wait_for(1));
  AnswerPtr joined;
  std::jthread other([&] { joined = rig.ask("c.example", 20s); });
  for (int i = 0; i < 2000 && rig.cache.counts().joined < 1; ++i) std::this_thread::sleep_for(5ms);
  rig.counter.open();
  leader.join();
  other.join();
  BOOST_TEST_REQUIRE((joined != nullptr));
  BOOST_TEST((joined->status == Status::no_data));
  BOOST_TEST(rig.counter.asked("c.example A") == 1);
}

BOOST_AUTO_TEST_CASE(a_resolver_that_throws_leaves_nobody_waiting) {
  Rig rig;
  rig.counter.throws = true;
  BOOST_CHECK_THROW(rig.ask("www.example"), std::bad_alloc);
  rig.counter.throws = false;
  BOOST_TEST((rig.ask("www.example")->status == Status::no_data));
}

BOOST_AUTO_TEST_CASE(whoever_waits_for_a_resolver_that_throws_asks_again) {
  Rig rig;
  rig.counter.shut();
  rig.counter.throws_when_open = true;
  AnswerPtr joined;
  std::atomic<bool> threw = false;
  std::jthread first([&] {
    try {
      rig.ask("www.example", 20s);
    } catch (const std::bad_alloc&) {
      threw = true;
    }
  });
  BOOST_TEST_REQUIRE(rig.counter.wait_for(1));
  std::jthread second([&] { joined = rig.ask("www.example", 20s); });
  for (int i = 0; i < 2000 && rig.cache.counts().joined < 1; ++i) std::this_thread::sleep_for(5ms);
  rig.counter.open();
  first.join();
  second.join();
  BOOST_TEST(threw.load());
  BOOST_TEST_REQUIRE((joined != nullptr));
  BOOST_TEST((joined->status == Status::no_data));
}

BOOST_AUTO_TEST_CASE(a_ceiling_below_the_floor_counts) {
  CacheOptions options;
  options.ttl_floor = 4h;
  options.negative_ceiling = 10s;
  Rig rig(options);
  rig.ask("www.example");
  rig.turn(9s);
  BOOST_TEST(rig.knows("www.example"));
  rig.turn(1s);
  BOOST_TEST(!rig.knows("www.example"));
}

BOOST_AUTO_TEST_CASE(memory_is_bounded_and_what_is_used_stays) {
  CacheOptions options;
  options.memory = 4 << 20;
  Rig rig(options);
  rig.counter.padding = 1000;
  rig.ask("kept.example");
  for (int i = 0; i < 20000; ++i) {
    rig.ask("n" + std::to_string(i) + ".example");
    if (i % 16 == 0) BOOST_TEST_REQUIRE(rig.knows("kept.example"));
  }
  const CacheCounts counts = rig.cache.counts();
  BOOST_TEST(counts.octets <= options.memory);
  BOOST_TEST(counts.octets > options.memory / 2);
  BOOST_TEST(counts.answers + counts.evicted == 20001U);
  BOOST_TEST(counts.answers > 1000U);
  BOOST_TEST(rig.counter.asked("kept.example A") == 1);
  BOOST_TEST(!rig.knows("n0.example"));
  BOOST_TEST(rig.knows("n19999.example"));
}

BOOST_AUTO_TEST_CASE(an_answer_larger_than_the_cache_is_given_and_not_kept) {
  CacheOptions options;
  options.memory = 1 << 16;
  Rig rig(options);
  rig.counter.padding = 1 << 16;
  BOOST_TEST((rig.ask("www.example")->status == Status::no_data));
  BOOST_TEST(!rig.knows("www.example"));
  BOOST_TEST(rig.cache.counts().octets == 0U);
}

BOOST_AUTO_TEST_CASE(what_evaluators_keep_beside_an_answer_counts) {
  struct Large {
    std::size_t octets() const { return 100'000; }
  };
  Rig rig;
  const AnswerPtr answer = rig.ask("www.example");
  const std::size_t before = rig.cache.counts().octets;
  answer->memo.get<Large>([] { return Large{}; });
  rig.ask("www.example");
  BOOST_TEST(rig.cache.counts().octets >= before + 100'000);
}

BOOST_AUTO_TEST_CASE(facts_find_what_it_knows_without_asking) {
  Rig rig;
  rig.ask("known.example");
  Facts facts(rig.cache);
  BOOST_TEST((facts.find(question("known.example", RrType::a)) != nullptr));
  BOOST_TEST((facts.find(question("other.example", RrType::a)) == nullptr));
  BOOST_TEST(facts.missing().size() == 1U);
  BOOST_TEST(rig.counter.asked("known.example A") == 1);
  // A fact does not change during an evaluation, even where the cache has forgotten it.
  rig.turn(1h);
  BOOST_TEST(!rig.knows("known.example"));
  BOOST_TEST((facts.find(question("known.example", RrType::a)) != nullptr));
}

BOOST_AUTO_TEST_CASE(many_threads_may_use_it) {
  CacheOptions options;
  options.memory = 1 << 18;
  Rig rig(options);
  std::atomic<int> right = 0;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 2000; ++i) {
        const std::string owner = "n" + std::to_string((i * 7 + thread) % 500) + ".example";
        if (rig.ask(owner)->status == Status::no_data) ++right;
        if (i % 100 == 0) rig.turn(1s);
      }
    });
  }
  threads.clear();
  BOOST_TEST(right == 16000);
  BOOST_TEST(rig.cache.counts().octets <= options.memory);
}

BOOST_AUTO_TEST_CASE(the_clock_goes_on) {
  const auto before = CacheOptions::coarse_now();
  const auto steady = Clock::now();
  BOOST_TEST((before <= steady && steady - before < 1s));
}

BOOST_AUTO_TEST_SUITE_END()
