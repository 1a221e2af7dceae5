// SPDX-License-Identifier: MIT

#include "libauth/base/enum.h"

#include <stdexcept>
#include <string>

#include <boost/describe/enum.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/base/result.h"

namespace {

enum class Colour { red, light_green = 7 };

BOOST_DESCRIBE_ENUM(Colour, red, light_green)

}  // namespace

using namespace libauth::base;

BOOST_AUTO_TEST_SUITE(base_enum)

BOOST_AUTO_TEST_CASE(names_and_reads_enumerators) {
  BOOST_TEST(name_of(Colour::red) == "red");
  BOOST_TEST(name_of(Colour::light_green) == "light_green");
  BOOST_TEST(name_of(static_cast<Colour>(3)) == "");
  BOOST_TEST((parse_enum<Colour>("light_green") == Colour::light_green));
  for (const char* text : {"", "Red", "red ", "blue", "0"}) {
    BOOST_TEST_CONTEXT('"' << text << '"') {
      BOOST_TEST(!parse_enum<Colour>(text));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_result_has_a_value_or_a_reason) {
  const Result<std::string> good = std::string("x");
  const Result<std::string> bad = ParseError{3, "rule", "why"};
  BOOST_TEST(bool(good));
  BOOST_TEST(*good == "x");
  BOOST_TEST(!bad);
  BOOST_TEST(bad.error().offset == 3U);
  // Asking for the value of a failure is a bug of the caller.
  BOOST_CHECK_THROW(bad.value(), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
