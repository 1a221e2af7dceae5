// SPDX-License-Identifier: MIT
//
// The public test suite of RFC 9989, fixtures/suites/rfc9989-tests.yml, run through
// dmarc::evaluate_message().

#include <filesystem>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/dmarc_suite.h"

namespace {

constexpr std::size_t kTests = 247;

std::string suite() {
  const std::filesystem::path folder = std::filesystem::path(MAILVET_SOURCE_DIR) / "fixtures";
  return (folder / "suites" / "rfc9989-tests.yml").string();
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_test_of_the_suite_gives_its_outcome) {
  tests::DmarcSuiteRunner runner;
  std::set<std::string> ids;
  std::size_t count = 0;
  for (const auto& scenario : tests::read_dmarc_suite(suite())) {
    for (const auto& test : scenario.tests) {
      BOOST_TEST_CONTEXT(scenario.description << ", " << test.id) {
        ++count;
        BOOST_TEST(ids.insert(test.id).second, "the id is there twice");
        runner.run(test, *scenario.resolver);
      }
    }
  }
  BOOST_TEST(count == kTests, "ran " << count << " tests, want " << kTests);
}
