// SPDX-License-Identifier: MIT
//
// SPF test suites in YAML: their tests run through spf::evaluate().
// fixtures/suites/README.md tells the shape.

#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <yaml-cpp/yaml.h>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "libauth/spf/evaluate.h"
#include "tests/support/suite_zone.h"
#include "tests/support/zones.h"

namespace tests {

/// One test of a suite.
struct SuiteTest {
  std::string id;
  std::string spec;  ///< section of RFC 7208
  libauth::spf::Request request;
  std::vector<std::string> results;        ///< allowed; what we want first
  std::optional<std::string> explanation;  ///< empty: there must be none
  std::optional<std::size_t> lookups;
  std::optional<std::size_t> void_lookups;
  std::optional<std::string> matched;
};

/// Tests over the same records.
struct SuiteScenario {
  std::string description;
  std::unique_ptr<SuiteResolver> resolver;
  std::vector<SuiteTest> tests;
};

namespace suite_detail {

template <class T>
std::optional<T> optional_of(const YAML::Node& node) {
  return node ? std::optional<T>(node.as<T>()) : std::nullopt;
}

inline SuiteTest test_of(std::string id, const YAML::Node& node) {
  // A key that is misspelt would otherwise look at nothing.
  static const std::set<std::string> kKeys = {
      "description", "comment",     "spec",    "helo",         "host",    "mailfrom",
      "result",      "explanation", "lookups", "void_lookups", "matched", "strict"};
  for (const auto& entry : node) {
    const auto name = entry.first.as<std::string>();
    BOOST_REQUIRE_MESSAGE(kKeys.contains(name), id << " has the unknown key " << name);
  }
  SuiteTest test;
  test.id = std::move(id);
  test.spec = node["spec"].as<std::string>();
  test.request.ip = ip(node["host"].as<std::string>());
  test.request.helo = node["helo"].as<std::string>("");
  test.request.mail_from = node["mailfrom"].as<std::string>("");
  test.request.receiver = "receiver.example.net";
  const YAML::Node result = node["result"];
  test.results = result.IsSequence() ? result.as<std::vector<std::string>>()
                                     : std::vector{result.as<std::string>()};
  test.explanation = optional_of<std::string>(node["explanation"]);
  if (test.explanation == "DEFAULT") test.explanation = "";
  test.lookups = optional_of<std::size_t>(node["lookups"]);
  test.void_lookups = optional_of<std::size_t>(node["void_lookups"]);
  test.matched = optional_of<std::string>(node["matched"]);
  return test;
}

}  // namespace suite_detail

/// Reads the scenarios of a suite; what cannot be read is a mistake in the suite.
inline std::vector<SuiteScenario> read_suite(const std::string& path) {
  std::vector<SuiteScenario> scenarios;
  for (const YAML::Node& node : YAML::LoadAllFromFile(path)) {
    if (!node.IsMap()) continue;
    SuiteScenario scenario;
    scenario.description = node["description"].as<std::string>();
    scenario.resolver = std::make_unique<SuiteResolver>(node["zonedata"]);
    for (const auto& test : node["tests"]) {
      scenario.tests.push_back(suite_detail::test_of(test.first.as<std::string>(), test.second));
    }
    scenarios.push_back(std::move(scenario));
  }
  return scenarios;
}

/// Runs the tests of one scenario, and what holds for all tests:
/// - with and without foresight the evaluation is the same, its trace and counts included;
/// - it is the same however the answers arrive: one at a time in any order, or some at a time;
/// - what is asked without foresight is asked with it, but for what unasked() tells.
class SuiteRunner {
 public:
  /// Whether the first of the allowed results came out.
  bool run(const SuiteTest& test, SuiteResolver& resolver) {
    const libauth::spf::Evaluation got = settled(test.request, resolver, true);
    const auto asked = resolver.take_asked();
    check(test, got);
    const libauth::spf::Evaluation plain = settled(test.request, resolver, false);
    check_equal(got, plain, "without foresight");
    check_asked(asked, resolver.take_asked(), resolver);
    for (const std::size_t most : {std::size_t{1}, std::size_t{3}}) {
      for (const bool foresight : {true, false}) {
        const auto pieces = settled_in_pieces(test.request, resolver, foresight, most);
        check_equal(got, pieces, "with answers that arrive in pieces");
      }
    }
    resolver.take_asked();
    return libauth::base::name_of(got.result) == test.results.front();
  }

