// SPDX-License-Identifier: MIT

#include "libauth/dmarc/discover_rfc7489.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dmarc/parse.h"
#include "libauth/dns/settle.h"
#include "tests/support/zones.h"

using namespace libauth::dmarc;
namespace dns = libauth::dns;
using tests::name;

BOOST_AUTO_TEST_SUITE(dmarc_discover_rfc7489)

BOOST_AUTO_TEST_CASE(the_list_tells_the_organizational_domain) {
  // RFC 7489 section 3.2.
  const struct {
    const char* domain;
    const char* want;
  } kRows[] = {
      {"a.b.example.com", "example.com"}, {"example.com", "example.com"}, {"com", "com"},
      {"a.b.example", "b.example"},       {"example", "example"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(organizational_domain_rfc7489(name(row.domain)).text() == row.want, row.domain);
  }
}

BOOST_AUTO_TEST_CASE(asks_for_both_names_at_once_and_counts_what_it_needs) {
  // RFC 7489 section 6.6.3.
  const struct {
    const char* author;
    Asking asking;
    std::size_t steps;
    std::size_t rounds;
    std::size_t questions;
  } kRows[] = {
      {"own.example.com", Asking::foreseeing, 1, 1, 2},
      {"own.example.com", Asking::one_by_one, 1, 1, 1},
      {"a.example.com", Asking::foreseeing, 2, 1, 2},
      {"a.example.com", Asking::one_by_one, 2, 2, 2},
      {"example.com", Asking::foreseeing, 1, 1, 1},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.author << " " << row.steps << " " << row.questions) {
      dns::ZoneResolver resolver(
          {tests::world("_dmarc.own.example.com. 60 TXT \"v=DMARC1; p=none\"\n"
                        "_dmarc.example.com. 60 TXT \"v=DMARC1; p=reject; sp=quarantine\"")});
      dns::Facts facts;
      dns::SettleCost cost;
      const dns::Name author = name(row.author);
      const Discovery got = dns::settle(
          resolver, facts,
          [&](dns::Facts& known) { return discover_rfc7489(author, known, row.asking); }, {},
          &cost);
      BOOST_TEST((got.kind == Discovery::Kind::found));
      BOOST_TEST(got.walk.steps.size() == row.steps);
      BOOST_TEST(cost.rounds == row.rounds);
      BOOST_TEST(cost.questions == row.questions);
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_pct) {
  // RFC 7489 section 6.3: 0 to 100, else the default.
  const struct {
    const char* tags;
    unsigned want;
  } kRows[] = {
      {"p=none", 100},          {"p=none; pct=0", 0},
      {"p=none; pct=50", 50},   {"p=none; PCT=7", 7},
      {"p=none; pct=100", 100}, {"p=none; pct=101", 100},
      {"p=none; pct=-1", 100},  {"p=none; pct=", 100},
      {"p=none; pct=5%", 100},  {"p=none; pct=99999999999999999999", 100},
      {"p=none; pct=050", 50},  {"p=none; pct=10; pct=20", 10},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(parse_record("v=DMARC1; " + std::string(row.tags)).percent() == row.want, row.tags);
  }
}

BOOST_AUTO_TEST_SUITE_END()
