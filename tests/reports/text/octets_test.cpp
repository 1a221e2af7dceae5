// SPDX-License-Identifier: MIT

#include "reports/text/octets.h"

#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace reports::text;
using namespace std::string_literals;

namespace {

struct Row {
  std::string name;
  std::string text;
  std::string cleaned;  // the same where nothing is to be done
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

// RFC 3629 section 4 tells which sequences are UTF-8.
const Row kRows[] = {
    {"empty", "", ""},
    {"ascii", "plain", "plain"},
    {"two octets", "\xC3\xA4", "\xC3\xA4"},
    {"three octets", "\xE2\x82\xAC", "\xE2\x82\xAC"},
    {"four octets", "\xF0\x9F\x93\xA7", "\xF0\x9F\x93\xA7"},
    {"highest", "\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},
    {"above the highest", "\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"overlong slash", "\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"overlong three", "\xE0\x80\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"windows-1252 quote", "it\x92s", "it\xEF\xBF\xBDs"},
    {"cut at the end", "a\xE2\x82", "a\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"tail alone", "\x80z", "\xEF\xBF\xBDz"},
    {"NUL", "a\0b"s, "ab"},
    {"NUL at the ends", "\0ab\0"s, "ab"},
    {"after a long plain part", std::string(100, 'x') + "\xFF" + std::string(40, 'y'),
     std::string(100, 'x') + "\xEF\xBF\xBD" + std::string(40, 'y')},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Octets)

BOOST_DATA_TEST_CASE(CleansWhatIsNoUtf8, boost::unit_test::data::make(kRows), row) {
  const auto cleaned = clean(row.text);
  BOOST_TEST(cleaned.has_value() == (row.text != row.cleaned));
  BOOST_TEST((cleaned ? cleaned->text : row.text) == row.cleaned);
  BOOST_TEST(clean_prefix(row.cleaned) == row.cleaned.size());
}

BOOST_AUTO_TEST_CASE(FindsTheFirstBadOctetAtEveryPlaceOfABlock) {
  for (std::size_t at = 0; at < 100; ++at) {
    std::string text(100, 'x');
    text[at] = '\0';
    BOOST_TEST(clean_prefix(text) == at);
    text[at] = '\xFE';
    BOOST_TEST(clean_prefix(text) == at);
  }
}

BOOST_AUTO_TEST_CASE(CountsAndPlacesRepairs) {
  const auto cleaned = clean("ab\0c\xFF\0\xFE"s);
  BOOST_REQUIRE(cleaned);
  BOOST_TEST(cleaned->nuls == 2U);
  BOOST_TEST(cleaned->nul_offset == 2U);
  BOOST_TEST(cleaned->invalid == 2U);
  BOOST_TEST(cleaned->utf8_offset == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
