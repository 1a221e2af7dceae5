// SPDX-License-Identifier: MIT

#include "reports/analysis/spf_proposal.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using namespace reports::analysis;
namespace base = libauth::base;
namespace dns = libauth::dns;

namespace {

constexpr base::Time kNow{std::chrono::seconds(1'777'593'600)};

Proof proven(std::string_view zone, const std::string& record,
             const std::vector<base::IpAddress>& addresses, const char* failing = nullptr) {
  dns::ZoneResolver resolver({tests::world(zone)});
  if (failing != nullptr) resolver.fail(tests::name(failing), dns::Status::servfail);
  dns::Facts facts;
  return dns::settle(resolver, facts, [&](dns::Facts& known) {
    return prove(tests::name("example.com"), record, addresses, known, kNow);
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisSpfProposal)

BOOST_AUTO_TEST_CASE(TermsStandBeforeWhatEndsTheRecord) {
  const struct {
    const char* record;
    const char* want;
  } kRows[] = {
      {"v=spf1 -all", "v=spf1 ip4:192.0.2.1 -all"},
      {"v=spf1 mx ~ALL", "v=spf1 mx ip4:192.0.2.1 ~ALL"},
      {"v=spf1  mx   all exp=x.example.com", "v=spf1 mx ip4:192.0.2.1 all exp=x.example.com"},
      {"v=spf1 a redirect=example.net", "v=spf1 a ip4:192.0.2.1 redirect=example.net"},
      {"v=spf1 a:all.example.com", "v=spf1 a:all.example.com ip4:192.0.2.1"},
      {"v=spf1", "v=spf1 ip4:192.0.2.1"},
      {"v=spf1 ?all -all", "v=spf1 ip4:192.0.2.1 ?all -all"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(with_terms(row.record, "ip4:192.0.2.1") == row.want);
    BOOST_TEST(!with_terms(row.record, "").ends_with(' '));
  }
}

BOOST_AUTO_TEST_CASE(AddressesBecomeTermsOfTheirFamily) {
  const std::vector addresses = {tests::ip("192.0.2.1"), tests::ip("2001:db8::1")};
  BOOST_TEST(terms_for(addresses) == "ip4:192.0.2.1 ip6:2001:db8::1");
  BOOST_TEST(terms_for({}).empty());
}

BOOST_AUTO_TEST_CASE(NoTermIsThereTwice) {
  const struct {
    const char* record;
    const char* want;
  } kRows[] = {
      {"v=spf1 ip4:192.0.2.1 ip4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"},
      {"v=spf1 ip4:192.0.2.1 +IP4:192.0.2.1/32 -all", "v=spf1 ip4:192.0.2.1 -all"},
      {"v=spf1 ip6:2001:db8::1/128 ip6:2001:DB8::1 -all", "v=spf1 ip6:2001:db8::1/128 -all"},
      {"v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.0 -all", "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.0 -all"},
      {"v=spf1 ~ip4:192.0.2.1 ip4:192.0.2.1 -all", "v=spf1 ~ip4:192.0.2.1 ip4:192.0.2.1 -all"},
      {"v=spf1 exists:%{s}.x exists:%{S}.x exists:%{s}.x -all",
       "v=spf1 exists:%{s}.x exists:%{S}.x -all"},
      {"v=spf1", "v=spf1"},
  };
  for (const auto& row : kRows) BOOST_TEST(without_repeats(row.record) == row.want);
}

BOOST_AUTO_TEST_CASE(TheAddressesThatDoNotPassAreTold) {
  const std::vector addresses = {tests::ip("192.0.2.1"), tests::ip("198.51.100.1")};
  const auto of = [&](const char* failing) {
    dns::ZoneResolver resolver({tests::world("")});
    if (failing != nullptr) resolver.fail(tests::name(failing), dns::Status::servfail);
    dns::Facts facts;
    return dns::settle(resolver, facts, [&](dns::Facts& known) {
      return not_passing(tests::name("example.com"), "v=spf1 ip4:192.0.2.1 a:x.example.net -all",
                         addresses, known, kNow);
    });
  };
  BOOST_TEST((of(nullptr) == std::vector{tests::ip("198.51.100.1")}));
  BOOST_TEST(!of("x.example.net").has_value());
}

BOOST_AUTO_TEST_CASE(ARecordIsGoodWhereAllAddressesPass) {
  constexpr std::string_view kZone = "spf.example.net. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"";
  const std::vector inside = {tests::ip("192.0.2.1"), tests::ip("192.0.2.200")};
  const std::vector outside = {tests::ip("192.0.2.1"), tests::ip("198.51.100.1")};
  const std::string record = "v=spf1 include:spf.example.net -all";
  BOOST_TEST((proven(kZone, record, inside) == Proof::good));
  BOOST_TEST((proven(kZone, record, outside) == Proof::no_pass));
  BOOST_TEST((proven("", record, inside) == Proof::no_pass));  // permerror
}

// RFC 7208 section 4.6.4: the addresses pass, and senders behind the tenth lookup get permerror.
BOOST_AUTO_TEST_CASE(ARecordWithTooManyLookupsIsNotGood) {
  std::string record = "v=spf1 ip4:192.0.2.1";
  std::string zone;
  for (int i = 0; i < 11; ++i) {
    const std::string name = "n" + std::to_string(i) + ".example.net";
    record += " include:" + name;
    zone += name + ". TXT \"v=spf1 -all\"\n";
  }
  const std::vector addresses = {tests::ip("192.0.2.1")};
  BOOST_TEST((proven(zone, record + " -all", addresses) == Proof::over_limit));
}

BOOST_AUTO_TEST_CASE(WhatTheDnsDoesNotTellProvesNothing) {
  const std::vector addresses = {tests::ip("192.0.2.1")};
  BOOST_TEST((proven("", "v=spf1 include:spf.example.net -all", addresses, "spf.example.net") ==
              Proof::pending));
}

BOOST_AUTO_TEST_SUITE_END()
