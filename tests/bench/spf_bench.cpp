// SPDX-License-Identifier: MIT
//
// SPF checks where every answer is known.

#include <benchmark/benchmark.h>

#include "libauth/dns/settle.h"
#include "libauth/spf/evaluate.h"
#include "tests/support/fixture_zones.h"

using namespace libauth;

namespace {

void spf_check(benchmark::State& state, const char* address) {
  dns::ZoneResolver resolver(tests::fixture_zones());
  spf::Request request;
  request.ip = base::IpAddress::parse(address).value();
  request.helo = "mx1.good.example";
  request.mail_from = "someone@good.example";
  dns::Facts facts;
  const auto judge = [&](dns::Facts& known) { return spf::evaluate(request, known); };
  dns::settle(resolver, facts, judge);
  for (auto _ : state) benchmark::DoNotOptimize(judge(facts).result);
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(spf_check, pass_by_mx, "192.0.2.10");
BENCHMARK_CAPTURE(spf_check, pass_by_include, "198.51.100.3");
BENCHMARK_CAPTURE(spf_check, fail, "203.0.113.1");

}  // namespace
