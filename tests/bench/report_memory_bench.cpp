// SPDX-License-Identifier: MIT
//
// The memory that the largest reports take: a million records, thirty times the largest one seen.
//
// Each is read in a process of its own, whose peak is told by the kernel. The floor is the XML
// itself, which has to be somewhere.

#include <stdexcept>
#include <string>

#include <sys/resource.h>
#include <sys/wait.h>

#include <benchmark/benchmark.h>
#include <pugixml.hpp>
#include <unistd.h>

#include "reports/aggregate/parse.h"
#include "tests/bench/report_corpus.h"

namespace {

constexpr std::size_t kRecords = 1'000'000;
constexpr double kMiB = 1024 * 1024;

/// Runs work(xml) in a process of its own and gives the peak of its resident memory, in octets.
template <class Work>
double peak_of(const Work& work) {
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) _exit(work(bench::make_report(kRecords, 1'700'000'000)) ? 0 : 1);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child || status != 0) {
    throw std::runtime_error("the report could not be read");
  }
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

bool read(const std::string& xml) {
  reports::aggregate::Limits limits;
  limits.octets = xml.size();
  limits.records = kRecords;
  limits.nodes = 50 * kRecords;
  const auto report = reports::aggregate::parse(xml, limits);
  return report && report->records.size() == kRecords;
}

bool load(const std::string& xml) {
  pugi::xml_document document;
  return static_cast<bool>(document.load_buffer(xml.data(), xml.size()));
}

void report_memory(benchmark::State& state) {
  for (auto _ : state) {
    const double floor = peak_of([](const std::string& xml) { return !xml.empty(); });
    const double ours = peak_of(read);
    const double pugixml = peak_of(load);
    state.counters["xml_MiB"] = floor / kMiB;
    state.counters["peak_MiB"] = ours / kMiB;
    state.counters["of_xml"] = ours / floor;
    state.counters["pugixml_peak_MiB"] = pugixml / kMiB;
  }
}

BENCHMARK(report_memory)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
