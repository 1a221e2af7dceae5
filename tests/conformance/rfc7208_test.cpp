// SPDX-License-Identifier: MIT
//
// The public test suite of RFC 7208 (release 2014.04), run through spf::evaluate().
//
// The suite is no part of this repository: where its folder is missing, the test says so and
// passes. Vectors of our own are in spf_vectors_test.cpp.

#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/spf_suite.h"

namespace {

constexpr std::size_t kTests = 203;

}  // namespace

BOOST_AUTO_TEST_CASE(every_test_of_the_suite_gives_the_first_of_the_allowed_results) {
  const std::filesystem::path file =
      std::filesystem::path(MAILVET_CONFORMANCE_DIR) / "spf" / "rfc7208-tests.yml";
  if (!std::filesystem::exists(file)) {
    BOOST_TEST_MESSAGE("left out: there is no " << file);
    return;
  }
  tests::SuiteRunner runner;
  std::size_t count = 0;
  std::size_t not_first = 0;
  for (const auto& scenario : tests::read_suite(file.string())) {
    for (const auto& test : scenario.tests) {
      BOOST_TEST_CONTEXT(scenario.description << ", " << test.id) {
        ++count;
        if (!runner.run(test, *scenario.resolver)) {
          ++not_first;
          BOOST_TEST_MESSAGE("not the first of the allowed results: " << test.id);
        }
      }
    }
  }
  BOOST_TEST(count == kTests, "ran " << count << " tests, want " << kTests);
  BOOST_TEST(not_first == 0U);
  BOOST_TEST_MESSAGE("ran " << count << " tests; " << not_first
                            << " gave an allowed result that is not the first");
}
