// SPDX-License-Identifier: MIT
//
// Questions to a store that is full, and the answers made of them: 10,000 records for each of its
// domains.
//
// MAILVET_BENCH_RECORDS is how many records there are; without it a million, for which the filling
// takes some ten seconds and 500 MB of disk.

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "reports/analysis/gather.h"
#include "reports/analysis/impact.h"
#include "reports/analysis/summary.h"
#include "reports/store/store.h"
#include "tests/support/temp_dir.h"

namespace {

namespace analysis = reports::analysis;

using libauth::base::Time;
using reports::aggregate::Record;
using reports::aggregate::Report;
using reports::sources::Catalogue;
using reports::store::Period;
using reports::store::Store;
using std::chrono::days;

constexpr std::size_t kRecordsOfDomain = 10'000;
constexpr std::size_t kRecordsOfReport = 50;
constexpr std::size_t kReporters = 10;
constexpr std::size_t kSources = 250;
constexpr std::size_t kDays = kRecordsOfDomain / kRecordsOfReport / kReporters;
constexpr std::size_t kReportsAtOnce = 500;

const Time kStart{std::chrono::seconds(1'700'006'400)};  // a midnight
const Time kEnd = kStart + days(kDays);

std::size_t domain_count() {
  const char* const records = std::getenv("MAILVET_BENCH_RECORDS");
  const std::size_t count = records != nullptr ? std::stoul(records) : 1'000'000;
  return std::max<std::size_t>(1, count / kRecordsOfDomain);
}

std::string domain_name(std::size_t domain) {
  return "d" + std::to_string(domain) + ".example";
}

/// Of one of the domain's sources: most pass, some fail, as those of a real domain.
Record record_of(std::size_t domain, std::size_t source) {
  namespace aggregate = reports::aggregate;
  const bool passes = source % 5 != 0;
  const std::string name = domain_name(domain);
  Record record;
  record.source_ip =
      libauth::base::IpAddress::parse("192.0.2." + std::to_string((source + domain) % kSources));
  record.count = source % 97 + 1;
  record.policy_evaluated.disposition =
      aggregate::Word<aggregate::Disposition>::read(passes ? "none" : "quarantine");
  record.policy_evaluated.dkim =
      aggregate::Word<aggregate::AlignedResult>::read(passes ? "pass" : "fail");
  record.policy_evaluated.spf = aggregate::Word<aggregate::AlignedResult>::read("fail");
  record.identifiers.header_from = name;
  auto& dkim = record.auth_results.dkim.emplace_back();
  dkim.domain = name;
  dkim.selector = "s" + std::to_string(source % 3);
  dkim.result = aggregate::Word<aggregate::DkimResult>::read(passes ? "pass" : "fail");
  auto& spf = record.auth_results.spf.emplace_back();
  spf.domain = "bounces.example.net";
  spf.result = aggregate::Word<aggregate::SpfResult>::read(source % 2 == 0 ? "pass" : "softfail");
  return record;
}

Report report_of(std::size_t domain, std::size_t reporter, std::size_t day) {
  Report report;
  report.report_metadata.org_name = "Receiver " + std::to_string(reporter);
  report.report_metadata.email = "dmarc@r" + std::to_string(reporter) + ".example.net";
  report.report_metadata.report_id = std::to_string(day);
  report.report_metadata.begin = kStart + days(day);
  report.report_metadata.end = kStart + days(day + 1) - std::chrono::seconds(1);
  report.policy_published.domain = domain_name(domain);
  for (std::size_t i = 0; i < kRecordsOfReport; ++i) {
    report.records.push_back(record_of(domain, (day * 13 + reporter * 29 + i) % kSources));
  }
  return report;
}

void add_all(Store& store, const std::vector<Report>& reports) {
  std::vector<std::string> payloads;
  std::vector<reports::store::Upload> uploads;
  payloads.reserve(reports.size());
  for (const Report& report : reports) {
    payloads.push_back(report.policy_published.domain + *report.report_metadata.email +
                       *report.report_metadata.report_id);
    uploads.push_back({&report, payloads.back()});
  }
  store.add(uploads, kStart + days(kDays));
}

/// Domain by domain, as adding reports of all domains in turns takes ten times as long. The rows
/// lie in the order of domains either way.
void fill(Store& store) {
  std::vector<Report> reports;
  for (std::size_t at = 0; at < kDays * kReporters * domain_count(); ++at) {
    const std::size_t domain = at / (kDays * kReporters);
    const std::size_t day = at / kReporters % kDays;
    reports.push_back(report_of(domain, at % kReporters, day));
    if (reports.size() < kReportsAtOnce) continue;
    add_all(store, reports);
    reports.clear();
  }
  add_all(store, reports);
}

/// The same for all benchmarks.
const Store& full_store() {
  static const tests::TempDir folder;
  static const Store store = [] {
    Store made = Store::open(folder.file("bench.db"));
    fill(made);
    return made;
  }();
  return store;
}

/// Asks one domain after another, so that not all of it is in the caches.
template <class Ask>
void ask_domains(benchmark::State& state, const Ask& ask) {
  const Store& store = full_store();
  const Period all{kStart, kEnd};
  std::size_t domain = 0;
  for (auto _ : state) {
    ask(store, domain_name(domain), all);
    domain = (domain + 1) % domain_count();
  }
}

void store_flows(benchmark::State& state) {
  ask_domains(state, [](const Store& store, const std::string& domain, const Period& period) {
    benchmark::DoNotOptimize(store.flows(domain, period).size());
  });
}

void store_timeline(benchmark::State& state) {
  ask_domains(state, [](const Store& store, const std::string& domain, const Period& period) {
    benchmark::DoNotOptimize(store.timeline(domain, period).size());
  });
}

void store_receivers(benchmark::State& state) {
  ask_domains(state, [](const Store& store, const std::string& domain, const Period& period) {
    benchmark::DoNotOptimize(store.receivers(domain, period).size());
  });
}

/// A summary of the last week, with all that it is compared with, 92 days before it, and the month
/// by which the next step is judged.
void domain_summary(benchmark::State& state) {
  const Period week{kEnd - days(7), kEnd};
  ask_domains(state, [&](const Store& store, const std::string& domain, const Period&) {
    const auto observed = analysis::gather(store, domain, week, Catalogue::built_in());
    const analysis::Surroundings around{
        .today = {.policy =
                      analysis::current_policy(observed.receivers, observed.receivers_settled)},
        .recent = analysis::gather_recent(store, domain, week, Catalogue::built_in())};
    benchmark::DoNotOptimize(analysis::summary_of(observed, kEnd, {}, around).issues.size());
  });
}

/// What p=reject would do to all mail of the domain.
void domain_impact(benchmark::State& state) {
  analysis::Proposal reject;
  reject.p = libauth::dmarc::Policy::reject;
  ask_domains(state, [&](const Store& store, const std::string& domain, const Period& all) {
    const auto observed = analysis::gather(store, domain, all, Catalogue::built_in());
    const auto policy = analysis::current_policy(observed.receivers, observed.receivers_settled);
    benchmark::DoNotOptimize(
        analysis::impact_of(observed, reject, {.policy = policy}, {}, kEnd).own.messages);
  });
}

void store_domains(benchmark::State& state) {
  const Store& store = full_store();
  for (auto _ : state) benchmark::DoNotOptimize(store.domains().size());
}

BENCHMARK(store_flows)->Unit(benchmark::kMillisecond);
BENCHMARK(store_timeline)->Unit(benchmark::kMillisecond);
BENCHMARK(store_receivers)->Unit(benchmark::kMillisecond);
BENCHMARK(domain_summary)->Unit(benchmark::kMillisecond);
BENCHMARK(domain_impact)->Unit(benchmark::kMillisecond);
BENCHMARK(store_domains)->Unit(benchmark::kMillisecond);

}  // namespace
