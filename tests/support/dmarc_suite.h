// SPDX-License-Identifier: MIT
//
// DMARC test suites in YAML, run through dmarc::evaluate_message(). fixtures/suites/README.md tells
// the shape.

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
#include "libauth/dmarc/evaluate.h"
#include "libauth/dns/settle.h"
#include "tests/support/suite_zone.h"
#include "tests/support/zones.h"

namespace tests {

/// One test of a suite.
struct DmarcTest {
  std::string id;
  std::string spec;
  std::vector<libauth::dns::Name> authors;
  libauth::dmarc::Identifiers identifiers;
  libauth::dmarc::Mode mode = libauth::dmarc::Mode::rfc9989;
  std::string want;  ///< as summary() has it
  std::optional<unsigned> percent;
};

/// Tests over the same records.
struct DmarcScenario {
  std::string description;
  std::unique_ptr<SuiteResolver> resolver;
  std::vector<DmarcTest> tests;
};

namespace dmarc_suite_detail {

template <class E>
E word(const std::string& text) {
  const auto value = libauth::base::parse_enum<E>(text);
  BOOST_REQUIRE_MESSAGE(value, "no result: " << text);
  return *value;
}

/// "result@domain"; a domain alone has passed.
template <class Identifier, class Result>
Identifier identifier_of(const std::string& text) {
  const std::size_t at = text.find('@');
  if (at == std::string::npos) return {name(text), Result::pass};
  return {name(text.substr(at + 1)), word<Result>(text.substr(0, at))};
}

inline std::vector<std::string> texts_of(const YAML::Node& node) {
  if (!node) return {};
  return node.IsSequence() ? node.as<std::vector<std::string>>()
                           : std::vector{node.as<std::string>()};
}

inline std::string text_of(const YAML::Node& node) {
  return node.IsNull() ? "null" : node.as<std::string>();
}

/// The members that every test has to have.
inline constexpr const char* kWanted[] = {"result",     "policy",        "disposition",
                                          "org_domain", "record_domain", "queries"};

inline DmarcTest test_of(std::string id, const YAML::Node& node) {
  // A key that is misspelt would otherwise look at nothing.
  static const std::set<std::string> kKeys = {
      "description", "spec",        "from",       "spf",           "dkim",    "mode",   "result",
      "policy",      "disposition", "org_domain", "record_domain", "queries", "percent"};
  for (const auto& entry : node) {
    const auto key = entry.first.as<std::string>();
    BOOST_REQUIRE_MESSAGE(kKeys.contains(key), id << " has the unknown key " << key);
  }
  DmarcTest test;
  test.spec = node["spec"].as<std::string>();
  for (const std::string& from : texts_of(node["from"])) test.authors.push_back(name(from));
  if (node["spf"]) {
    test.identifiers.spf =
        identifier_of<libauth::dmarc::SpfIdentifier, libauth::spf::Result>(text_of(node["spf"]));
  }
  for (const std::string& dkim : texts_of(node["dkim"])) {
    test.identifiers.dkim.push_back(
        identifier_of<libauth::dmarc::DkimIdentifier, libauth::dkim::Result>(dkim));
  }
  if (node["mode"]) test.mode = word<libauth::dmarc::Mode>(text_of(node["mode"]));
  for (const char* key : kWanted) {
    BOOST_REQUIRE_MESSAGE(node[key], id << " has no " << key);
    test.want += std::string(key) + "=" + text_of(node[key]) + " ";
  }
  if (node["percent"]) test.percent = node["percent"].as<unsigned>();
  test.id = std::move(id);
  return test;
}

}  // namespace dmarc_suite_detail

/// Reads the scenarios of a suite; what cannot be read is a mistake in the suite.
inline std::vector<DmarcScenario> read_dmarc_suite(const std::string& path) {
  std::vector<DmarcScenario> scenarios;
  for (const YAML::Node& node : YAML::LoadAllFromFile(path)) {
    if (!node.IsMap()) continue;
    DmarcScenario scenario;
    scenario.description = node["description"].as<std::string>();
    scenario.resolver = std::make_unique<SuiteResolver>(node["zonedata"]);
    for (const auto& test : node["tests"]) {
      scenario.tests.push_back(
          dmarc_suite_detail::test_of(test.first.as<std::string>(), test.second));
    }
    scenarios.push_back(std::move(scenario));
  }
  return scenarios;
}

/// The members of the suite, "result=pass policy=none ...".
inline std::string summary(const libauth::dmarc::Evaluation& evaluation) {
  using libauth::base::name_of;
  const auto domain = [](const auto& found) { return found ? found->text() : std::string("null"); };
  const std::string policy = evaluation.policy ? std::string(name_of(*evaluation.policy)) : "null";
  return "result=" + std::string(name_of(evaluation.result)) + " policy=" + policy +
         " disposition=" + std::string(name_of(evaluation.disposition)) +
         " org_domain=" + domain(evaluation.org_domain) +
         " record_domain=" + domain(evaluation.record_domain) +
         " queries=" + std::to_string(evaluation.queries) + " ";
}

/// All of it that matters, also how each identifier was weighed.
inline std::string full_summary(const libauth::dmarc::Evaluation& evaluation) {
  std::string text = summary(evaluation) + evaluation.reason + " " + evaluation.record_text + " " +
                     std::to_string(evaluation.percent);
  const auto add = [&text](const libauth::dmarc::IdentifierAlignment& identifier) {
    const auto& organizational = identifier.organizational_domain;
    text += "\n" + identifier.domain.text() + " " +
            std::string(libauth::base::name_of(identifier.aligned)) +
            (identifier.counts ? " counts " : " ") + (organizational ? organizational->text() : "");
  };
  if (evaluation.spf) add(*evaluation.spf);
  for (const auto& dkim : evaluation.dkim) add(dkim);
  for (const auto& question : evaluation.unanswered) text += "\n" + question.text();
  return text;
}

/// Runs the tests of one scenario, and what holds for all tests:
/// - with and without foresight the evaluation is the same;
/// - it is the same however the answers arrive: one at a time in any order, or some at a time;
/// - what is asked without foresight is asked with it;
/// - without Settings::explain the outcome is the same, for no more questions.
class DmarcSuiteRunner {
 public:
  void run(const DmarcTest& test, SuiteResolver& resolver) {
    const Message got = settled(test, resolver, {.mode = test.mode, .explain = true});
    const auto asked = resolver.take_asked();
    const std::string text = summary(got.verdict);
    BOOST_TEST(text == test.want, "spec " << test.spec << ":\n got " << text << "\nwant "
                                          << test.want << "\n"
                                          << got.verdict.reason);
    if (test.percent) BOOST_TEST(got.verdict.percent == *test.percent);
    check_bounds(got);
    check_foresight(test, got, asked, resolver);
    for (const std::size_t most : {std::size_t{1}, std::size_t{3}}) {
      for (const bool foresight : {true, false}) {
        check_equal(got, settled_in_pieces(test, resolver, foresight, most));
      }
    }
    resolver.take_asked();
    check_without_explanation(test, got, asked.size(), resolver);
  }

