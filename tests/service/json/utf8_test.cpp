// SPDX-License-Identifier: MIT
//
// Well-formed UTF-8, RFC 3629.

#include "service/utf8.h"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace {

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

}  // namespace

BOOST_AUTO_TEST_SUITE(Utf8)

BOOST_DATA_TEST_CASE(TellsWellFormedFromOther, boost::unit_test::data::make(kCases), test) {
  BOOST_TEST(service::is_utf8(test.octets) == (test.octets == test.valid));
}

BOOST_DATA_TEST_CASE(ReplacesEveryOctetThatIsNot, boost::unit_test::data::make(kCases), test) {
  BOOST_TEST(service::valid_utf8(test.octets) == test.valid);
}

BOOST_AUTO_TEST_SUITE_END()
