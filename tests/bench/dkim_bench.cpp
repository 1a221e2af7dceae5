// SPDX-License-Identifier: MIT
//
// DKIM verification, and the whole verification of a message, beside the floor and libopendkim.
//
// All of them work in turns over the same messages, in pieces of 64 KiB, and the processor's time
// counts, so that the ratios are those of one run. Where a signature is not verified the benchmark
// fails.

#include <iostream>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "libauth/authres/write.h"
#include "libauth/dkim/verify.h"
#include "libauth/dns/caching_resolver.h"
#include "libauth/dns/settle.h"
#include "libauth/mail/splitter.h"
#include "libauth/verify/session.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/libopendkim_peer.h"
#include "tests/bench/mail_corpus.h"
#include "tests/bench/openssl_floor.h"

using namespace libauth;

namespace {

/// A corpus with all that works on it.
struct Bench {
  explicit Bench(std::size_t count, std::size_t signatures, bench::Sizes sizes = {})
      : corpus(bench::mail_corpus(count, signatures, sizes)), cache(*corpus.resolver) {}

  bench::MailCorpus corpus;
  dns::CachingResolver cache;
  bench::OpensslFloor floor{bench::public_key()};
  bench::LibopendkimPeer peer{bench::key_record()};
};

Bench& mixed() {
  static Bench instance(1000, 1);
  return instance;
}

Bench& ten_signatures() {
  static Bench instance(200, 10);
  return instance;
}

/// SHA-256 over the same octets, and one RSA check a signature.
void run_floor(Bench& bench) {
  for (const bench::Mail& mail : bench.corpus.mails) {
    bench.floor.begin();
    bench::in_pieces(mail.octets, [&](std::string_view piece) { bench.floor.update(piece); });
    benchmark::DoNotOptimize(bench.floor.end(mail.signatures));
  }
}

/// Ours, with the keys in the cache. Gives the signatures that are not verified.
std::size_t run_dkim(Bench& bench) {
  std::size_t bad = 0;
  for (const bench::Mail& mail : bench.corpus.mails) {
    mail::Splitter splitter;
    dkim::BodyHasher bodies;
    dkim::Settings settings;
    settings.now = bench.corpus.now;
    std::unique_ptr<dkim::Verifier> verifier;
    const auto take = [&](std::string_view part) {
      const std::string_view body = splitter.feed(part);
      if (!verifier && splitter.has_header()) {
        verifier = std::make_unique<dkim::Verifier>(splitter.header(), bodies, settings);
      }
      if (!body.empty()) bodies.update(body);
    };
    bench::in_pieces(mail.octets, [&](std::string_view piece) { mail::in_parts(piece, take); });
    bodies.update(splitter.finish());
    bodies.finish();
    dns::Facts facts(bench.cache);
    const auto results = dns::settle(bench.cache, facts,
                                     [&](dns::Facts& known) { return verifier->evaluate(known); });
    for (const dkim::Verification& one : results) bad += one.result != dkim::Result::pass ? 1 : 0;
    bad += mail.signatures - results.size();
  }
  return bad;
}

std::size_t run_libopendkim(Bench& bench) {
  std::size_t bad = 0;
  for (const bench::Mail& mail : bench.corpus.mails) {
    bad += mail.signatures - bench.peer.verify(mail);
  }
  return bad;
}

/// SPF, iprev, DKIM, ARC, DMARC and the header field, with the answers in the cache. Gives the
/// messages that do not pass.
std::size_t run_message(Bench& bench) {
  std::size_t bad = 0;
  for (const bench::Mail& mail : bench.corpus.mails) {
    verify::Settings settings;
    settings.authserv_id = "mx.example.net";
    settings.now = bench.corpus.now;
    verify::Session session({.ip = mail.ip, .helo = mail.helo, .mail_from = mail.mail_from},
                            settings, bench.cache);
    const auto answer = [&] {
      for (;;) {
        const auto asked = session.take_questions();
        if (asked.empty()) return;
        const std::vector<dns::Question> questions(asked.begin(), asked.end());
        const auto answers = bench.cache.resolve(
            questions, std::chrono::steady_clock::now() + std::chrono::seconds(5));
        for (std::size_t i = 0; i < questions.size(); ++i) session.answer(questions[i], answers[i]);
      }
    };
    bench::in_pieces(mail.octets, [&](std::string_view piece) { session.feed(piece); });
    session.finish();
    answer();
    if (!session.is_done()) {
      ++bad;
      continue;
    }
    const verify::Report& report = session.report();
    benchmark::DoNotOptimize(authres::write_field(report.authentication_results));
    const bool good = report.spf.result == spf::Result::pass &&
                      report.dmarc.verdict.result == dmarc::Result::pass;
    bad += good ? 0 : 1;
  }
  return bad;
}

/// What the turns of one benchmark took.
struct Turns {
  bench::Spent ours;
  bench::Spent floor;
  bench::Spent peer;
};

void tell(benchmark::State& state, const Bench& bench, const Turns& turns) {
  const double megabytes = static_cast<double>(bench.corpus.octets()) / 1e6;
  const auto messages = static_cast<double>(bench.corpus.mails.size());
  state.counters["messages_per_second"] = turns.ours.per_second();
  state.counters["megabytes_per_second"] = megabytes / messages * turns.ours.per_second();
  state.counters["floor_messages_per_second"] = turns.floor.per_second();
  state.counters["of_floor"] = turns.ours.per_second() / turns.floor.per_second();
  if (turns.peer.is_empty()) return;
  state.counters["libopendkim_messages_per_second"] = turns.peer.per_second();
  state.counters["times_libopendkim"] = turns.ours.per_second() / turns.peer.per_second();
}

/// @param ours  verifies all messages, and gives how many things are not as they should be
template <class Ours>
void in_turns(benchmark::State& state, Bench& bench, const Ours& ours, bool with_peer) {
  const std::size_t count = bench.corpus.mails.size();
  Turns turns;
  std::size_t bad = ours(bench);  // fills the cache
  for (auto _ : state) {
    const double turn = turns.ours.run(count, [&] { bad += ours(bench); });
    turns.floor.run(count, [&] { run_floor(bench); });
    if (with_peer) turns.peer.run(count, [&] { bad += run_libopendkim(bench); });
    state.SetIterationTime(turn);
  }
  if (bad > 0) state.SkipWithError("a message is not verified");
  tell(state, bench, turns);
}

void dkim_verify(benchmark::State& state) {
  in_turns(state, mixed(), run_dkim, true);
}
void dkim_verify_ten_signatures(benchmark::State& state) {
  in_turns(state, ten_signatures(), run_dkim, true);
}
/// The mixed corpus hides how the ratios depend on the size.
void dkim_verify_by_size(benchmark::State& state) {
  Bench bench(300, 1,
              {static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1))});
  in_turns(state, bench, run_dkim, true);
}
void message_verify(benchmark::State& state) {
  in_turns(state, mixed(), run_message, false);
}
void message_verify_ten_signatures(benchmark::State& state) {
  in_turns(state, ten_signatures(), run_message, false);
}

BENCHMARK(dkim_verify)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(dkim_verify_ten_signatures)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(dkim_verify_by_size)
    ->ArgNames({"from_kib", "to_kib"})
    ->Args({1, 10})
    ->Args({10, 100})
    ->Args({100, 500})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(message_verify)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(message_verify_ten_signatures)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
