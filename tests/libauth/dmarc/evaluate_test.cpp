// SPDX-License-Identifier: MIT
//
// What the suite of RFC 9989 (tests/conformance) does not look at: how each identifier is weighed,
// what is asked where nobody wants an explanation, and From fields that cannot be read.

#include "libauth/dmarc/evaluate.h"

#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "tests/support/zones.h"

using namespace libauth::dmarc;
namespace dns = libauth::dns;
using libauth::base::name_of;
using tests::name;

namespace {

constexpr std::string_view kWorld = R"(
_dmarc.example.com. 60 TXT "v=DMARC1; p=reject"
_dmarc.strict.example. 60 TXT "v=DMARC1; p=reject; adkim=s; aspf=s"
_dmarc.own.example.com. 60 TXT "v=DMARC1; p=none; psd=n"
_dmarc.np.example. 60 TXT "v=DMARC1; p=none; np=reject"
_dmarc.none.example. 60 TXT "v=DMARC1; p=none"
_dmarc.quarantine.example. 60 TXT "v=DMARC1; p=quarantine"
)";

/// "pass@example.com dkim:fail@example.net": of SPF, and of signatures.
Identifiers identifiers_of(std::string_view text) {
  Identifiers identifiers;
  std::string words(text);
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    std::string word = words.substr(at, end - at);
    at = end + 1;
    const bool is_dkim = word.starts_with("dkim:");
    if (is_dkim) word = word.substr(5);
    const std::size_t sign = word.find('@');
    const std::string result = word.substr(0, sign);
    const dns::Name domain = name(word.substr(sign + 1));
    if (is_dkim) {
      identifiers.dkim.push_back(
          {domain, *libauth::base::parse_enum<libauth::dkim::Result>(result)});
    } else {
      identifiers.spf = {domain, *libauth::base::parse_enum<libauth::spf::Result>(result)};
    }
  }
  return identifiers;
}

struct World {
  dns::ZoneResolver resolver{{tests::world(kWorld)}};
  dns::Facts facts;
  dns::SettleCost cost;

  Evaluation evaluated(std::string_view author, std::string_view identifiers,
                       const Settings& settings = {}) {
    facts = dns::Facts();
    const dns::Name domain = name(author);
    const Identifiers given = identifiers_of(identifiers);
    return dns::settle(
        resolver, facts,
        [&](dns::Facts& known) { return evaluate(domain, given, known, settings); }, {}, &cost);
  }

  MessageEvaluation message(const std::vector<std::string>& authors,
                            const std::vector<std::string>& unusable,
                            std::string_view identifiers = {}) {
    facts = dns::Facts();
    std::vector<dns::Name> names;
    for (const std::string& author : authors) names.push_back(name(author));
    const Identifiers given = identifiers_of(identifiers);
    return dns::settle(
        resolver, facts,
        [&](dns::Facts& known) { return evaluate_message(names, unusable, given, known); }, {},
        &cost);
  }

  /// In every round that the evaluation takes.
  void check_asking(const std::vector<std::string>& authors, std::string_view identifiers,
                    const Settings& settings) {
    facts = dns::Facts();
    std::vector<dns::Name> names;
    for (const std::string& author : authors) names.push_back(name(author));
    const Identifiers given = identifiers_of(identifiers);
    do {
      for (const dns::Question& question : facts.missing()) {
        facts.learn(question, resolver.resolve({&question, 1}, {}).front());
      }
      const auto evaluated = asked([&] { evaluate_message(names, {}, given, facts, settings); });
      const auto asked_only = asked([&] { ask_message(names, given, facts, settings); });
      BOOST_TEST((evaluated == asked_only));
    } while (!facts.missing().empty());
  }

 private:
  /// All questions, and behind them those that are missing.
  template <class Ask>
  std::vector<dns::Question> asked(const Ask& ask) {
    std::vector<dns::Question> questions;
    facts.forget_missing();
    facts.log_into(&questions);
    ask();
    facts.log_into(nullptr);
    questions.insert(questions.end(), facts.missing().begin(), facts.missing().end());
    return questions;
  }
};

/// "relaxed counts example.com"
std::string weighed(const IdentifierAlignment& identifier) {
  const auto& organizational = identifier.organizational_domain;
  return std::string(name_of(identifier.aligned)) + (identifier.counts ? " counts " : " ") +
         (organizational ? organizational->text() : "-");
}

