// SPDX-License-Identifier: MIT
//
// Addresses in stored reports are looked up once, and a DNS that is not there holds nothing up.

#include "service/jobs/enrichment.h"

#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/service/api/fixture.h"
#include "tests/support/stalling_resolver.h"

using namespace std::chrono_literals;

namespace {

using libauth::base::IpAddress;
using libauth::base::Time;
using service::jobs::Enrichment;
using service::jobs::EnrichmentLimits;

constexpr std::string_view kReverse = R"(
$ORIGIN 2.0.192.in-addr.arpa.
$TTL 3600
@   SOA ns.example.com. hostmaster.example.com. 1 7200 3600 1209600 300
    NS  ns.example.com.
25  PTR mx.example.com.
)";

std::vector<libauth::dns::Zone> forward_and_reverse() {
  std::vector<libauth::dns::Zone> all;
  for (const std::string_view text : {tests::kZone, kReverse}) {
    if (auto zone = libauth::dns::Zone::read_text(text)) all.push_back(std::move(*zone));
  }
  return all;
}

struct Addresses : tests::Fixture {
  libauth::dns::ZoneResolver reverse{forward_and_reverse()};
  Time now = services.now();
  EnrichmentLimits limits;

  void add(const std::string& address) {
    std::string xml = tests::report_xml("example.com", address);
    xml.replace(xml.find("192.0.2.1<"), 10, address + "<");
    BOOST_REQUIRE(send("POST", "/v1/reports", xml).status == 201);
  }

  Enrichment over(libauth::dns::Resolver& dns) {
    return {store, dns, {}, [this] { return now; }, limits};
  }

  std::vector<reports::sources::AddressFacts> known(const std::string& address) {
    const IpAddress parsed = *IpAddress::parse(address);
    return store.address_facts({&parsed, 1});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(EnrichmentOfAddresses, Addresses)

BOOST_AUTO_TEST_CASE(FindsNamesAndThenRests) {
  add("192.0.2.25");
  add("192.0.2.26");
  Enrichment enrichment = over(reverse);
  BOOST_TEST((enrichment.step({}) == limits.pause));
  const auto facts = known("192.0.2.25");
  BOOST_REQUIRE(facts.size() == 1U);
  BOOST_TEST(facts.front().ptr.value_or("") == "mx.example.com");
  BOOST_TEST(facts.front().is_confirmed);
  BOOST_TEST(facts.front().is_complete);
  BOOST_REQUIRE(known("192.0.2.26").size() == 1U);
  BOOST_TEST(!known("192.0.2.26").front().ptr);
  BOOST_TEST((enrichment.step({}) == limits.idle));
  add("192.0.2.27");
  BOOST_TEST((enrichment.step({}) == limits.pause));
}

BOOST_AUTO_TEST_CASE(GoesOnChunkByChunk) {
  limits.chunk = 2;
  for (int i = 1; i <= 5; ++i) add("192.0.2." + std::to_string(i));
  Enrichment enrichment = over(reverse);
  int chunks = 0;
  while (enrichment.step({}) == limits.pause && chunks < 10) ++chunks;
  BOOST_TEST(chunks == 3);
}

BOOST_AUTO_TEST_CASE(AsksAgainAfterAnHourWhereTheDnsDidNotTell) {
  limits.time = 20ms;
  add("192.0.2.25");
  tests::StallingResolver silent(reverse, "in-addr.arpa");
  Enrichment without = over(silent);
  BOOST_TEST((without.step({}) == limits.silence));
  BOOST_TEST((without.step({}) == limits.idle));
  BOOST_TEST(!known("192.0.2.25").front().is_complete);
  now += std::chrono::hours(2);
  Enrichment enrichment = over(reverse);
  BOOST_TEST((enrichment.step({}) == limits.pause));
  BOOST_TEST(known("192.0.2.25").front().is_complete);
}

// A report with many addresses of which the DNS tells nothing holds up others only a little.
BOOST_AUTO_TEST_CASE(RestsForAShortTimeWhereTheDnsToldOfOthersLately) {
  limits.time = 20ms;
  tests::StallingResolver partly(reverse, "113.0.203.in-addr.arpa");
  Enrichment enrichment = over(partly);
  add("192.0.2.25");
  BOOST_TEST((enrichment.step({}) == limits.pause));
  add("203.0.113.1");
  BOOST_TEST((enrichment.step({}) == limits.short_silence));
  now += limits.lately - 1s;
  add("203.0.113.2");
  BOOST_TEST((enrichment.step({}) == limits.short_silence));
  now += 1s;
  add("203.0.113.3");
  BOOST_TEST((enrichment.step({}) == limits.silence));
}

BOOST_AUTO_TEST_CASE(KeepsNothingWhenItIsToStop) {
  add("192.0.2.25");
  std::stop_source stop;
  stop.request_stop();
  Enrichment enrichment = over(reverse);
  enrichment.step(stop.get_token());
  BOOST_TEST(known("192.0.2.25").empty());
  BOOST_TEST((enrichment.step({}) == limits.pause));
}

// As several processes have it on one database.
BOOST_AUTO_TEST_CASE(WorksBesideAnother) {
  for (int i = 1; i <= 20; ++i) add("192.0.2." + std::to_string(i));
  limits.chunk = 3;
  reports::store::Store other = reports::store::Store::open(folder.file("reports.db"));
  Enrichment first = over(reverse);
  Enrichment second(
      other, reverse, {}, [this] { return now; }, limits);
  bool is_done = false;
  for (int i = 0; i < 100 && !is_done; ++i) {
    const bool one = first.step({}) == limits.idle;
    const bool two = second.step({}) == limits.idle;
    is_done = one && two;
  }
  BOOST_TEST(is_done);
  for (int i = 1; i <= 20; ++i) BOOST_TEST(known("192.0.2." + std::to_string(i)).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