 private:
  using Evaluation = libauth::spf::Evaluation;
  using Questions = std::set<libauth::dns::Question>;

  static Evaluation evaluated(const libauth::spf::Request& request, libauth::dns::Facts& facts,
                              bool foresight) {
    libauth::spf::Settings settings;
    settings.foresight = foresight;
    settings.trace = true;
    return libauth::spf::evaluate(request, facts, settings);
  }

  static Evaluation settled(const libauth::spf::Request& request, SuiteResolver& resolver,
                            bool foresight) {
    libauth::dns::Facts facts;
    return libauth::dns::settle(resolver, facts, [&](libauth::dns::Facts& known) {
      return evaluated(request, known, foresight);
    });
  }

  /// Answers up to `most` of the missing questions a round, chosen at random.
  Evaluation settled_in_pieces(const libauth::spf::Request& request, SuiteResolver& resolver,
                               bool foresight, std::size_t most) {
    libauth::dns::Facts facts;
    for (int round = 0; round < 1000; ++round) {
      facts.forget_missing();
      Evaluation evaluation = evaluated(request, facts, foresight);
      std::vector<libauth::dns::Question> missing(facts.missing().begin(), facts.missing().end());
      if (missing.empty()) return evaluation;
      std::shuffle(missing.begin(), missing.end(), random_);
      missing.resize(std::min(missing.size(), 1 + random_() % most));
      const auto answers = resolver.resolve(missing, soon());
      for (std::size_t i = 0; i < missing.size(); ++i) facts.learn(missing[i], answers[i]);
    }
    BOOST_FAIL("the evaluation does not end");
    return {};
  }

  static void check(const SuiteTest& test, const Evaluation& got) {
    const std::string result(libauth::base::name_of(got.result));
    const bool ok =
        std::find(test.results.begin(), test.results.end(), result) != test.results.end();
    BOOST_TEST(ok, "spec " << test.spec << ": got " << result << ", want " << joined(test.results)
                           << "; " << got.reason);
    if (test.explanation) BOOST_TEST(got.explanation == *test.explanation);
    if (test.lookups) BOOST_TEST(got.lookups == *test.lookups);
    if (test.void_lookups) BOOST_TEST(got.void_lookups == *test.void_lookups);
    if (test.matched) BOOST_TEST(got.matched == *test.matched);
  }

  static void check_equal(const Evaluation& got, const Evaluation& again, const char* how) {
    BOOST_TEST((got == again), how << ": " << libauth::base::name_of(again.result) << " after "
                                   << again.lookups << "+" << again.void_lookups << " lookups and "
                                   << again.trace.size() << " steps, want "
                                   << libauth::base::name_of(got.result) << " after " << got.lookups
                                   << "+" << got.void_lookups << " and " << got.trace.size());
  }

  static void check_asked(const Questions& with, const Questions& without,
                          SuiteResolver& resolver) {
    const Questions allowed = unasked(without, resolver);
    for (const auto& question : without) {
      BOOST_TEST((with.contains(question) || allowed.contains(question)),
                 question.text() << " is asked only without foresight");
    }
  }

  /// Addresses of mail exchanges are asked for all at once. Where foresight, for a term further
  /// right, has asked for the one that matches, the others are never needed.
  static Questions unasked(const Questions& without, SuiteResolver& resolver) {
    Questions allowed;
    for (const auto& question : without) {
      if (question.type != libauth::dns::RrType::mx) continue;
      const libauth::dns::AnswerPtr answer = ask(resolver, question);
      for (const libauth::dns::Mx& mx : answer->mx()) {
        allowed.insert({mx.exchange, libauth::dns::RrType::a});
        allowed.insert({mx.exchange, libauth::dns::RrType::aaaa});
      }
    }
    return allowed;
  }

  std::mt19937 random_{7208};  ///< the same in every run
};

}  // namespace tests
