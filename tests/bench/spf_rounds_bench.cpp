// SPDX-License-Identifier: MIT
//
// How often a cold SPF check waits for the DNS: rounds of questions, beside the depth of the
// include tree and the look-ups that one after another take.

#include <chrono>
#include <cstdint>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "libauth/dns/settle.h"
#include "libauth/dns/unbound_resolver.h"
#include "libauth/spf/evaluate.h"
#include "tests/bench/spf_corpus.h"
#include "tests/bench/spf_walk.h"
#include "tests/support/scripted_dns.h"

using namespace libauth;

namespace {

constexpr std::chrono::milliseconds kDelay{20};

/// The message that answers the query from the corpus.
std::vector<tests::DnsMessage> reply_from_corpus(const tests::DnsQuery& query) {
  const dns::Name name = dns::Name::parse(query.name).value();
  const dns::AnswerPtr answer = bench::spf_corpus().answer({name, query.type});
  tests::DnsReply reply(query);
  if (answer->is_missing_name()) reply.rcode(tests::Rcode::nxdomain);
  for (const base::IpAddress& address : answer->addresses()) {
    reply.answer(query.name, query.type, tests::address_data(address.text()));
  }
  for (const dns::Mx& mx : answer->mx()) {
    reply.answer(query.name, query.type, tests::mx_data(mx.preference, mx.exchange.text()));
  }
  for (const dns::Txt& txt : answer->txt()) {
    reply.answer(query.name, query.type, tests::text_data(txt.joined()));
  }
  if (answer->is_empty()) {
    reply.authority("example", dns::RrType::soa, tests::soa_data("example", 60));
  }
  return {reply.message()};
}

/// Waits for each answer before it asks the next question.
class OneAfterAnother final : public dns::Resolver {
 public:
  explicit OneAfterAnother(dns::Resolver& resolver) : resolver_(resolver) {}

  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline deadline) override {
    std::vector<dns::AnswerPtr> answers;
    for (std::size_t i = 0; i < questions.size(); ++i) {
      answers.push_back(resolver_.resolve(questions.subspan(i, 1), deadline).front());
    }
    return answers;
  }

 private:
  dns::Resolver& resolver_;
};

/// Sums over cold checks.
struct Rounds {
  std::size_t checks = 0;
  dns::SettleCost cost;
  bench::SpfNeeds needs;
  std::size_t deeper = 0;  ///< checks that took other than depth + 1 rounds

  /// Checks with nothing known.
  void check(const spf::Request& request, dns::Resolver& resolver, bool foresight) {
    spf::Settings settings;
    settings.foresight = foresight;
    dns::Facts facts;
    dns::SettleCost spent;
    const auto judge = [&](dns::Facts& known) { return spf::evaluate(request, known, settings); };
    benchmark::DoNotOptimize(dns::settle(resolver, facts, judge, {}, &spent).result);
    ++checks;
    cost.rounds += spent.rounds;
    cost.questions += spent.questions;
  }

  /// What the latest check should have cost.
  void compare(const spf::Request& request, std::size_t rounds_before, bool tell) {
    const bench::SpfNeeds need = bench::needs_of(bench::spf_corpus(), request);
    needs.questions += need.questions;
    needs.depth += need.depth;
    const std::size_t rounds = cost.rounds - rounds_before;
    if (rounds == need.depth + 1) return;
    ++deeper;
    if (!tell || deeper > 10) return;
    std::clog << "  " << request.mail_from << " from " << request.ip.text() << ": " << rounds
              << " rounds, depth " << need.depth << "\n";
  }

  void count_into(benchmark::State& state) const {
    const auto mean = [this](std::size_t sum) {
      return static_cast<double>(sum) / static_cast<double>(checks);
    };
    state.counters["rounds"] = mean(cost.rounds);
    state.counters["depth"] = mean(needs.depth);
    state.counters["not_depth_plus_1"] = static_cast<double>(deeper);
    state.counters["questions"] = mean(cost.questions);
    state.counters["one_after_another"] = mean(needs.questions);
  }
};

/// All senders, without waiting: how many rounds each takes.
void spf_rounds(benchmark::State& state, bool foresight) {
  const bench::SpfCorpus& corpus = bench::spf_corpus();
  bench::CorpusResolver resolver(corpus);
  Rounds rounds;
  for (auto _ : state) {
    for (const bench::Sender& sender : corpus.senders) {
      const std::size_t before = rounds.cost.rounds;
      rounds.check(sender.request, resolver, foresight);
      state.PauseTiming();
      rounds.compare(sender.request, before, foresight);
      state.ResumeTiming();
    }
  }
  rounds.count_into(state);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(corpus.senders.size()));
}

/// How a cold check asks.
enum class Way { foresight, without_foresight, one_after_another };

/// A cold check each iteration: a new libunbound each time, over a server on loopback that answers
/// each query 20 ms after it came.
void spf_cold_20ms(benchmark::State& state, Way way) {
  const bench::SpfCorpus& corpus = bench::spf_corpus();
  const tests::ScriptedDns server(reply_from_corpus, {.delay = kDelay});
  dns::UnboundOptions options;
  options.forwarders = {server.address()};
  Rounds rounds;
  for (auto _ : state) {
    const spf::Request& request = corpus.senders[rounds.checks % corpus.senders.size()].request;
    const auto unbound = dns::UnboundResolver::create(options).value();
    OneAfterAnother one_by_one(*unbound);
    dns::Resolver& resolver = way == Way::one_after_another
                                  ? static_cast<dns::Resolver&>(one_by_one)
                                  : static_cast<dns::Resolver&>(*unbound);
    const std::size_t before = rounds.cost.rounds;
    const auto begin = std::chrono::steady_clock::now();
    rounds.check(request, resolver, way == Way::foresight);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    state.SetIterationTime(time.count());
    rounds.compare(request, before, false);
  }
  rounds.count_into(state);
  state.counters["queries"] =
      static_cast<double>(server.queries()) / static_cast<double>(rounds.checks);
}

/// One pass over all senders.
void once(benchmark::internal::Benchmark* benchmark) {
  benchmark->Iterations(1)->Unit(benchmark::kMillisecond);
}
/// The first hundred senders; they are in mixed order.
void hundred(benchmark::internal::Benchmark* benchmark) {
  benchmark->UseManualTime()->Iterations(100)->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(spf_rounds, foresight, true)->Apply(once);
BENCHMARK_CAPTURE(spf_rounds, without_foresight, false)->Apply(once);
BENCHMARK_CAPTURE(spf_cold_20ms, foresight, Way::foresight)->Apply(hundred);
BENCHMARK_CAPTURE(spf_cold_20ms, without_foresight, Way::without_foresight)->Apply(hundred);
BENCHMARK_CAPTURE(spf_cold_20ms, one_after_another, Way::one_after_another)->Apply(hundred);

}  // namespace
