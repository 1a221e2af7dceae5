// SPDX-License-Identifier: MIT
//
// SPF checks of the corpus with answers that are known, beside libspf2 over the same DNS.
//
// Ours and libspf2 work in turns, and the processor's time counts, so that "times_libspf2" is the
// ratio of one run. Timed are only senders for which both give the same result; where they differ
// and RFC 7208 does not say why, the benchmark fails.

#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "libauth/base/enum.h"
#include "libauth/dns/caching_resolver.h"
#include "libauth/dns/settle.h"
#include "libauth/spf/evaluate.h"
#include "libauth/spf/received_spf.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/libspf2_peer.h"
#include "tests/bench/spf_corpus.h"

using namespace libauth;

namespace {

/// How often ours checks all senders in its turn, so that the turns take about as long. Long turns
/// leave each the processor's caches as it has them when it works alone.
constexpr std::size_t kPasses = 8;

/// The rule of RFC 7208 for which libspf2 gives another result; empty where there is none.
std::string known_difference(const spf::Evaluation& ours) {
  const spf::Limits limits;
  if (ours.result != spf::Result::permerror) return {};
  if (ours.lookups > limits.lookups) {
    return "over ten terms that ask the DNS (section 4.6.4): libspf2 counts each included record "
           "apart";
  }
  if (ours.void_lookups > limits.void_lookups) {
    return "over two void look-ups (section 4.6.4): libspf2 does not count them";
  }
  return {};
}

/// The corpus, ready for both.
class Both {
 public:
  Both() : corpus_(bench::spf_corpus()), resolver_(corpus_), cache_(resolver_) {
    for (const bench::Sender& sender : corpus_.senders) compare(sender.request);
    std::clog << "SPF corpus: " << corpus_.senders.size() << " senders, the same result for "
              << requests_.size() << ", " << mean(lookups_) << " lookup terms and "
              << mean(peers_[0].peer.questions()) << " questions of libspf2 for each\n";
    for (const auto& [why, count] : differences_) {
      std::clog << "  differs for " << count << ": " << why << "\n";
    }
  }

  std::span<const spf::Request> requests() const { return requests_; }
  bool is_fair() const { return unexplained_ == 0; }
  /// Every answer that the checks need.
  dns::Facts& facts() { return facts_; }
  /// The same answers, warm.
  dns::CachingResolver& cache() { return cache_; }

  /// libspf2 checks all senders, with each DNS.
  void peer_turn(std::span<bench::Spent, 3> spent) {
    for (std::size_t which = 0; which < peers_.size(); ++which) {
      spent[which].run(requests_.size(), [&] {
        for (const spf::Request& request : requests_) {
          benchmark::DoNotOptimize(peers_[which].peer.check(request));
        }
      });
    }
  }
  const char* peer_name(std::size_t which) const { return peers_[which].name; }

 private:
  void compare(const spf::Request& request) {
    const auto judge = [&request](dns::Facts& facts) { return spf::evaluate(request, facts); };
    const spf::Evaluation ours = dns::settle(cache_, facts_, judge);
    lookups_ += ours.lookups;
    const spf::Result theirs = peers_[0].peer.check(request);
    const bool is_one = std::all_of(peers_.begin() + 1, peers_.end(),
                                    [&](Peer& peer) { return peer.peer.check(request) == theirs; });
    if (is_one && theirs == ours.result) {
      requests_.push_back(request);
      return;
    }
    std::string why = known_difference(ours);
    if (why.empty()) {
      ++unexplained_;
      why = "not known why: " + request.mail_from + " from " + request.ip.text() + ", ours " +
            std::string(base::name_of(ours.result)) + ", libspf2 " +
            std::string(base::name_of(theirs));
    }
    ++differences_[why];
  }

  double mean(std::size_t sum) const {
    return static_cast<double>(sum) / static_cast<double>(corpus_.senders.size());
  }

  struct Peer {
    const char* name;
    bench::Libspf2Peer peer;
  };

