// SPDX-License-Identifier: MIT

#include "libauth/audit/fix/spf_proof.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/spf/parse.h"
#include "tests/support/zones.h"

using namespace libauth;
using namespace libauth::audit;
using spf::Result;

namespace {

constexpr const char* kRecords =
    "h.example. 60 A 192.0.2.1\nh.example. 60 AAAA 2001:db8::1\n"
    "in.example. 60 TXT \"v=spf1 a:h.example ip4:198.51.100.0/24 -all\"\n"
    "self.example. 60 TXT \"v=spf1 include:self.example include:self.example -all\"\n";

/// Whether the one record can stand in place of the other.
bool is_same(const std::string& before, const std::string& after, const ResultChange& change = {}) {
  dns::ZoneResolver resolver({tests::world(kRecords)});
  dns::Facts facts;
  return dns::settle(resolver, facts, [&](dns::Facts& known) {
    const auto tree = [&known](const std::string& terms) {
      return spf::tree_of(tests::name("example.com"), "v=spf1 " + terms, known);
    };
    const spf::Tree old_tree = tree(before);
    const spf::Tree new_tree = tree(after);
    return gives_same_results(old_tree, new_tree, known, change);
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SpfProof)

BOOST_AUTO_TEST_CASE(TellsRecordsApartByWhomTheyLetPass) {
  const struct {
    const char* before;
    const char* after;
    bool same;
  } kRows[] = {
      {"-all", "-all", true},
      {"-all", "~all", false},
      {"", "?all", true},
      {"ip4:192.0.2.0/24 -all", "ip4:192.0.2.0/25 ip4:192.0.2.128/25 -all", true},
      {"ip4:192.0.2.0/24 -all", "ip4:192.0.2.0/25 ip4:192.0.2.128/26 -all", false},
      {"ip4:192.0.2.1 ip4:192.0.2.3 -all", "ip4:192.0.2.0/30 -all", false},
      // The very first and the very last address.
      {"ip4:0.0.0.0 -all", "-all", false},
      {"ip4:255.255.255.255 -all", "-all", false},
      {"ip4:192.0.2.1 -all", "ip4:192.0.2.0/31 -all", false},
      {"ip6:2001:db8::/32 -all", "ip6:2001:db8::/33 ip6:2001:db8:8000::/33 -all", true},
      {"ip6:2001:db8::/32 -all", "ip6:2001:db8::/33 -all", false},
      {"ip4:192.0.2.1 -all", "?ip4:192.0.2.1 -all", false},
      {"-ip4:192.0.2.1 ip4:192.0.2.0/24 -all", "ip4:192.0.2.0/24 -ip4:192.0.2.1 -all", false},
      {"a:h.example -all", "ip4:192.0.2.1 ip6:2001:db8::1 -all", true},
      {"a:h.example -all", "ip4:192.0.2.1 -all", false},
      {"include:in.example -all", "a:h.example ip4:198.51.100.0/24 -all", true},
      {"include:in.example a:h.example -all", "include:in.example -all", true},
      {"include:in.example a:gone.example -all", "include:in.example -all", true},
      {"include:in.example -all redirect=h.example", "include:in.example -all", true},
      {"redirect=in.example", "include:in.example -all", true},
      {"redirect=in.example", "include:in.example ~all", false},
      // What depends on the sender is taken to match nobody.
      {"exists:%{i}.x.example a:h.example -all", "exists:%{i}.x.example include:in.example -all",
       false},
      {"ptr a:h.example a:h.example -all", "ptr a:h.example -all", true},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(is_same(row.before, row.after) == row.same, row.before << " / " << row.after);
    BOOST_TEST(is_same(row.after, row.before) == row.same, row.after << " / " << row.before);
  }
}

BOOST_AUTO_TEST_CASE(LetsTheResultsChangeThatAreToChange) {
  const ResultChange stricter = {{Result::pass}, {Result::softfail}};
  BOOST_TEST(is_same("ip4:192.0.2.1 +all", "ip4:192.0.2.1 ~all", stricter));
  BOOST_TEST(!is_same("ip4:192.0.2.1 -all", "ip4:192.0.2.1 ~all", stricter));
  // Nor may it become something else.
  BOOST_TEST(!is_same("ip4:192.0.2.1 +all", "ip4:192.0.2.1 ?all", stricter));
  BOOST_TEST(!is_same("ip4:192.0.2.1 +all", "ip4:192.0.2.1 include:gone.example ~all",
                      {{Result::pass}, {Result::softfail}}));
  BOOST_TEST(
      is_same("ip4:192.0.2.1 include:gone.example -all", "ip4:192.0.2.1 -all", kNoPermerror));
  BOOST_TEST(
      !is_same("ip4:192.0.2.1 include:gone.example -all", "ip4:192.0.2.2 -all", kNoPermerror));
}

// RFC 7208 section 4.6.4: two void look-ups are allowed, and what depends on the sender may be one.
BOOST_AUTO_TEST_CASE(CountsTheLookupsOfWhatDependsOnTheSender) {
  BOOST_TEST(!is_same("a:g1.example a:g2.example -all",
                      "a:g1.example a:g2.example exists:%{i}.x.example -all"));
  BOOST_TEST(is_same("a:g1.example -all", "a:g1.example exists:%{i}.x.example -all"));
  BOOST_TEST(is_same("a:g1.example a:g2.example exists:%{i}.x.example a:h.example -all",
                     "a:g1.example a:g2.example exists:%{i}.x.example a:h.example -all"));
}

BOOST_AUTO_TEST_CASE(ComesToAnEndWithRecordsThatIncludeThemselves) {
  BOOST_TEST(
      is_same("ip4:192.0.2.1 include:self.example -all", "ip4:192.0.2.1 -all", kNoPermerror));
  BOOST_TEST(!is_same("ip4:192.0.2.1 include:self.example -all", "ip4:192.0.2.1 -all"));
}

BOOST_AUTO_TEST_CASE(ProvesNothingThatWouldTakeTooLong) {
  std::string networks;
  for (int i = 0; i < 3000; ++i) {
    networks += "ip4:10." + std::to_string(i / 250) + "." + std::to_string(i % 250) + ".0/25 ";
  }
  BOOST_TEST(!is_same(networks + "-all", networks + "-all"));
}

BOOST_AUTO_TEST_SUITE_END()
