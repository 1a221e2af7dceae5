// SPDX-License-Identifier: MIT
//
// What an audit costs besides the DNS: all answers come from zones in memory.

#include <benchmark/benchmark.h>

#include "libauth/audit/audit.h"
#include "tests/support/fixture_zones.h"

using namespace libauth;

namespace {

void audit_domain(benchmark::State& state, const char* domain) {
  dns::ZoneResolver resolver(tests::fixture_zones());
  const dns::Name name = tests::name(domain);
  const audit::Options options;
  std::int64_t rounds = 0;
  for (auto _ : state) {
    const audit::Audit audit = audit::run(name, options, resolver);
    benchmark::DoNotOptimize(audit.verdict);
    rounds = audit.cost.rounds;
  }
  state.counters["rounds"] = static_cast<double>(rounds);
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(audit_domain, good, "good.example")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(audit_domain, broken, "broken.example")->Unit(benchmark::kMicrosecond);

}  // namespace