std::string text_of(const std::optional<dns::Name>& domain) {
  return domain ? domain->text() : "-";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(dmarc_evaluate, World)

BOOST_AUTO_TEST_CASE(weighs_each_identifier) {
  // RFC 9989 section 4.4.
  const struct {
    const char* author;
    const char* spf;
    bool explain;
    const char* want;
  } kRows[] = {
      {"example.com", "pass@example.com", true, "strict counts -"},
      {"example.com", "pass@a.example.com", true, "relaxed counts example.com"},
      {"example.com", "pass@a.example.com", false, "relaxed counts example.com"},
      {"example.com", "fail@a.example.com", true, "relaxed example.com"},
      {"example.com", "fail@a.example.com", false, "unknown -"},
      {"example.com", "fail@example.com", false, "strict -"},
      {"example.com", "pass@own.example.com", true, "no own.example.com"},
      {"example.com", "pass@example.net", true, "no -"},
      {"example.com", "pass@com", true, "no -"},
      {"strict.example", "pass@a.strict.example", true, "relaxed strict.example"},
      {"strict.example", "pass@a.strict.example", false, "unknown -"},
      {"strict.example", "pass@strict.example", false, "strict counts -"},
      // No record applies: nothing counts.
      {"example.net", "pass@example.net", true, "strict example.net"},
      {"example.net", "pass@a.example.net", false, "unknown -"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.author << ", " << row.spf << ", " << row.explain) {
      const Evaluation got = evaluated(row.author, row.spf, {.explain = row.explain});
      BOOST_TEST_REQUIRE(got.spf.has_value());
      BOOST_TEST(weighed(*got.spf) == row.want);
      // A signature is weighed by the same rules.
      const Evaluation dkim =
          evaluated(row.author, "dkim:" + std::string(row.spf), {.explain = row.explain});
      BOOST_TEST_REQUIRE(dkim.dkim.size() == 1U);
      BOOST_TEST(weighed(dkim.dkim.front()) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_mta_asks_for_no_more_than_the_outcome_takes) {
  // RFC 9989 section 4.10.2: where no walk is needed.
  const struct {
    const char* what;
    const char* author;
    const char* identifiers;
    const char* org_domain;
    std::size_t queries;
    std::size_t questions;  ///< with all others, one by one
  } kRows[] = {
      {"no identifier", "example.com", "", "-", 1, 1},
      {"none that is authenticated", "example.com", "fail@a.example.com", "-", 1, 1},
      {"equal identifiers", "example.com", "pass@example.com dkim:pass@example.com", "-", 1, 1},
      {"another organization for sure", "example.com", "pass@example.net", "-", 1, 1},
      {"strict alignment", "strict.example", "pass@a.strict.example", "-", 1, 1},
      {"psd=n tells without a walk", "own.example.com", "", "own.example.com", 1, 1},
      {"relaxed alignment", "example.com", "pass@a.example.com", "example.com", 2, 3},
      {"a walk for the policy", "a.example.com", "", "example.com", 3, 3},
      {"an equal one in doubt", "example.com", "temperror@example.com", "-", 1, 1},
      {"one in doubt", "example.com", "temperror@a.example.com", "example.com", 2, 3},
      {"one in doubt that no longer matters", "example.com",
       "temperror@a.example.com dkim:pass@example.com", "-", 1, 1},
      {"no record", "example.net", "pass@a.example.net", "example.net", 2, 2},
      {"np takes the author's existence", "a.np.example", "", "np.example", 3, 4},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const Evaluation got = evaluated(row.author, row.identifiers, {.foresight = false});
      BOOST_TEST(text_of(got.org_domain) == row.org_domain);
      BOOST_TEST(got.queries == row.queries);
      BOOST_TEST(cost.questions == row.questions);
      const Evaluation foreseen = evaluated(row.author, row.identifiers);
      BOOST_TEST(foreseen.queries == row.queries);
      BOOST_TEST(text_of(foreseen.org_domain) == row.org_domain);
      BOOST_TEST(cost.rounds <= 2U);
    }
  }
}

BOOST_AUTO_TEST_CASE(foresight_asks_for_all_walks_in_one_round) {
  evaluated("a.b.example.com", "pass@c.example.com dkim:pass@d.example.com", {.explain = true});
  BOOST_TEST(cost.rounds == 1U);
  BOOST_TEST(cost.questions == 6U);
}

BOOST_AUTO_TEST_CASE(asking_asks_what_the_evaluation_asks_and_in_its_order) {
  resolver.fail(name("_dmarc.a.strict.example"), dns::Status::servfail);
  const struct {
    std::vector<std::string> authors;
    const char* identifiers;
  } kRows[] = {
      {{}, "pass@example.com"},
      {{"."}, "pass@example.com"},
      {{"example.com"}, ""},
      {{"example.com"}, "pass@example.com"},
      {{"example.com"}, "pass@a.example.com dkim:pass@b.c.example.com"},
      {{"example.com"}, "temperror@a.example.com"},
      {{"a.b.example.com"}, "dkim:pass@c.example.com"},
      {{"a.strict.example"}, "pass@strict.example"},
      {{"a.np.example", "own.example.com", "a.np.example"}, "pass@b.own.example.com"},
      {{"a.example", "b.example", "c.example", "d.example", "e.example", "f.example"}, ""},
  };
  for (const auto& row : kRows) {
    for (const Mode mode : {Mode::rfc9989, Mode::rfc7489}) {
      for (const bool foresight : {true, false}) {
        for (const bool explain : {true, false}) {
          BOOST_TEST_CONTEXT(tests::joined(row.authors) << ", " << row.identifiers << ", "
                                                        << name_of(mode) << foresight << explain) {
            check_asking(row.authors, row.identifiers,
                         {.mode = mode, .explain = explain, .foresight = foresight});
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(says_what_the_dns_did_not_tell) {
  resolver.fail(name("_dmarc.com"), dns::Status::servfail);
  resolver.fail(name("_dmarc.a.example.com"), dns::Status::timeout);
  resolver.fail(name("b.np.example"), dns::Status::bogus);
  const struct {
    const char* author;
    const char* identifiers;
    Result result;
    const char* unanswered;
  } kRows[] = {
      {"a.example.com", "", Result::temperror, "_dmarc.a.example.com TXT"},
      {"b.example.com", "", Result::temperror, "_dmarc.com TXT"},
      {"example.com", "pass@b.example.com", Result::temperror, "_dmarc.com TXT"},
      {"b.np.example", "", Result::temperror, "b.np.example MX"},
      {"example.com", "", Result::fail, ""},
      {"example.com", "pass@example.com", Result::pass, ""},
      {"np.example", "temperror@np.example", Result::temperror, ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.author << ", " << row.identifiers) {
      const Evaluation got = evaluated(row.author, row.identifiers);
      BOOST_TEST((got.result == row.result), got.reason);
      std::vector<std::string> texts;
      for (const dns::Question& question : got.unanswered) texts.push_back(question.text());
      BOOST_TEST(tests::joined(texts) == row.unanswered);
      BOOST_TEST((got.disposition == (got.result == Result::fail ? Policy::reject : Policy::none)));
    }
  }
}

BOOST_AUTO_TEST_CASE(gives_a_reason_for_every_result) {
  const struct {
    const char* author;
    const char* identifiers;
    const char* says;
  } kRows[] = {
      {"example.com", "pass@example.com", "SPF authenticates example.com, the author domain."},
      {"example.com", "dkim:pass@a.example.com", "same organizational domain as example.com"},
      {"example.com", "", "Neither SPF nor DKIM authenticates a domain."},
      {"example.com", "pass@example.net", "SPF authenticates example.net: not aligned"},
      {"strict.example", "dkim:pass@a.strict.example", "asks for strict alignment"},
      {"example.net", "", "No DMARC record applies to example.net."},
      {"example.com", "temperror@example.com", "whether SPF for example.com passes"},
      {"example.com", "dkim:temperror@example.com", "the DKIM signature of example.com"},
      {".", "", "no labels"},
      {"example.com",
       "dkim:pass@a.example dkim:pass@b.example dkim:pass@c.example dkim:pass@d.example",
       "and so on for 1 more"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.author << ", " << row.identifiers) {
      const Evaluation got = evaluated(row.author, row.identifiers, {.explain = true});
      BOOST_TEST(got.reason.find(row.says) != std::string::npos, got.reason);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_from_that_cannot_be_read_is_permerror_unless_another_asks_for_more) {
  // RFC 9989 section 11.5; docs/decisions/dmarc-errors.md.
  const struct {
    const char* what;
    std::vector<std::string> authors;
    std::vector<std::string> unusable;
    const char* identifiers;
    Result result;
    Policy disposition;
  } kRows[] = {
      {"nothing", {}, {}, "", Result::permerror, Policy::none},
      {"only unreadable", {}, {"x"}, "", Result::permerror, Policy::none},
      {"beside a pass",
       {"example.com"},
       {"x"},
       "pass@example.com",
       Result::permerror,
       Policy::none},
      {"beside p=none", {"none.example"}, {"x"}, "", Result::permerror, Policy::none},
      {"beside quarantine", {"quarantine.example"}, {"x"}, "", Result::fail, Policy::quarantine},
      {"beside reject", {"example.com"}, {"x"}, "", Result::fail, Policy::reject},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const MessageEvaluation got = message(row.authors, row.unusable, row.identifiers);
      BOOST_TEST((got.verdict.result == row.result), got.verdict.reason);
      BOOST_TEST((got.verdict.disposition == row.disposition));
      BOOST_TEST(!got.verdict.reason.empty());
      BOOST_TEST(got.authors.size() == row.authors.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(caps_the_number_of_author_domains) {
  std::vector<std::string> authors;
  for (std::size_t i = 0; i < 3000; ++i) authors.push_back("a" + std::to_string(i) + ".example");
  const MessageEvaluation got = message(authors, {});
  BOOST_TEST((got.verdict.result == Result::permerror));
  BOOST_TEST(got.authors.empty());
  BOOST_TEST(got.has_many_authors);
  BOOST_TEST(cost.questions == 0U);
}

BOOST_AUTO_TEST_CASE(tells_whether_there_are_several_author_domains) {
  BOOST_TEST(!message({"example.com", "Example.com"}, {}).has_many_authors);
  BOOST_TEST(message({"example.com", "example.com"}, {}).authors.size() == 1U);
  BOOST_TEST(message({"example.com", "a.example.com"}, {}).has_many_authors);
}

BOOST_AUTO_TEST_SUITE_END()
