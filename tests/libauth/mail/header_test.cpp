// SPDX-License-Identifier: MIT

#include "libauth/mail/header.h"

#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

using namespace libauth::mail;
using namespace std::string_literals;

namespace {

/// "[name=value][!octets]", where "!" stands before a line that is no field.
std::string summary(const Header& header) {
  std::string text;
  for (const Field& field : header.fields()) {
    text += field.is_field() ? "[" + std::string(field.name) + "=" + std::string(field.value) + "]"
                             : "[!" + std::string(field.octets) + "]";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_header)

BOOST_AUTO_TEST_CASE(reads_a_field) {
  const struct {
    std::string octets;
    std::string name;
    std::string value;
  } kRows[] = {
      {"From: a", "From", " a"},
      {"From:", "From", ""},
      {"From:a:b", "From", "a:b"},
      {"From: a\r\n b", "From", " a\r\n b"},
      // RFC 5322 section 4.5: white space before the colon, but no fold.
      {"From : a", "From", " a"},
      {"From \t : a", "From", " a"},
      {"From\r\n : a", "", ""},
      {"X-!#$%&'*+-/=?^_`{|}~;,.<>()[]\\\"@: a", "X-!#$%&'*+-/=?^_`{|}~;,.<>()[]\\\"@", " a"},
      {"", "", ""},
      {":", "", ""},
      {": a", "", ""},
      {" : a", "", ""},
      {" From: a", "", ""},
      {"From", "", ""},
      {"Fr om: a", "", ""},
      {"From a@example.com Thu Jan  1 00:00:00 2026", "", ""},
      {"Fr\0om: a"s, "", ""},
      {"From\xc2\xa0: a", "", ""},
      {"From\x7f: a", "", ""},
      {"From\n: a", "", ""},
      {"\rFrom: a", "", ""},
      // The value is not looked at.
      {"From: \0\xff\n"s, "From", " \0\xff\n"s},
  };
  for (const auto& [octets, name, value] : kRows) {
    BOOST_TEST_CONTEXT(octets) {
      const Field field = read_field(octets);
      BOOST_TEST(field.octets == octets);
      BOOST_TEST(field.name == name);
      BOOST_TEST(field.value == value);
      BOOST_TEST(field.is_field() == !name.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(compares_names_without_case) {
  const Field field = read_field("Dkim-Signature : a");
  BOOST_TEST(field.is_named("DKIM-Signature"));
  BOOST_TEST(!field.is_named("DKIM-Signatur"));
  BOOST_TEST(!field.is_named("DKIM-Signature "));
  BOOST_TEST(!read_field("no field").is_named(""));
}

BOOST_AUTO_TEST_CASE(unfolds_by_rfc_5322_section_2_2_3) {
  const struct {
    std::string value;
    std::string want;
  } kRows[] = {
      {"", ""},
      {"a b", "a b"},
      {" a\r\n b\r\n\tc", " a b\tc"},
      {"\r\n a", " a"},
      {"a\r\n \r\n b", "a  b"},
      {"a\r\n", "a\r\n"},
      {"a\r\nb", "a\r\nb"},
      {"a\n b\r c", "a\n b\r c"},
      {"a\r\r\n b", "a\r b"},
  };
  for (const auto& [value, want] : kRows) {
    BOOST_TEST_CONTEXT(value) {
      BOOST_TEST(unfolded(value) == want);
    }
  }
}

BOOST_AUTO_TEST_CASE(splits_the_header_at_crlf_only) {
  const struct {
    std::string octets;
    std::string want;
  } kRows[] = {
      {"", ""},
      {"A: 1", "[A= 1]"},
      {"A: 1\r\n", "[A= 1]"},
      {"A: 1\r\nB: 2\r\n", "[A= 1][B= 2]"},
      {"A: 1\r\n 2\r\n\t3\r\nB: 4", "[A= 1\r\n 2\r\n\t3][B= 4]"},
      {"A: 1\r\n \r\nB: 2", "[A= 1\r\n ][B= 2]"},
      {"A: 1\r\n ", "[A= 1\r\n ]"},
      // Lines that are no field stay where they are.
      {"From x\r\nA: 1\r\n", "[!From x][A= 1]"},
      {" x: y\r\n z\r\nA: 1\r\n", "[! x: y\r\n z][A= 1]"},
      {"A: 1\r\nno colon\r\nB: 2\r\n", "[A= 1][!no colon][B= 2]"},
      {"no colon\r\n B: 2\r\n", "[!no colon\r\n B: 2]"},
      {"A\0: 1\r\nB\xc3\xbc: 2\r\n"s, "[!A\0: 1][!B\xc3\xbc: 2]"s},
      {"A: 1\r\n\r\nB: 2", "[A= 1][!][B= 2]"},
      // RFC 5321 section 2.3.8: CR and LF alone end no line.
      {"A: 1\nB: 2\r\n", "[A= 1\nB: 2]"},
      {"A: 1\rB: 2\r\n", "[A= 1\rB: 2]"},
      {"A: 1\n\r\nB: 2\r\n", "[A= 1\n][B= 2]"},
      {"A: 1\r\r\nB: 2", "[A= 1\r][B= 2]"},
      {"A: 1\r", "[A= 1\r]"},
  };
  for (const auto& [octets, want] : kRows) {
    BOOST_TEST_CONTEXT(octets) {
      const Header header{std::string_view(octets)};
      BOOST_TEST(summary(header) == want);
      BOOST_TEST(header.octets() == octets);
    }
  }
}

BOOST_AUTO_TEST_CASE(counts_and_finds_fields) {
  const Header header("A: 1\r\nb: 2\r\na : 3\r\nno field\r\n");
  BOOST_TEST(header.count("a") == 2U);
  BOOST_TEST(header.count("B") == 1U);
  BOOST_TEST(header.count("c") == 0U);
  BOOST_TEST(header.count("") == 0U);
  BOOST_TEST(header.find("c") == nullptr);
  BOOST_REQUIRE(header.find("a"));
  BOOST_TEST(header.find("a")->value == " 1");
}

BOOST_AUTO_TEST_CASE(keeps_its_views_when_it_is_moved) {
  Header first("A: 1\r\n");
  const char* octets = first.octets().data();
  Header second = std::move(first);
  BOOST_TEST(summary(second) == "[A= 1]");
  // Places, not C strings, are compared.
  BOOST_CHECK(second.fields().front().octets.data() == octets);
  Header third;
  third = std::move(second);
  BOOST_CHECK(third.fields().front().octets.data() == octets);
}

BOOST_AUTO_TEST_SUITE_END()
