// SPDX-License-Identifier: MIT

#include "libauth/spf/near_miss.h"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace libauth::spf;

BOOST_AUTO_TEST_SUITE(spf_near_miss)

// RFC 7208 section 4.5: a record begins with exactly "v=spf1" and a space, or is that alone.
BOOST_AUTO_TEST_CASE(knows_what_was_meant_as_a_record) {
  const struct {
    std::string text;
    const char* meant;  ///< empty: nothing
  } kRows[] = {
      {"v=spf1-all", "v=spf1 -all"},
      {"v=spf1;", "v=spf1"},
      {"v=spf1; mx; -all;", "v=spf1 mx -all"},
      {"v=spf1,mx,-all", "v=spf1 mx -all"},
      {"v=spf 1 mx -all", "v=spf1 mx -all"},
      {" v=spf1 mx -all", "v=spf1 mx -all"},
      {"\"v=spf1 mx -all\"", "v=spf1 mx -all"},
      {"v=spf1\tmx\t-all", "v=spf1 mx -all"},
      {"v=spf1 \"mx -all\"", ""},  // begins as a record, so that its syntax is what is wrong
      {"\xEF\xBB\xBFv=spf1 -all", "v=spf1 -all"},
      {"spf1 mx -all", "v=spf1 mx -all"},
      {"v spf1 mx -all", "v=spf1 mx -all"},
      {"V=SPF1mx -all", "v=spf1 mx -all"},
      {"v=spf mx -all", "v=spf1 mx -all"},
      {"v:spf1 include:x.example ~all", "v=spf1 include:x.example ~all"},
      {"v=spf1-moo", "v=spf1 -moo"},
      {"v=spf1 mx -all", ""},
      {"v=spf1", ""},
      {"v=spf10 mx -all", ""},
      {"v=spf2 mx -all", ""},
      {"spf2.0/pra mx -all", ""},
      {"spf", ""},
      {"spf1-verification=abc", ""},
      {"v=DMARC1; p=none", ""},
      {"v=spfoo", ""},
      {"our record is v=spf1 mx -all", ""},
      {"", ""},
      {"v", ""},
      {"v=", ""},
      {std::string(70'000, '"'), ""},
  };
  for (const auto& row : kRows) {
    const auto meant = meant_record(row.text);
    BOOST_TEST(meant.value_or("") == row.meant, row.text.substr(0, 60));
  }
}

BOOST_AUTO_TEST_SUITE_END()
