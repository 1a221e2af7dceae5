// SPDX-License-Identifier: MIT

#include "libauth/audit/fix/spf_repair.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/audit/fix/spf_fix.h"
#include "libauth/audit/fix/spf_modifier.h"
#include "libauth/audit/fix/what_if.h"
#include "libauth/dns/name.h"

using namespace libauth::audit;

BOOST_AUTO_TEST_SUITE(SpfRepair)

BOOST_AUTO_TEST_CASE(GuessesWhatATermWasMeantToBe) {
  const struct {
    std::string text;
    const char* meant;  ///< empty: no guess
  } kRows[] = {
      {"v=spf1 ipv4:192.0.2.1 IPv6:2001:db8::1 -all", "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all"},
      {"v=spf1 ip:192.0.2.1 ip:2001:db8::1 -all", "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all"},
      {"v=spf1 ip4:2001:db8::1 ip6:192.0.2.0/24 -all",
       "v=spf1 ip6:2001:db8::1 ip4:192.0.2.0/24 -all"},
      {"v=spf1 a:192.0.2.1 ?mx:192.0.2.2 -all", "v=spf1 ip4:192.0.2.1 ?ip4:192.0.2.2 -all"},
      {"v=spf1 192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"},
      {"v=spf1 ip4: 192.0.2.1 - all", "v=spf1 ip4:192.0.2.1 -all"},
      {"v=spf1 ip4:192.0.2.1,192.0.2.2;ip4:192.0.2.3 -all",
       "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip4:192.0.2.3 -all"},
      {"v=spf1 mx; -all;", "v=spf1 mx -all"},
      {"v=spf1 a: mx: -all.", "v=spf1 a mx -all"},
      {"v=spf1 inlcude:a.example includ:b.example ~all",
       "v=spf1 include:a.example include:b.example ~all"},
      {"v=spf1 redirect:a.example", "v=spf1 redirect=a.example"},
      {"v=spf1 -redirect:a.example", "v=spf1 redirect=a.example"},
      {"v=spf1 ip4:192.0.2.1 - all;", "v=spf1 ip4:192.0.2.1 -all"},
      {"v=spf1 mx\ta -all", "v=spf1 mx a -all"},
      // A comma belongs to a macro string that can be read.
      {"v=spf1 exists:%{l,}.x.example mx, -all", "v=spf1 exists:%{l,}.x.example mx -all"},
      // Nothing is near enough.
      {"v=spf1 ip4:192.0.2.300 -all", ""},
      {"v=spf1 mail.example -all", ""},
      {"v=spf1 moo -all", ""},
      {"v=spf1 a:ll", ""},
      {"v=spf1 redirect=a.example redirect=b.example", ""},
      {"v=spf1 mx:192.0.2.1:25 -all", ""},
      {"v=spf1 \x80 -all", ""},
      {"v=spf1 mx -all", ""},
      {"v=spf1", ""},
      {"v=spf1 " + std::string(kMaxRepaired, ';'), ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(repaired_spf(row.text).value_or("") == row.meant, row.text.substr(0, 80));
  }
}

BOOST_AUTO_TEST_CASE(GuessesWhatAModifierWasMeantToBe) {
  const struct {
    std::string modifier;
    const char* meant;  ///< empty: no guess
  } kRows[] = {
      {"redirct=a.example", "redirect=a.example"},
      {"include=a.example", "include:a.example"},
      {"ip4=192.0.2.1", "ip4:192.0.2.1"},
      {"ip5=192.0.2.1", ""},
      {"all=-all", "-all"},
      {"ALL=~All", "~all"},
      {"all=?all", "?all"},
      // That everyone shall pass is never assumed.
      {"all=+all", ""},
      {"all=all", ""},
      {"all=fail", ""},
      {"all=", ""},
      {"al=-all", ""},
      // RFC 6652.
      {"ra=postmaster", ""},
      {"note=old", ""},
      {std::string(10'000, 'a') + "=x", ""},
      {"=", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(meant_modifier(row.modifier) == row.meant, row.modifier.substr(0, 80));
  }
  BOOST_TEST(is_registered_modifier("RP"));
  BOOST_TEST(!is_registered_modifier("redirect"));
}

BOOST_AUTO_TEST_CASE(CountsWrongLetters) {
  BOOST_TEST(edit_distance("", "") == 0U);
  BOOST_TEST(edit_distance("redirect", "redirect") == 0U);
  BOOST_TEST(edit_distance("redirct", "redirect") == 1U);
  BOOST_TEST(edit_distance("rediretc", "redirect") == 2U);
  BOOST_TEST(edit_distance("", "exp") == 3U);
  BOOST_TEST(edit_distance("exp", "") == 3U);
  BOOST_TEST(edit_distance("rp", "exp") == 2U);
}

BOOST_AUTO_TEST_CASE(MergesRecordsIntoOne) {
  const struct {
    std::vector<std::string> records;
    const char* merged;
  } kRows[] = {
      {{"v=spf1 mx -all", "v=spf1 include:a.example ~all"}, "v=spf1 mx include:a.example ~all"},
      {{"v=spf1 mx -all", "v=spf1 MX a -all"}, "v=spf1 mx a -all"},
      {{"v=spf1 mx", "v=spf1 a"}, "v=spf1 mx a"},
      {{"v=spf1 mx", "v=spf1 a -all"}, "v=spf1 mx a -all"},
      // Everyone is not let in by the merging.
      {{"v=spf1 +all", "v=spf1 a -all"}, "v=spf1 a -all"},
      {{"v=spf1 mx -all a:late.example", "v=spf1 exp=x.example ?all"},
       "v=spf1 mx exp=x.example ?all"},
      {{"v=spf1 mx -all", "v=spf1 redirect=a.example"}, ""},
      {{"v=spf1 mx -all", "v=spf1 moo"}, ""},
      {{"v=spf1 mx -all", "v=spf1 " + std::string(kMaxMerged, ' ')}, ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(merged_spf(row.records).value_or("") == row.merged,
               row.records.back().substr(0, 80));
  }
}

BOOST_AUTO_TEST_CASE(SaysHowToPublishALongRecord) {
  const auto domain = libauth::dns::Name::parse("example.com").value();
  BOOST_TEST(spf_fix(domain, "v=spf1 -all", "Why.").note == "Why.");
  const std::string record = "v=spf1 include:" + std::string(300, 'x');
  BOOST_TEST(spf_fix(domain, record, "").note.find("at most 255 octets") != std::string::npos);
  const auto strings = strings_of(record).strings;
  BOOST_REQUIRE(strings.size() == 2U);
  BOOST_TEST(strings[0].size() == kMaxString);
  BOOST_TEST(strings[0] + strings[1] == record);
  BOOST_TEST(strings_of("").strings.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
