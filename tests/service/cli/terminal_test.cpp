// SPDX-License-Identifier: MIT
//
// What is printed for people.

#include "service/cli/terminal.h"

#include <ostream>
#include <sstream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace service::cli;

struct Case {
  const char* name;
  std::string_view text;
  std::string_view shown;
};
std::ostream& operator<<(std::ostream& out, const Case& test) {
  return out << test.name;
}

constexpr Case kCases[] = {
    {"plain", "example.com", "example.com"},
    {"utf-8",
     "b\xC3\xBC"
     "cher",
     "b\xC3\xBC"
     "cher"},
    {"escape", "\x1b[31m", "\\027[31m"},
    {"line end", "a\r\nb", "a\\013\\010b"},
    {"delete", "\x7f", "\\127"},
    {"C1 control",
     "\xC2\x9B"
     "31m",
     "\\194\\15531m"},
    {"no-break space",
     "a\xC2\xA0"
     "b",
     "a\xC2\xA0"
     "b"},
    {"no utf-8", "a\xFF", "a\xEF\xBF\xBD"},
    {"NUL", std::string_view("a\0b", 3), "a\\000b"},
    {"right-to-left override",
     "a\xE2\x80\xAE"
     "b",
     "a\\226\\128\\174b"},
    {"first strong isolate", "\xE2\x81\xA8", "\\226\\129\\168"},
    {"right-to-left mark", "\xE2\x80\x8F", "\\226\\128\\143"},
    {"line separator", "\xE2\x80\xA8", "\\226\\128\\168"},
    {"dash", "\xE2\x80\x93", "\xE2\x80\x93"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(TerminalText)

BOOST_DATA_TEST_CASE(HasNothingThatATerminalObeys, boost::unit_test::data::make(kCases), test) {
  BOOST_TEST(shown(test.text) == test.shown);
}

BOOST_AUTO_TEST_CASE(HasColourOnlyWhereItIsWanted) {
  std::istringstream in;
  std::ostringstream out;
  Terminal terminal{.in = in, .out = out, .err = out};
  BOOST_TEST(coloured(terminal, Colour::red, "x") == "x");
  terminal.colour = true;
  BOOST_TEST(coloured(terminal, Colour::red, "x") == "\x1b[31mx\x1b[0m");
}

BOOST_AUTO_TEST_CASE(SaysThatOutputCouldNotBeWritten) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Terminal terminal{.in = in, .out = out, .err = err};
  BOOST_TEST(finish(terminal, kGood) == kGood);
  out.setstate(std::ios::badbit);
  BOOST_TEST(finish(terminal, kGood) == kFailed);
  BOOST_TEST(err.str().starts_with("mailvet: "));
}

BOOST_AUTO_TEST_SUITE_END()
