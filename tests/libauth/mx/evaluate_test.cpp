// SPDX-License-Identifier: MIT

#include "libauth/mx/evaluate.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "tests/support/zones.h"

using namespace libauth::mx;
namespace dns = libauth::dns;

namespace {

/// What evaluate() gave, and the facts that its answers live in.
struct Run {
  dns::Facts facts;
  dns::SettleCost cost;
  Exchanges exchanges;
};

void run(dns::Resolver& resolver, Run& run) {
  run.exchanges = dns::settle(
      resolver, run.facts,
      [](dns::Facts& known) { return evaluate(tests::name("example.com"), known); }, {}, &run.cost);
}

const char* name_of(Kind kind) {
  const char* const kNames[] = {"pending",  "unknown", "missing", "none",
                                "implicit", "null_mx", "hosts"};
  return kNames[static_cast<int>(kind)];
}

std::string summary(const Exchanges& exchanges) {
  std::string text = name_of(exchanges.kind);
  for (const Host& host : exchanges.hosts) {
    text += " " + std::to_string(host.preference) + " " + host.name.text() + " [";
    std::vector<std::string> list;
    for (const auto& address : host.addresses()) list.push_back(address.text());
    text += tests::joined(list) + "]";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mx_evaluate)

BOOST_AUTO_TEST_CASE(finds_where_mail_goes) {
  const struct {
    const char* what;
    const char* records;
    const char* want;
    bool has_null;
  } kRows[] = {
      {"by preference, then by name",
       "example.com. 60 MX 20 b.example.\nexample.com. 60 MX 10 c.example.\n"
       "example.com. 60 MX 10 a.example.\na.example. 60 A 192.0.2.1\n"
       "a.example. 60 AAAA 2001:db8::1\nb.example. 60 A 192.0.2.2\n",
       "hosts 10 a.example [192.0.2.1 | 2001:db8::1] 10 c.example [] 20 b.example [192.0.2.2]",
       false},
      {"implicit, RFC 5321 section 5.1", "example.com. 60 A 192.0.2.1\n",
       "implicit 0 example.com [192.0.2.1]", false},
      {"implicit, IPv6 only", "example.com. 60 AAAA 2001:db8::1\n",
       "implicit 0 example.com [2001:db8::1]", false},
      {"no address either", "example.com. 60 TXT \"x\"\n", "none", false},
      {"no such domain", "", "missing", false},
      {"null MX, RFC 7505 section 3", "example.com. 60 MX 0 .\n", "null_mx", true},
      {"null MX beside an address", "example.com. 60 MX 0 .\nexample.com. 60 A 192.0.2.1\n",
       "null_mx", true},
      {"a null among others is none", "example.com. 60 MX 0 .\nexample.com. 60 MX 10 a.example.\n",
       "hosts 10 a.example []", true},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      dns::ZoneResolver resolver({tests::world(row.records)});
      Run got;
      run(resolver, got);
      BOOST_TEST(summary(got.exchanges) == row.want);
      BOOST_TEST(got.exchanges.has_null == row.has_null);
      BOOST_TEST(!got.exchanges.is_cut);
      BOOST_TEST(got.cost.rounds <= 2U);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_the_dns_does_not_tell_is_unknown) {
  const struct {
    const char* what;
    dns::Question failing;
    const char* records;
    const char* want;
  } kRows[] = {
      {"the exchanges", tests::question("example.com", dns::RrType::mx),
       "example.com. 60 A 192.0.2.1\n", "unknown"},
      {"an implicit address", tests::question("example.com", dns::RrType::a),
       "example.com. 60 TXT \"x\"\n", "unknown"},
      {"one of two implicit addresses", tests::question("example.com", dns::RrType::aaaa),
       "example.com. 60 A 192.0.2.1\n", "implicit 0 example.com [192.0.2.1]"},
      {"an exchange's address", tests::question("a.example", dns::RrType::a),
       "example.com. 60 MX 1 a.example.\n", "hosts 1 a.example []"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      dns::ZoneResolver resolver({tests::world(row.records)});
      resolver.fail(row.failing, dns::Status::timeout);
      Run got;
      run(resolver, got);
      BOOST_TEST(summary(got.exchanges) == row.want);
      for (const Host& host : got.exchanges.hosts) BOOST_TEST(!host.is_known());
    }
  }
}

BOOST_AUTO_TEST_CASE(tells_aliases_and_missing_hosts) {
  dns::ZoneResolver resolver(
      {tests::world("example.com. 60 MX 1 alias.example.\nexample.com. 60 MX 2 gone.example.\n"
                    "example.com. 60 MX 3 real.example.\nalias.example. 60 CNAME real.example.\n"
                    "real.example. 60 A 192.0.2.1\n")});
  Run got;
  run(resolver, got);
  BOOST_TEST_REQUIRE(got.exchanges.hosts.size() == 3U);
  const auto& hosts = got.exchanges.hosts;
  BOOST_TEST(hosts[0].is_alias());
  BOOST_TEST(!hosts[0].is_missing());
  BOOST_TEST(hosts[1].is_missing());
  BOOST_TEST(hosts[1].is_known());
  BOOST_TEST(!hosts[2].is_alias());
  BOOST_TEST(!hosts[2].is_missing());
}

BOOST_AUTO_TEST_CASE(gives_public_addresses_once) {
  dns::ZoneResolver resolver({tests::world(
      "example.com. 60 MX 1 a.example.\nexample.com. 60 MX 2 b.example.\n"
      "a.example. 60 A 192.0.2.1\na.example. 60 A 10.0.0.1\na.example. 60 A 127.0.0.1\n"
      "b.example. 60 A 192.0.2.1\nb.example. 60 A 192.0.2.2\nb.example. 60 AAAA fe80::1\n"
      "b.example. 60 AAAA 2001:db8::1\nb.example. 60 AAAA ::ffff:10.0.0.1\n")});
  Run got;
  run(resolver, got);
  std::vector<std::string> texts;
  for (const auto& address : public_addresses(got.exchanges)) texts.push_back(address.text());
  BOOST_TEST(tests::joined(texts) == "192.0.2.1 | 192.0.2.2 | 2001:db8::1");
}

BOOST_AUTO_TEST_CASE(looks_at_thirty_exchanges_and_says_so) {
  for (const int count : {30, 31, 200}) {
    BOOST_TEST_CONTEXT(count << " exchanges") {
      std::string records;
      for (int i = 0; i < count; ++i) {
        records +=
            "example.com. 60 MX " + std::to_string(i) + " m" + std::to_string(i) + ".example.\n";
      }
      dns::ZoneResolver resolver({tests::world(records)});
      Run got;
      run(resolver, got);
      BOOST_TEST(got.exchanges.hosts.size() == 30U);
      BOOST_TEST(got.exchanges.is_cut == (count > 30));
      BOOST_TEST(got.cost.questions == 61U);
    }
  }
}

BOOST_AUTO_TEST_CASE(says_pending_while_facts_are_missing) {
  dns::Facts facts;
  BOOST_TEST((evaluate(tests::name("example.com"), facts).kind == Kind::pending));
  BOOST_TEST(facts.missing().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
