// SPDX-License-Identifier: MIT
//
// Flows get a source and a class.

#include "reports/analysis/traffic.h"

#include <limits>
#include <map>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "reports/aggregate/report.h"
#include "tests/reports/analysis/world.h"

using namespace reports;
using namespace reports::analysis;
using namespace tests;
using libauth::base::name_of;
using sources::Class;
using sources::Rule;

namespace {

/// Messages by source and class, "Mailgun failing".
std::map<std::string, std::uint64_t> counted(const Traffic& traffic) {
  std::map<std::string, std::uint64_t> counts;
  for (const NamedFlow& named : traffic.flows) {
    counts[named.source.name + " " + std::string(name_of(named.mail_class))] += named.flow.messages;
  }
  return counts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisTraffic)

BOOST_AUTO_TEST_CASE(EveryFlowHasASourceAndAClass) {
  const Traffic traffic = named(flows_of_may());
  std::map<std::string, std::uint64_t> want = {
      {"SendGrid aligned", 900},      {"example.com aligned", 600},    {"Mailgun failing", 100},
      {"198.51.100.5 forwarder", 80}, {"Google Groups forwarder", 20}, {"shop.example unknown", 70},
  };
  for (int i = 1; i <= 12; ++i) want["203.0.113." + std::to_string(i) + " spoofing"] = 10;
  BOOST_TEST((counted(traffic) == want));
  BOOST_TEST(traffic.messages == 1890U);
  BOOST_TEST(traffic.domain == "example.com");
  BOOST_TEST((traffic.first == kMay.from));
  BOOST_TEST(covered_days(extent_of(traffic)) == 28U);
}

BOOST_AUTO_TEST_CASE(ASourceThatFailsTodayIsKnownByTheMailThatPassedBefore) {
  const Flow failing = signed_by(forged("192.0.2.20", 5), "sendgrid.net/s1");
  BOOST_TEST((named({failing}).flows[0].rule == Rule::known_service));
  const Traffic before = named({sendgrid(100)});
  const Traffic traffic = named({failing}, kMay, before.records);
  BOOST_TEST((traffic.flows[0].rule == Rule::passes_elsewhere));
  BOOST_TEST((traffic.flows[0].mail_class == Class::failing));
  BOOST_TEST(traffic.records.at("SendGrid").messages == 105U);
}

BOOST_AUTO_TEST_CASE(NetworkAndCountryAreThoseOfTheAddress) {
  const Traffic traffic = named({own_host(1), sendgrid(1)});
  BOOST_TEST((traffic.flows[0].country == "NL"));
  BOOST_TEST((traffic.flows[0].network == "Example Network"));
  BOOST_TEST(!traffic.flows[1].country);
}

BOOST_AUTO_TEST_CASE(AnAddressIsFoundHoweverItIsWritten) {
  Flow mapped = own_host(1);
  mapped.source_ip = "::ffff:192.0.2.10";
  Flow none = own_host(1);
  none.source_ip = "not an address";
  const Traffic traffic = named({mapped, none});
  BOOST_TEST(traffic.flows[0].source.name == "example.com");
  BOOST_TEST(traffic.flows[1].source.name == "not an address");
}

BOOST_AUTO_TEST_CASE(NothingIsNothing) {
  const Traffic traffic = named({});
  BOOST_TEST(traffic.flows.empty());
  BOOST_TEST(traffic.messages == 0U);
  BOOST_TEST(!traffic.first);
  BOOST_TEST(covered_days(extent_of(traffic)) == 0U);
}

BOOST_AUTO_TEST_CASE(CountsDoNotOverflow) {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::vector<Flow> flows(5, sendgrid(most));
  flows.push_back(signed_by(forged("192.0.2.20", most), "sendgrid.net/s1"));
  const Traffic traffic = named(flows);
  BOOST_TEST(traffic.messages == aggregate::kMaxCount);
  // Five of six pass.
  BOOST_TEST((traffic.flows[5].rule == Rule::passes_elsewhere));
}

BOOST_AUTO_TEST_CASE(DmarcPassesWhereOneIsAligned) {
  // RFC 9989 section 5.4
  const auto says = [](std::optional<std::string> dkim, std::optional<std::string> spf) {
    Flow flow;
    flow.dkim = std::move(dkim);
    flow.spf = std::move(spf);
    return passes(flow);
  };
  BOOST_TEST((says("pass", "fail") == true));
  BOOST_TEST((says("fail", "pass") == true));
  BOOST_TEST((says("pass", std::nullopt) == true));
  BOOST_TEST((says("fail", "softfail") == false));
  BOOST_TEST(!says("fail", std::nullopt));
  BOOST_TEST(!says(std::nullopt, std::nullopt));
}

BOOST_AUTO_TEST_CASE(DaysAreThoseThatReportsCover) {
  const auto covered = [](std::chrono::seconds length, const Period& period) {
    Flow flow = forged("192.0.2.1", 1);
    flow.last = flow.first + length;
    return covered_days(extent_of(named({flow}, period)));
  };
  BOOST_TEST(covered(std::chrono::seconds(1), kMay) == 1U);
  BOOST_TEST(covered(days(1) + std::chrono::seconds(7), kMay) == 1U);
  BOOST_TEST(covered(days(14) - std::chrono::seconds(1), kMay) == 14U);
  BOOST_TEST(covered(days(40), kMay) == 28U);
  BOOST_TEST(covered(-days(40), kMay) == 1U);
}

BOOST_AUTO_TEST_CASE(PeriodsThatFollowEachOtherAreOne) {
  const Period whole{day(1), day(57)};
  const Extent may = extent_of(named({forged("192.0.2.1", 5)}));
  const Extent next =
      extent_of(named({moved(forged("192.0.2.1", 7), days(28))}, {day(29), day(57)}));
  const Extent both = joined(may, next);
  BOOST_TEST((both.period == whole));
  BOOST_TEST(both.messages == 12U);
  BOOST_TEST((both.first == may.first));
  BOOST_TEST((both.last == next.last));
  BOOST_TEST(covered_days(both) == 56U);
  // One of them without mail
  const Extent silence = extent_of(named({}, {day(29), day(57)}));
  const Extent first = joined(may, silence);
  BOOST_TEST((first.period == whole));
  BOOST_TEST((first.last == may.last));
  BOOST_TEST(covered_days(first) == 28U);
  const Extent last = joined(extent_of(named({})), next);
  BOOST_TEST((last.period == whole));
  BOOST_TEST(last.messages == 7U);
  BOOST_TEST((last.first == next.first));
}

BOOST_AUTO_TEST_CASE(ADispositionIsAWordThatThereIs) {
  using reports::aggregate::Disposition;
  const std::pair<std::optional<std::string>, std::optional<Disposition>> rows[] = {
      {"none", Disposition::none},
      {"pass", Disposition::pass},
      {"quarantine", Disposition::quarantine},
      {"reject", Disposition::reject},
      {"REJECT", std::nullopt},
      {"", std::nullopt},
      {std::nullopt, std::nullopt},
  };
  for (const auto& [word, want] : rows) {
    Flow flow;
    flow.disposition = word;
    BOOST_TEST((disposition_of(flow) == want), word.value_or("absent"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
