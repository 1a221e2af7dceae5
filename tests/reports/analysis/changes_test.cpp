// SPDX-License-Identifier: MIT
//
// What is new, gone or different.

#include "reports/analysis/changes.h"

#include <boost/test/unit_test.hpp>

#include "tests/reports/analysis/world.h"

using namespace reports;
using namespace reports::analysis;
using namespace tests;
using sources::Class;

namespace {

Changes changes_in(const Observed& observed) {
  return changes_of(observed, sources_of(observed.current, observed.history));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisChanges)

BOOST_AUTO_TEST_CASE(NumbersStandBesideThoseOfThePeriodBefore) {
  const Changes changes = changes_in(world());
  BOOST_TEST((changes.before == Period{kMay.from - days(28), kMay.from}));
  BOOST_TEST(changes.is_comparable);
  BOOST_TEST(changes.has_history);
  BOOST_TEST((changes.messages == Compared{1890, 1600}));
  BOOST_TEST((changes.own == Compared{1600, 1440}));
  BOOST_TEST((changes.aligned == Compared{1500, 1440}));
  BOOST_TEST((changes.failing == Compared{100, 0}));
  BOOST_TEST((changes.forwarded == Compared{100, 0}));
  BOOST_TEST((changes.spoofed == Compared{120, 160}));
  BOOST_TEST((changes.unknown == Compared{70, 0}));
  BOOST_TEST(changes.pass_rate.value() == 93.75);
  BOOST_TEST(changes.pass_rate_before.value() == 100);
}

BOOST_AUTO_TEST_CASE(SourcesComeAndGo) {
  const Changes changes = changes_in(world());
  const std::vector<ChangedSource> fresh = {
      {"Mailgun", "transactional", Class::failing, 100},
      {"198.51.100.5", std::nullopt, Class::forwarder, 80},
      {"shop.example", std::nullopt, Class::unknown, 70},
      {"Google Groups", "mailing-list", Class::forwarder, 20}};
  BOOST_TEST((changes.new_sources == fresh));
  BOOST_TEST(changes.new_spoofing_sources == 12U);
  const std::vector<ChangedSource> gone = {{"old.example", std::nullopt, Class::aligned, 40}};
  BOOST_TEST((changes.vanished_sources == gone));
}

BOOST_AUTO_TEST_CASE(AFewMessagesAreNotMissed) {
  Observed observed = world();
  for (const auto& [messages, want] : {std::pair<std::uint64_t, std::size_t>{9, 0}, {10, 1}}) {
    observed.before = named({own_host(messages)});
    observed.current = named({sendgrid(1)});
    BOOST_TEST(changes_in(observed).vanished_sources.size() == want);
  }
}

BOOST_AUTO_TEST_CASE(NewNamesOfTheOwnersMailAreTold) {
  Observed observed = world();
  observed.current.flows[0].country = "SE";
  observed.current.flows[0].network = "Other Network";
  observed.current.flows[0].flow.signers = "example.com/s2 sendgrid.net/s9";
  const Changes changes = changes_in(observed);
  BOOST_TEST((changes.new_selectors == std::vector<Counted>{{"example.com/s2", 900}}));
  BOOST_TEST((changes.new_subdomains == std::vector<Counted>{{"news.example.com", 100}}));
  BOOST_TEST((changes.new_countries == std::vector<Counted>{{"SE", 900}}));
  BOOST_TEST((changes.new_networks == std::vector<Counted>{{"Other Network", 900}}));
}

BOOST_AUTO_TEST_CASE(OnlyNamesBelowTheDomainAreSubdomains) {
  Observed observed = world();
  const char* const kNames[] = {"partner.example", "notexample.com", "com", "", "a.example.com"};
  observed.current = named({});
  for (const char* name : kNames) {
    const Traffic one = named({from_name(own_host(1), name)});
    observed.current.flows.push_back(one.flows[0]);
  }
  const Changes changes = changes_in(observed);
  BOOST_TEST((changes.new_subdomains == std::vector<Counted>{{"a.example.com", 1}}));
}

BOOST_AUTO_TEST_CASE(WithoutAHistoryNothingIsNew) {
  Observed observed = world();
  observed.history = {};
  observed.before = {};
  const Changes changes = changes_in(observed);
  BOOST_TEST(!changes.is_comparable);
  BOOST_TEST(!changes.has_history);
  BOOST_TEST(changes.new_sources.empty());
  BOOST_TEST(changes.new_spoofing_sources == 0U);
  BOOST_TEST(changes.new_subdomains.empty());
  BOOST_TEST(!changes.pass_rate_before);
}

BOOST_AUTO_TEST_CASE(AChangedPolicyIsToldWhereBothAreKnown) {
  Observed observed = world();
  BOOST_TEST(!changes_in(observed).is_policy_changed);
  observed.receivers_before[0].p = "none";
  const Changes changed = changes_in(observed);
  BOOST_TEST(changed.is_policy_changed);
  BOOST_TEST(text_of(changed.policy.value()) == "p=quarantine");
  BOOST_TEST(text_of(changed.policy_before.value()) == "p=none");
  observed.receivers_before.clear();
  BOOST_TEST(!changes_in(observed).is_policy_changed);
}

BOOST_AUTO_TEST_CASE(NothingIsNothing) {
  const Changes changes = changes_in({});
  BOOST_TEST((changes.messages == Compared{}));
  BOOST_TEST(!changes.pass_rate);
  BOOST_TEST(!changes.policy);
}

BOOST_AUTO_TEST_SUITE_END()