 private:
  using Message = libauth::dmarc::MessageEvaluation;
  using Settings = libauth::dmarc::Settings;
  using Questions = std::set<libauth::dns::Question>;

  static Message evaluated(const DmarcTest& test, libauth::dns::Facts& facts,
                           const Settings& settings) {
    return libauth::dmarc::evaluate_message(test.authors, {}, test.identifiers, facts, settings);
  }

  static Message settled(const DmarcTest& test, SuiteResolver& resolver, const Settings& settings) {
    libauth::dns::Facts facts;
    return libauth::dns::settle(resolver, facts, [&](libauth::dns::Facts& known) {
      return evaluated(test, known, settings);
    });
  }

  /// Answers up to `most` of the missing questions a round, chosen at random.
  Message settled_in_pieces(const DmarcTest& test, SuiteResolver& resolver, bool foresight,
                            std::size_t most) {
    libauth::dns::Facts facts;
    for (int round = 0; round < 1000; ++round) {
      facts.forget_missing();
      Message message =
          evaluated(test, facts, {.mode = test.mode, .explain = true, .foresight = foresight});
      std::vector<libauth::dns::Question> missing(facts.missing().begin(), facts.missing().end());
      if (missing.empty()) return message;
      std::shuffle(missing.begin(), missing.end(), random_);
      missing.resize(std::min(missing.size(), 1 + random_() % most));
      const auto answers = resolver.resolve(missing, soon());
      for (std::size_t i = 0; i < missing.size(); ++i) facts.learn(missing[i], answers[i]);
    }
    BOOST_FAIL("the evaluation does not end");
    return {};
  }

  static void check_bounds(const Message& got) {
    for (const auto& evaluation : got.authors) {
      // RFC 9989 section 4.10: at most eight names.
      BOOST_TEST(evaluation.queries >= 1U);
      BOOST_TEST(evaluation.queries <= 8U);
      BOOST_TEST(!evaluation.reason.empty());
    }
  }

  static void check_equal(const Message& got, const Message& again) {
    BOOST_TEST(full_summary(got.verdict) == full_summary(again.verdict));
    BOOST_TEST_REQUIRE(got.authors.size() == again.authors.size());
    for (std::size_t i = 0; i < got.authors.size(); ++i) {
      BOOST_TEST(full_summary(got.authors[i]) == full_summary(again.authors[i]));
    }
  }

  static void check_foresight(const DmarcTest& test, const Message& got, const Questions& asked,
                              SuiteResolver& resolver) {
    check_equal(got,
                settled(test, resolver, {.mode = test.mode, .explain = true, .foresight = false}));
    for (const auto& question : resolver.take_asked()) {
      BOOST_TEST(asked.contains(question), question.text() << " is asked only without foresight");
    }
  }

  static void check_without_explanation(const DmarcTest& test, const Message& got,
                                        std::size_t questions, SuiteResolver& resolver) {
    const Message plain = settled(test, resolver, {.mode = test.mode, .foresight = false});
    BOOST_TEST(resolver.take_asked().size() <= questions);
    BOOST_TEST((plain.verdict.result == got.verdict.result));
    BOOST_TEST((plain.verdict.policy == got.verdict.policy));
    BOOST_TEST((plain.verdict.disposition == got.verdict.disposition));
    BOOST_TEST((plain.verdict.record_domain == got.verdict.record_domain));
    BOOST_TEST(plain.verdict.queries <= got.verdict.queries);
  }

  std::mt19937 random_{9989};  ///< the same in every run
};

}  // namespace tests
