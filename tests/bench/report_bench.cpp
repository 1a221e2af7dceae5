// SPDX-License-Identifier: MIT
//
// Reading and storing aggregate reports, beside a bare pugixml load of the same octets.

#include <string>

#include <benchmark/benchmark.h>
#include <pugixml.hpp>

#include "reports/aggregate/parse.h"
#include "reports/store/store.h"
#include "tests/support/temp_dir.h"

namespace {

/// A report as large receivers send them; `begin` tells one from another.
std::string make_report(std::size_t records, std::size_t begin) {
  std::string xml =
      "<?xml version=\"1.0\"?><feedback><version>1.0</version><report_metadata>"
      "<org_name>receiver.example.net</org_name><email>dmarc@receiver.example.net</email>"
      "<report_id>bench</report_id><date_range><begin>" +
      std::to_string(begin) + "</begin><end>" + std::to_string(begin + 86399) +
      "</end></date_range></report_metadata><policy_published><domain>example.com</domain>"
      "<adkim>r</adkim><aspf>r</aspf><p>reject</p><sp>reject</sp><pct>100</pct>"
      "</policy_published>";
  for (std::size_t i = 0; i < records; ++i) {
    xml += "\n<record><row><source_ip>192.0.2." + std::to_string(i % 256) + "</source_ip><count>" +
           std::to_string(i % 97 + 1) +
           "</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim>"
           "<spf>fail</spf></policy_evaluated></row><identifiers><envelope_from>mail.example.com"
           "</envelope_from><header_from>example.com</header_from></identifiers><auth_results>"
           "<dkim><domain>example.com</domain><selector>s" +
           std::to_string(i % 3) +
           "</selector><result>pass</result></dkim><dkim><domain>provider.example.net</domain>"
           "<selector>k1</selector><result>pass</result></dkim><spf><domain>mail.example.com"
           "</domain><scope>mfrom</scope><result>softfail</result></spf></auth_results></record>";
  }
  return xml + "</feedback>";
}

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

void parse_and_store_report(benchmark::State& state) {
  const tests::TempDir folder;
  auto store = reports::store::Store::open(folder.file("bench.db"));
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

BENCHMARK(bare_pugixml)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_report)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_odd_report)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_broken_report)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_and_store_report)->Unit(benchmark::kMillisecond)->MinTime(2);

}  // namespace
