// SPDX-License-Identifier: MIT

#include "libauth/base/text.h"

#include <cstdint>
#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using namespace libauth::base;

BOOST_AUTO_TEST_SUITE(base_text)

BOOST_AUTO_TEST_CASE(knows_the_octets_of_ascii_only) {
  for (int value = 0; value < 256; ++value) {
    BOOST_TEST_CONTEXT("octet " << value) {
      const char c = static_cast<char>(value);
      BOOST_TEST(is_digit(c) == (value >= '0' && value <= '9'));
      BOOST_TEST(is_alpha(c) == ((value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z')));
      BOOST_TEST(is_alnum(c) == (is_digit(c) || is_alpha(c)));
      BOOST_TEST(is_wsp(c) == (value == 32 || value == 9));
      BOOST_TEST(is_fws(c) == (value == 32 || value == 9 || value == 13 || value == 10));
      BOOST_TEST(is_printable_ascii(c) == (value >= 32 && value <= 126));
      BOOST_TEST((to_lower(c) != c) == (value >= 'A' && value <= 'Z'));
    }
  }
}

BOOST_AUTO_TEST_CASE(compares_without_the_case_of_ascii_letters) {
  const struct {
    std::string a;
    std::string b;
    bool equal;
    bool starts;
  } kRows[] = {
      {"", "", true, true},
      {"AbC", "aBc", true, true},
      {"abc", "ab", false, true},
      {"ab", "abc", false, false},
      {"abc", "", false, true},
      {"\xc3\x84", "\xc3\xa4", false, false},
      {"[", "{", false, false},
      {"@", "`", false, false},
      {std::string("a\0b", 3), std::string("A\0B", 3), true, true},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.a << " and " << row.b) {
      BOOST_TEST(equals_ignoring_case(row.a, row.b) == row.equal);
      BOOST_TEST(starts_with_ignoring_case(row.a, row.b) == row.starts);
    }
  }
  BOOST_TEST(to_lower(std::string_view("Ab\xc3\x84Z")) == "ab\xc3\x84z");
}

BOOST_AUTO_TEST_CASE(texts_of_any_size_are_equal_where_all_of_their_octets_are) {
  for (std::size_t size = 1; size <= 40; ++size) {
    const std::string text =
        std::string("Abcdefghijklmnopqrstuvwxyz0123456789ABCD").substr(0, size);
    BOOST_TEST_CONTEXT(size << " octets") {
      BOOST_TEST(equals_ignoring_case(text, to_lower(std::string_view(text))));
      BOOST_TEST(is_graphic(text));
      for (std::size_t at = 0; at < size; ++at) {
        std::string other = text;
        other[at] = '-';
        if (equals_ignoring_case(text, other)) BOOST_ERROR("equal in spite of octet " << at);
        other[at] = static_cast<char>(text[at] ^ '\x80');
        if (equals_ignoring_case(text, other)) BOOST_ERROR("equal in spite of high octet " << at);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(each_octet_is_lower_and_graphic_by_itself) {
  // In each place of a word, beside octets that could run over into it.
  for (int value = 0; value < 256; ++value) {
    const char c = static_cast<char>(value);
    for (std::size_t at = 0; at < 11; ++at) {
      std::string text(11, at % 2 == 0 ? '~' : 'Z');
      text[at] = c;
      std::string want;
      for (const char each : text) want += to_lower(each);
      if (to_lower(std::string_view(text)) != want) BOOST_ERROR("octet " << value << " at " << at);
      if (!equals_ignoring_case(text, want)) BOOST_ERROR("octet " << value << " at " << at);
      if (is_graphic(text) != (value > 32 && value < 127)) BOOST_ERROR(value << " at " << at);
      const std::string beginning = text.substr(0, at + 1);
      if (is_graphic(beginning) != (value > 32 && value < 127)) BOOST_ERROR(value << " is last");
    }
  }
  BOOST_TEST(is_graphic(""));
  std::string to = "A";
  append_lower(to, "BCDEFGHIJ");
  BOOST_TEST(to == "Abcdefghij");
}

BOOST_AUTO_TEST_CASE(counts_octets) {
  BOOST_TEST(count_of("", ';') == 0U);
  BOOST_TEST(count_of("a;b;", ';') == 2U);
  BOOST_TEST(count_of(std::string(100'000, ';') + "x", ';') == 100'000U);
}

BOOST_AUTO_TEST_CASE(trims_white_space_at_the_ends) {
  BOOST_TEST(trim("") == "");
  BOOST_TEST(trim(" \t\r\n") == "");
  BOOST_TEST(trim("\r\n a b\t") == "a b");
  BOOST_TEST(trim("\va\f") == "\va\f");
}

BOOST_AUTO_TEST_CASE(splits_into_parts) {
  const struct {
    const char* text;
    const char* want;
  } kRows[] = {{"", "[]"}, {"a", "[a]"}, {";", "[][]"}, {"a;b", "[a][b]"}, {";a;;", "[][a][][]"}};
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text << '"') {
      std::string got;
      for (const auto part : split(row.text, ';')) got += "[" + std::string(part) + "]";
      BOOST_TEST(got == row.want);
    }
  }
  BOOST_TEST(split(std::string(100'000, ';'), ';').size() == 100'001U);
}

BOOST_AUTO_TEST_CASE(reads_numbers_that_fit) {
  const struct {
    const char* text;
    std::optional<std::uint8_t> want;
  } kRows[] = {
      {"0", 0},
      {"255", 255},
      {"007", 7},
      {"256", {}},
      {"", {}},
      {"-1", {}},
      {"+1", {}},
      {" 1", {}},
      {"1 ", {}},
      {"1a", {}},
      {"0x1", {}},
      {"1.0", {}},
      {"99999999999999999999", {}},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text << '"') {
      BOOST_TEST((parse_number<std::uint8_t>(row.text) == row.want));
    }
  }
  BOOST_TEST((parse_number<std::uint64_t>("18446744073709551615") ==
              std::numeric_limits<std::uint64_t>::max()));
  BOOST_TEST(!parse_number<std::uint64_t>("18446744073709551616"));
  BOOST_TEST(!parse_number<unsigned>(std::string_view()));
}

BOOST_AUTO_TEST_CASE(counts_by_one_or_many) {
  BOOST_TEST(counted(1U, "message") == "1 message");
  BOOST_TEST(counted(0U, "message") == "0 messages");
  BOOST_TEST(counted(-1, "day") == "-1 days");
}

BOOST_AUTO_TEST_CASE(prints_one_line_of_ascii) {
  BOOST_TEST(printable("") == "");
  BOOST_TEST(printable(std::string("a\0\n\x7f\xff~", 6)) == "a\\000\\010\\127\\255~");
  BOOST_TEST(printable("abc", 3) == "abc");
  BOOST_TEST(printable("abcd", 3) == "abc...");
  BOOST_TEST(printable(std::string(100'000, 'a')).size() == 203U);
}

BOOST_AUTO_TEST_CASE(fills_places_with_values) {
  const std::map<std::string, std::string> values = {{"a", "1"}, {"b", "{a}"}, {"c", ""}};
  BOOST_TEST(filled("", values) == "");
  BOOST_TEST(filled("none", values) == "none");
  BOOST_TEST(filled("{a}", values) == "1");
  // Values are not looked into: they come from outside.
  BOOST_TEST(filled("x {b}{a}{c} y } {a}", values) == "x {a}1 y } 1");
}

BOOST_AUTO_TEST_SUITE_END()
