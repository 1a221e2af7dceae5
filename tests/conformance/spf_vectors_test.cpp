// SPDX-License-Identifier: MIT
//
// SPF test vectors of our own, fixtures/suites, run through spf::evaluate().

#include <filesystem>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/spf_suite.h"

namespace {

struct Suite {
  const char* file;
  std::size_t tests;
};
constexpr Suite kSuites[] = {
    {"rfc7208-examples.yml", 213},
    {"spf-defects.yml", 158},
};

/// Suites of other protocols, which have tests of their own.
const std::set<std::string> kOthers = {"rfc9989-tests.yml"};

std::filesystem::path folder() {
  return std::filesystem::path(MAILVET_SOURCE_DIR) / "fixtures" / "suites";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_vectors)

BOOST_AUTO_TEST_CASE(every_vector_gives_its_result) {
  tests::SuiteRunner runner;
  std::set<std::string> ids;
  for (const Suite& suite : kSuites) {
    std::size_t count = 0;
    for (const auto& scenario : tests::read_suite((folder() / suite.file).string())) {
      for (const auto& test : scenario.tests) {
        BOOST_TEST_CONTEXT(suite.file << ": " << scenario.description << ", " << test.id) {
          ++count;
          BOOST_TEST(ids.insert(test.id).second, "the id is there twice");
          BOOST_TEST(runner.run(test, *scenario.resolver));
        }
      }
    }
    BOOST_TEST(count == suite.tests, suite.file << ": ran " << count << ", want " << suite.tests);
  }
}

BOOST_AUTO_TEST_CASE(every_suite_is_run) {
  std::set<std::string> listed = kOthers;
  for (const Suite& suite : kSuites) listed.insert(suite.file);
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    if (entry.path().extension() != ".yml") continue;
    BOOST_TEST(listed.contains(entry.path().filename().string()), entry.path());
  }
}

BOOST_AUTO_TEST_SUITE_END()
