// SPDX-License-Identifier: MIT

#include "reports/failure/lines.h"

#include <ostream>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace reports::failure;
using namespace std::string_literals;

namespace {

struct Split {
  const char* name;
  std::string text;
  std::vector<std::string> lines;
};
std::ostream& operator<<(std::ostream& out, const Split& row) {
  return out << row.name;
}

const Split kSplit[] = {
    {"empty", "", {}},
    {"no end", "a", {"a"}},
    {"CRLF", "a\r\n\r\nb\r\n", {"a", "", "b"}},
    {"LF", "a\n\nb\n", {"a", "", "b"}},
    {"CR", "a\r\rb\r", {"a", "", "b"}},
    {"mixed", "a\r\nb\nc", {"a", "b", "c"}},
    {"CR inside a line is no end", "a\rFrom: b\nc\r\n", {"a\rFrom: b", "c"}},
    {"CR before CRLF", "a\r\r\nb", {"a\r", "b"}},
};

struct Value {
  const char* name;
  std::string text;
  std::string line;
  bool had_invalid_utf8 = false;
  bool had_controls = false;
};
std::ostream& operator<<(std::ostream& out, const Value& row) {
  return out << row.name;
}

const Value kValues[] = {
    {"plain", "a b", "a b"},
    {"space at the ends", " \t a \r\n", "a"},
    {"line ends", "a\r\nBcc: b\nc\rd", "a  Bcc: b c d"},
    {"NUL and escape", "a\0b\x1b[0m"s, "a b [0m", false, true},
    {"DEL", "a\x7f", "a", false, true},
    {"UTF-8", "\xC3\xBC", "\xC3\xBC"},
    {"no UTF-8", "\xFF", "\xEF\xBF\xBD", true, false},
};

struct Cut {
  std::string text;
  std::size_t octets;
  std::string beginning;
};
std::ostream& operator<<(std::ostream& out, const Cut& row) {
  return out << row.text << " to " << row.octets;
}

const Cut kCuts[] = {
    {"abc", 3, "abc"},
    {"abc", 2, "ab"},
    {"ab c", 3, "ab"},
    {"abc", 0, ""},
    {"a\xC3\xBC"
     "b",
     2, "a"},
    {"a\xC3\xBC"
     "b",
     3, "a\xC3\xBC"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(LinesOfText)

BOOST_DATA_TEST_CASE(EndAtAnyLineEnd, boost::unit_test::data::make(kSplit), row) {
  std::vector<std::string> read;
  Lines lines(row.text);
  std::size_t end = 0;
  while (lines.next()) {
    read.emplace_back(lines.line());
    BOOST_TEST(lines.offset() == end);
    BOOST_TEST(row.text.substr(lines.offset(), lines.line().size()) == lines.line());
    end = lines.next_offset();
  }
  BOOST_TEST(end == row.text.size());
  BOOST_TEST(read == row.lines, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(BecomeOneLine, boost::unit_test::data::make(kValues), row) {
  const OneLine line = one_line(row.text);
  BOOST_TEST(line.text == row.line);
  BOOST_TEST(line.had_invalid_utf8 == row.had_invalid_utf8);
  BOOST_TEST(line.had_controls == row.had_controls);
}

BOOST_DATA_TEST_CASE(AreCutBetweenCharacters, boost::unit_test::data::make(kCuts), row) {
  BOOST_TEST(beginning_of(row.text, row.octets) == row.beginning);
}

BOOST_AUTO_TEST_SUITE_END()