  const bench::SpfCorpus& corpus_;
  bench::CorpusResolver resolver_;
  std::array<Peer, 3> peers_ = {{{"libspf2", {corpus_, bench::Libspf2Dns::table}},
                                 {"libspf2_own_cache", {corpus_, bench::Libspf2Dns::cache}},
                                 {"libspf2_own_zone", {corpus_, bench::Libspf2Dns::zone}}}};
  dns::CachingResolver cache_;
  dns::Facts facts_;
  std::vector<spf::Request> requests_;  ///< for which both say the same
  std::map<std::string, std::size_t> differences_;
  std::size_t lookups_ = 0;
  std::size_t unexplained_ = 0;
};

Both& both() {
  static const auto instance = std::make_unique<Both>();
  return *instance;
}

/// Calls check(request) for all senders, in turns with libspf2.
template <class Check>
void beside_libspf2(benchmark::State& state, Check check) {
  Both& world = both();
  if (!world.is_fair()) {
    state.SkipWithError("libspf2 differs, and nobody knows why");
    return;
  }
  const auto requests = world.requests();
  bench::Spent ours;
  std::array<bench::Spent, 3> theirs;
  for (auto _ : state) {
    state.SetIterationTime(ours.run(kPasses * requests.size(), [&] {
      for (std::size_t pass = 0; pass < kPasses; ++pass) {
        for (const spf::Request& request : requests) benchmark::DoNotOptimize(check(request));
      }
    }));
    world.peer_turn(theirs);
  }
  state.counters["checks_per_second"] = ours.per_second();
  for (std::size_t which = 0; which < theirs.size(); ++which) {
    const std::string name = world.peer_name(which);
    state.counters[name + "/s"] = theirs[which].per_second();
    state.counters["times_" + name] = ours.per_second() / theirs[which].per_second();
  }
}

/// The judging alone.
void spf_facts_known(benchmark::State& state) {
  dns::Facts& facts = both().facts();
  beside_libspf2(state,
                 [&](const spf::Request& request) { return spf::evaluate(request, facts).result; });
}

/// What the caller wants of a check.
enum class Want {
  result,        ///< and the term that decided, and why
  received_spf,  ///< besides, the header field, which libspf2 writes in each check
  trace,         ///< besides the result, every step
};

/// What a message costs: facts of its own, answers from the cache.
void spf_cache_warm(benchmark::State& state, Want want) {
  spf::Settings settings;
  settings.trace = want == Want::trace;
  dns::CachingResolver& cache = both().cache();
  const std::uint64_t misses = cache.counts().misses;
  beside_libspf2(state, [&](const spf::Request& request) {
    dns::Facts facts(cache);
    const auto judge = [&](dns::Facts& known) { return spf::evaluate(request, known, settings); };
    const spf::Evaluation evaluation = dns::settle(cache, facts, judge);
    if (want != Want::received_spf) return evaluation.result;
    benchmark::DoNotOptimize(
        spf::received_spf(evaluation, request, spf::Identity::mailfrom).data());
    return evaluation.result;
  });
  if (cache.counts().misses != misses) state.SkipWithError("the cache was not warm");
}

/// The look-ups that the checks need, and nothing else: find each answer in one hash table.
void spf_lookups_floor(benchmark::State& state) {
  Both& world = both();
  std::vector<std::vector<dns::Question>> asked;
  for (const spf::Request& request : world.requests()) {
    std::vector<dns::Question> log;
    world.facts().log_into(&log);
    spf::evaluate(request, world.facts(), spf::Settings());
    world.facts().log_into(nullptr);
    asked.push_back(std::move(log));
  }
  std::size_t look_ups = 0;
  for (const auto& log : asked) look_ups += log.size();
  beside_libspf2(state, [&, next = std::size_t{0}](const spf::Request&) mutable {
    std::size_t known = 0;
    for (const dns::Question& question : asked[next++ % asked.size()]) {
      if (world.facts().peek(question) != nullptr) ++known;
    }
    return known;
  });
  state.counters["look_ups_a_check"] =
      static_cast<double>(look_ups) / static_cast<double>(asked.size());
}

void in_turns(benchmark::internal::Benchmark* benchmark) {
  benchmark->UseManualTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK(spf_lookups_floor)->Apply(in_turns);
BENCHMARK(spf_facts_known)->Apply(in_turns);
BENCHMARK_CAPTURE(spf_cache_warm, result, Want::result)->Apply(in_turns);
BENCHMARK_CAPTURE(spf_cache_warm, received_spf, Want::received_spf)->Apply(in_turns);
BENCHMARK_CAPTURE(spf_cache_warm, trace, Want::trace)->Apply(in_turns);

}  // namespace
