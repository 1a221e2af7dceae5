// SPDX-License-Identifier: MIT

#include "libauth/dmarc/near_miss.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/dmarc/parse.h"

using namespace libauth::dmarc;

BOOST_AUTO_TEST_SUITE(dmarc_near_miss)

// RFC 9989 section 4.7: "v" stands first and is exactly "DMARC1".
BOOST_AUTO_TEST_CASE(says_why_a_text_does_not_count) {
  const std::string begin = "it does not begin with \"v=DMARC1\"";
  const struct {
    std::string text;
    std::string why;  ///< empty: it is none that was meant as a record
  } kRows[] = {
      {"v=dmarc1; p=reject", "its version is \"dmarc1\", and only \"DMARC1\" in capitals is one"},
      {"v=Dmarc1", "its version is \"Dmarc1\", and only \"DMARC1\" in capitals is one"},
      {"p=reject; v=DMARC1", "\"v=DMARC1\" does not stand first"},
      {"p=reject; v=dmarc1", "\"v=DMARC1\" does not stand first"},
      {" v=DMARC1; p=reject", "white space stands in front of \"v=DMARC1\""},
      {"\t v=DMARC1", "white space stands in front of \"v=DMARC1\""},
      {"\"v=DMARC1; p=none\"", "\"\"\" stands in front of \"v=DMARC1\""},
      {";v=DMARC1", "\";\" stands in front of \"v=DMARC1\""},
      {"\xEF\xBB\xBFv=DMARC1; p=none", "\"\\239\\187\\191\" stands in front of \"v=DMARC1\""},
      {" v=dmarc1; p=none", "its version is \"dmarc1\", and only \"DMARC1\" in capitals is one"},
      {"v=\r\nDMARC1; p=none", "a line end stands in \"v=DMARC1\" or behind it"},
      {"v=DMARC1\n; p=none", "a line end stands in \"v=DMARC1\" or behind it"},
      {"v=DMARC1 p=none; rua=x", "no semicolon stands behind \"v=DMARC1\""},
      {"v=DMARC1, p=none", "no semicolon stands behind \"v=DMARC1\""},
      {"v=DMARC1:p=none", "no semicolon stands behind \"v=DMARC1\""},
      {"v=DMARC10; p=none", "its version is \"DMARC10\", and only \"DMARC1\" is one"},
      {"v=DMARC1.0; p=none", "its version is \"DMARC1.0\", and only \"DMARC1\" is one"},
      {"v=DMARC; p=none", "its version is \"DMARC\", and only \"DMARC1\" is one"},
      {"v=DMARC 1; p=none", "its version is \"DMARC 1\", and only \"DMARC1\" is one"},
      {"v==DMARC1; p=none", "its version is \"=DMARC1\", and only \"DMARC1\" is one"},
      {"v=\"DMARC1\"; p=none", "its version is \"\"DMARC1\"\", and only \"DMARC1\" is one"},
      {"DMARC1; p=none", begin},
      {"dmarc1 p=none", begin},
      {"v:DMARC1; p=none", begin},
      {"v DMARC1; p=none", begin},
      {"vDMARC1", begin},
      {"p=none", begin},
      {"P = Reject; rua=mailto:a@example.com", begin},
      {"rua=mailto:a@example.com; p=quarantine", begin},
      {"our record is v=DMARC1; p=none", begin},
      // These are records.
      {"v=DMARC1; p=none", ""},
      {"V = DMARC1", ""},
      {"v=DMARC1", ""},
      // These are something else.
      {"v=spf1 -all", ""},
      {"v=DKIM1; p=none", ""},
      {"v=BIMI1; p=none", ""},
      {"p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ", ""},
      {"p=no", ""},
      {"verification=dmarc1", ""},
      {"our record is v=DMARC1", ""},
      {"dmarc", ""},
      {"v", ""},
      {"v=", ""},
      {"=", ""},
      {";;;", ""},
      {"", ""},
      {std::string(70'000, '"'), ""},
      {std::string(70'000, ';') + "v=DMARC1", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text.substr(0, 60)) {
      BOOST_TEST(why_no_record(row.text).value_or("") == row.why);
      BOOST_TEST((row.why.empty() || !is_dmarc_record(row.text)));
    }
  }
}

BOOST_AUTO_TEST_CASE(shows_little_of_a_long_version) {
  const auto why = why_no_record("v=DMARC" + std::string(60'000, '\x1b'));
  BOOST_REQUIRE(why);
  BOOST_TEST(why->size() < 250U);
  BOOST_TEST(why->find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(knows_which_record_was_meant) {
  const struct {
    std::string text;
    std::string meant;  ///< empty: nobody can tell
  } kRows[] = {
      {"v=dmarc1; p=reject", "v=DMARC1; p=reject"},
      {"p=reject; v=DMARC1; sp=none", "v=DMARC1; p=reject; sp=none"},
      {"\"v=DMARC1; p=none\"", "v=DMARC1; p=none"},
      {"v=DMARC1\\; p=none\\; adkim=s", "v=DMARC1; p=none; adkim=s"},
      {"v=DMARC1 p=none rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com"},
      {"v=DMARC1, p=none, aspf=s", "v=DMARC1; p=none; aspf=s"},
      {"v=DMARC1 p=none; rua=mailto:a@example.com,mailto:b@example.com",
       "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com"},
      {"DMARC1; p=quarantine", "v=DMARC1; p=quarantine"},
      {"v:DMARC1; p=none;", "v=DMARC1; p=none"},
      {"p=none", "v=DMARC1; p=none"},
      {"v=dmarc1; p=rejct", ""},
      {"v=dmarc1", ""},
      {"v=DMARC2; p=none", ""},
      {"v=dmarc1; p=none; something else", ""},
      {"", ""},
      {std::string(70'000, ';'), ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(meant_record(row.text).value_or("") == row.meant, row.text.substr(0, 60));
  }
}

BOOST_AUTO_TEST_SUITE_END()
