// SPDX-License-Identifier: MIT
//
// Well-formed UTF-8, RFC 3629.

#include "libauth/base/utf8.h"

#include <cstdint>
#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using libauth::base::first_character;
using libauth::base::Utf8Character;

#define R "\xEF\xBF\xBD"

struct Case {
  const char* name;
  std::string_view octets;
  std::string_view valid;  ///< what valid_utf8() makes of it
};
std::ostream& operator<<(std::ostream& out, const Case& test) {
  return out << test.name;
}

constexpr Case kCases[] = {
    {"empty", "", ""},
    {"ascii", "a\tb", "a\tb"},
    {"two octets",
     "b\xC3\xBC"
     "cher",
     "b\xC3\xBC"
     "cher"},
    {"three octets", "\xE2\x82\xAC", "\xE2\x82\xAC"},
    {"four octets", "\xF0\x9F\x93\xA7", "\xF0\x9F\x93\xA7"},
    {"last code point", "\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},
    {"beyond the last code point", "\xF4\x90\x80\x80", R R R R},
    {"octet that never stands",
     "a\xFF"
     "b",
     "a" R "b"},
    {"continuation alone", "\x80", R},
    {"overlong slash", "\xC0\xAF", R R},
    {"overlong in three", "\xE0\x80\xAF", R R R},
    {"surrogate", "\xED\xA0\x80", R R R},
    {"cut at the end", "a\xE2\x82", "a" R R},
    {"cut before ascii",
     "\xE2\x82"
     "a",
     R R "a"},
    {"latin 1",
     "b\xFC"
     "cher",
     "b" R "cher"},
};

/// UTF-8 of RFC 3629 section 3, straight from its table.
std::string encoded(std::uint32_t code) {
  const auto octet = [](std::uint32_t value) { return static_cast<char>(value); };
  const auto rest = [&](unsigned shift) { return octet(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) return {octet(code)};
  if (code < 0x800) return {octet(0xc0 | code >> 6), rest(0)};
  if (code < 0x10000) return {octet(0xe0 | code >> 12), rest(6), rest(0)};
  return {octet(0xf0 | code >> 18), rest(12), rest(6), rest(0)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Utf8)

BOOST_DATA_TEST_CASE(TellsWellFormedFromOther, boost::unit_test::data::make(kCases), test) {
  BOOST_TEST(libauth::base::is_utf8(test.octets) == (test.octets == test.valid));
}

BOOST_DATA_TEST_CASE(ReplacesEveryOctetThatIsNot, boost::unit_test::data::make(kCases), test) {
  BOOST_TEST(libauth::base::valid_utf8(test.octets) == test.valid);
}

BOOST_AUTO_TEST_CASE(ReadsEveryCodePointButSurrogates) {
  std::uint32_t wrong = 0;
  for (std::uint32_t code = 0; code < 0x120000; ++code) {
    const std::string text = encoded(code);
    const bool is_scalar = code < 0xd800 || (code > 0xdfff && code < 0x110000);
    const Utf8Character want = is_scalar ? Utf8Character{code, text.size()} : Utf8Character{};
    const bool is_right = first_character(text + "\x80") == want &&
                          first_character(text.substr(0, text.size() - 1)).octets == 0;
    if (!is_right && wrong++ == 0) BOOST_TEST_MESSAGE("first wrong: " << code);
  }
  BOOST_TEST(wrong == 0U);
}

BOOST_AUTO_TEST_CASE(TwoOctetsAreOneCharacterOrNone) {
  std::size_t characters = 0;
  for (unsigned octets = 0; octets < 0x10000; ++octets) {
    const std::string text = {static_cast<char>(octets >> 8), static_cast<char>(octets & 0xff)};
    if (first_character(text).octets == 2) ++characters;
  }
  // U+0080 to U+07FF.
  BOOST_TEST(characters == 0x800U - 0x80U);
  BOOST_TEST(first_character({}).octets == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
