// SPDX-License-Identifier: MIT
//
// A look-up in the warm answer cache, beside the floor: the same names found in a hash table that
// nobody locks and that keeps no order.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <benchmark/benchmark.h>

#include "libauth/dns/caching_resolver.h"

using namespace libauth;

namespace {

constexpr std::size_t kNames = 10'000;

/// 10,000 names with a TXT record each, asked for in mixed order.
class Names final : public dns::Resolver {
 public:
  Names() {
    for (std::size_t i = 0; i < kNames; ++i) {
      const std::string text = "sender" + std::to_string(i) + ".example";
      const dns::Question question{dns::Name::parse(text).value(), dns::RrType::txt};
      dns::Answer answer;
      answer.status = dns::Status::answered;
      answer.ttl = std::chrono::hours(1);
      answer.records = std::vector<dns::Txt>{{{"v=spf1 ip4:192.0.2.1 -all"}}};
      table_.emplace(question, std::make_shared<const dns::Answer>(std::move(answer)));
      questions_.push_back(question);
    }
    cache_.resolve(questions_, std::chrono::steady_clock::now() + std::chrono::seconds(60));
  }

  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline /*deadline*/) override {
    std::vector<dns::AnswerPtr> answers;
    for (const dns::Question& question : questions) answers.push_back(table_.at(question));
    return answers;
  }

  /// A question of a sequence that goes over all of them; 7,919 and 10,000 have no common factor.
  const dns::Question& question(std::size_t turn) const {
    return questions_[turn * 7'919 % kNames];
  }
  dns::CachingResolver& cache() { return cache_; }
  const std::unordered_map<dns::Question, dns::AnswerPtr>& table() const { return table_; }

 private:
  std::unordered_map<dns::Question, dns::AnswerPtr> table_;
  std::vector<dns::Question> questions_;
  dns::CachingResolver cache_{*this};
};

Names& names() {
  static Names instance;
  return instance;
}

/// Where the thread begins, so that threads do not walk in step.
std::size_t first_turn(const benchmark::State& state) {
  return static_cast<std::size_t>(state.thread_index()) * 1'237;
}

void cache_floor(benchmark::State& state) {
  const Names& all = names();
  std::size_t turn = first_turn(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(all.table().find(all.question(turn++))->second.get());
  }
  state.SetItemsProcessed(state.iterations());
}

void cache_warm(benchmark::State& state) {
  Names& all = names();
  std::size_t turn = first_turn(state);
  std::int64_t missed = 0;
  for (auto _ : state) {
    const dns::AnswerPtr answer = all.cache().peek(all.question(turn++));
    benchmark::DoNotOptimize(answer.get());
    if (answer == nullptr) ++missed;
  }
  if (missed > 0) state.SkipWithError("the cache was not warm");
  state.SetItemsProcessed(state.iterations());
}

/// All threads want the same name.
void cache_one_name(benchmark::State& state) {
  Names& all = names();
  for (auto _ : state) {
    benchmark::DoNotOptimize(all.cache().peek(all.question(0)).get());
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(cache_floor);
BENCHMARK(cache_warm);
BENCHMARK(cache_floor)->Threads(8)->UseRealTime();
BENCHMARK(cache_warm)->Threads(8)->UseRealTime();
BENCHMARK(cache_one_name)->Threads(8)->UseRealTime();

}  // namespace
