// SPDX-License-Identifier: MIT
//
// Reading and storing aggregate reports, beside a bare pugixml load of the same octets.

#include <string>

#include <benchmark/benchmark.h>
#include <pugixml.hpp>

#include "reports/aggregate/parse.h"
#include "reports/store/store.h"
#include "tests/bench/report_corpus.h"
#include "tests/support/postgres.h"
#include "tests/support/temp_dir.h"

namespace {

using bench::make_report;

constexpr std::size_t kRecords = 5'000;

void set_items(benchmark::State& state, const std::string& xml) {
  state.SetItemsProcessed(static_cast<std::int64_t>(kRecords) * state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(xml.size()) * state.iterations());
}

void bare_pugixml(benchmark::State& state) {
  const std::string xml = make_report(kRecords, 1'700'000'000);
  for (auto _ : state) {
    pugi::xml_document document;
    benchmark::DoNotOptimize(document.load_buffer(xml.data(), xml.size()).status);
  }
  set_items(state, xml);
}

void parse_report(benchmark::State& state) {
  const std::string xml = make_report(kRecords, 1'700'000'000);
  for (auto _ : state) {
    benchmark::DoNotOptimize(reports::aggregate::parse(xml).has_value());
  }
  set_items(state, xml);
}

/// The same with something odd in every record, so that each goes through the tree of XML.
void parse_odd_report(benchmark::State& state) {
  std::string xml = make_report(kRecords, 1'700'000'000);
  for (std::size_t at = xml.find("mfrom"); at != std::string::npos; at = xml.find("mfrom", at)) {
    xml.replace(at, 5, "helo");
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(reports::aggregate::parse(xml).has_value());
  }
  set_items(state, xml);
}

/// The same without the end of any record, so that it has to be recovered.
void parse_broken_report(benchmark::State& state) {
  std::string xml = make_report(kRecords, 1'700'000'000);
  for (std::size_t at = xml.find("</record>"); at != std::string::npos;
       at = xml.find("</record>", at)) {
    xml.erase(at, 9);
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(reports::aggregate::parse(xml).has_value());
  }
  set_items(state, xml);
}

/// Reads and stores reports of other days each time, in the database at `target`.
void parse_and_store(benchmark::State& state, const std::string& target) {
  auto store = reports::store::Store::open(target);
  std::size_t begin = 1'700'000'000;
  std::string xml;
  for (auto _ : state) {
    state.PauseTiming();
    xml = make_report(kRecords, begin += 86'400);
    state.ResumeTiming();
    const auto report = reports::aggregate::parse(xml);
    benchmark::DoNotOptimize(store.add(*report, xml).id);
  }
  set_items(state, xml);
}

void parse_and_store_in_sqlite(benchmark::State& state) {
  const tests::TempDir folder;
  parse_and_store(state, folder.file("bench.db"));
}

/// Into a server of our own on this machine, which does wait for the disk.
void parse_and_store_in_postgres(benchmark::State& state) {
  tests::Postgres server(tests::Postgres::Durability::disk);
  if (!server.started()) return state.SkipWithError("PostgreSQL does not start");
  parse_and_store(state, server.create_database("bench"));
}

BENCHMARK(bare_pugixml)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_report)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_odd_report)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_broken_report)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_and_store_in_sqlite)->Unit(benchmark::kMillisecond)->MinTime(2)->UseRealTime();
BENCHMARK(parse_and_store_in_postgres)->Unit(benchmark::kMillisecond)->MinTime(2)->UseRealTime();

}  // namespace
