// SPDX-License-Identifier: MIT

#include "libauth/spf/stance.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using namespace libauth::spf;
namespace dns = libauth::dns;
using Kind = Stance::Kind;

namespace {

constexpr const char* kRecords =
    "h.example. 60 A 192.0.2.1\n"
    "open.example. 60 TXT \"v=spf1 +all\"\n"
    "shut.example. 60 TXT \"v=spf1 -all\"\n"
    "deep.example. 60 TXT \"v=spf1 include:open.example -all\"\n"
    "loop.example. 60 TXT \"v=spf1 redirect=loop.example\"\n"
    "bad.example. 60 TXT \"v=spf1 moo\"\n"
    "half.example. 60 TXT \"v=spf1 ip4:192.0.2.1\"\n";

struct Row {
  const char* text;
  Kind kind;
  const char* domain;
  const char* term;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_stance)

BOOST_AUTO_TEST_CASE(tells_the_last_word_and_who_says_it) {
  const Row kRows[] = {
      {"v=spf1 -all", Kind::fail, "example.com", "-all"},
      {"v=spf1 ~ALL", Kind::softfail, "example.com", "~ALL"},
      {"v=spf1 ?all", Kind::neutral, "example.com", "?all"},
      {"v=spf1 all", Kind::pass, "example.com", "all"},
      {"v=spf1 -all +all", Kind::fail, "example.com", "-all"},
      {"v=spf1", Kind::missing, "example.com", ""},
      {"v=spf1 redirect=shut.example", Kind::fail, "shut.example", "-all"},
      {"v=spf1 redirect=half.example", Kind::missing, "half.example", ""},
      {"v=spf1 redirect=open.example", Kind::pass, "open.example", "+all"},
      {"v=spf1 redirect=open.example -all", Kind::fail, "example.com", "-all"},
      {"v=spf1 include:deep.example -all", Kind::pass, "example.com", "include:deep.example"},
      {"v=spf1 ?include:open.example -all", Kind::fail, "example.com", "-all"},
      {"v=spf1 ip4:0.0.0.0/0 -all", Kind::pass, "example.com", "ip4:0.0.0.0/0"},
      {"v=spf1 a:h.example/0 -all", Kind::pass, "example.com", "a:h.example/0"},
      {"v=spf1 a:h.example/1 -all", Kind::fail, "example.com", "-all"},
      {"v=spf1 exists:h.example -all", Kind::pass, "example.com", "exists:h.example"},
      {"v=spf1 exists:%{i}.h.example -all", Kind::fail, "example.com", "-all"},
      {"v=spf1 redirect=loop.example", Kind::none, "loop.example", "redirect=loop.example"},
      {"v=spf1 redirect=bad.example", Kind::none, "bad.example", "redirect=bad.example"},
      {"v=spf1 redirect=slow.example", Kind::unknown, "slow.example", "redirect=slow.example"},
      {"v=spf1 include:slow.example -all", Kind::unknown, "slow.example", "include:slow.example"},
      {"v=spf1 include:slow.example +all", Kind::pass, "example.com", "+all"},
      {"v=spf1 exists:slow.example -all", Kind::unknown, "example.com", "exists:slow.example"},
      {"v=spf1 a:slow.example -all", Kind::fail, "example.com", "-all"},
  };
  dns::ZoneResolver resolver({tests::world(kRecords)});
  resolver.fail(tests::name("slow.example"), dns::Status::timeout);
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      dns::Facts facts;
      const Stance got = dns::settle(resolver, facts, [&](dns::Facts& known) {
        return stance_of(tree_of(tests::name("example.com"), row.text, known));
      });
      BOOST_TEST((got.kind == row.kind), static_cast<int>(got.kind));
      BOOST_TEST(got.domain == row.domain);
      BOOST_TEST(got.term == row.term);
      BOOST_TEST(got.question.text() == std::string(row.domain) + " TXT");
    }
  }
}

BOOST_AUTO_TEST_CASE(tells_whose_senders_all_pass) {
  const struct {
    const char* text;
    bool ipv4;
    bool ipv6;
  } kRows[] = {
      {"v=spf1 +all", true, true},
      {"v=spf1 ip4:0.0.0.0/0 -all", true, false},
      {"v=spf1 ip6:::/0 -all", false, true},
      {"v=spf1 a:h.example/0 -all", true, false},
      {"v=spf1 exists:h.example -all", true, true},
      {"v=spf1 include:six.example -all", false, true},
      {"v=spf1 redirect=six.example", false, true},
  };
  dns::ZoneResolver resolver(
      {tests::world(std::string(kRecords) + "six.example. 60 TXT \"v=spf1 ip6:::/0 -all\"\n")});
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      dns::Facts facts;
      const Stance got = dns::settle(resolver, facts, [&](dns::Facts& known) {
        return stance_of(tree_of(tests::name("example.com"), row.text, known));
      });
      BOOST_TEST((got.kind == Kind::pass));
      BOOST_TEST(got.ipv4 == row.ipv4);
      BOOST_TEST(got.ipv6 == row.ipv6);
    }
  }
}

BOOST_AUTO_TEST_CASE(is_pending_as_long_as_facts_are_missing) {
  dns::Facts facts;
  const char* const text = "v=spf1 include:x.example -all";
  const Stance got = stance_of(tree_of(tests::name("example.com"), text, facts));
  BOOST_TEST((got.kind == Kind::pending));
  BOOST_TEST(facts.missing().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
