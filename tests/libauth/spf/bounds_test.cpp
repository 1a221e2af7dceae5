// SPDX-License-Identifier: MIT
//
// What an SPF check may cost at most, whatever stands in the records and whoever asks: counted in
// questions, steps and octets. A cost that grew with the square of the input would be over the time
// limit of the test program.

#include <functional>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "libauth/spf/evaluate.h"
#include "libauth/spf/macro.h"
#include "tests/support/zones.h"

using namespace libauth::spf;
namespace dns = libauth::dns;
using libauth::base::name_of;

namespace {

constexpr std::size_t kKiB = 1024;
/// The largest record that a DNS message has room for.
constexpr std::size_t kRecord = 64 * kKiB - 300;

dns::Txt text_record(std::string_view text) {
  dns::Txt txt;
  for (; text.size() > 255; text.remove_prefix(255)) txt.strings.emplace_back(text.substr(0, 255));
  txt.strings.emplace_back(text);
  return txt;
}

/// Makes the records of each name when it is asked for, and counts the questions.
class MakingResolver final : public dns::Resolver {
 public:
  /// The text at a name; empty: the name does not exist. Every other question gets `others`.
  using Texts = std::function<std::string(const std::string& name)>;

  explicit MakingResolver(Texts texts, dns::Answer others = {})
      : texts_(std::move(texts)), others_(std::move(others)) {}

  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline /*deadline*/) override {
    ++rounds;
    asked += questions.size();
    std::vector<dns::AnswerPtr> answers;
    for (const dns::Question& question : questions) {
      answers.push_back(std::make_shared<const dns::Answer>(answer(question)));
    }
    return answers;
  }

  std::size_t asked = 0;
  std::size_t rounds = 0;

 private:
  dns::Answer answer(const dns::Question& question) const {
    if (question.type != dns::RrType::txt) return others_;
    dns::Answer answer;
    const std::string text = texts_(question.name.text());
    answer.status = text.empty() ? dns::Status::no_such_name : dns::Status::answered;
    if (!text.empty()) answer.records = std::vector{text_record(text)};
    return answer;
  }

  Texts texts_;
  dns::Answer others_;
};

/// An answer with the address that no test's client has.
dns::Answer elsewhere() {
  dns::Answer answer;
  answer.status = dns::Status::answered;
  answer.records = std::vector{tests::ip("203.0.113.9")};
  return answer;
}

struct Cost {
  Evaluation evaluation;
  std::size_t asked = 0;
  std::size_t rounds = 0;
};

Cost run(const MakingResolver::Texts& texts, const std::string& mail_from, bool foresight,
         const dns::Answer& others = elsewhere()) {
  MakingResolver resolver(texts, others);
  Request request;
  request.ip = tests::ip("192.0.2.1");
  request.helo = "helo.example.org";
  request.mail_from = mail_from;
  Settings settings;
  settings.foresight = foresight;
  settings.trace = true;
  dns::Facts facts;
  Evaluation evaluation = dns::settle(
      resolver, facts, [&](dns::Facts& known) { return evaluate(request, known, settings); });
  return {std::move(evaluation), resolver.asked, resolver.rounds};
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

/// "v=spf1" and as many of the terms as a record has room for.
std::string full_record(std::string_view term) {
  return "v=spf1" + repeated(term, (kRecord - 6) / term.size());
}

/// Values that are as long as anybody can make them.
MacroValues long_values(const std::string& local) {
  MacroValues values;
  values.sender_local = local;
  values.sender_domain = "example.com";
  values.domain = "example.com";
  values.ip = tests::ip("2001:db8::1");
  values.helo = local;
  values.validated = "unknown";
  values.receiver = "mx.example.net";
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_bounds)

BOOST_AUTO_TEST_CASE(expansion_of_a_name_is_no_longer_than_its_longest_value) {
  const std::string locals[] = {std::string(64 * kKiB, 'a'), repeated("a.", 32 * kKiB),
                                repeated("-", 64 * kKiB), repeated("%{l}", 16 * kKiB)};
  for (const std::string& local : locals) {
    for (const char* macro : {"%{l}", "%{L}", "%{s}", "%{lr}", "%{l1}", "%{l1r-}", "%{l127r-+}",
                              "%{h}%{i}", "%{H.-+,/_=}", "%{l}%%"}) {
      BOOST_TEST_CONTEXT(local.substr(0, 4) << " " << macro) {
        const std::string_view once = macro;
        const std::string spec = repeated(once, kRecord / once.size()) + ".example.com";
        const auto string = parse_domain_spec(spec);
        BOOST_REQUIRE(bool(string));
        // Escaped an octet has three.
        const std::size_t limit = 3 * (local.size() + 20) + 512;
        const std::string text = expand(*string, long_values(local));
        BOOST_TEST(text.size() <= limit);
        BOOST_TEST(text.ends_with(".example.com"));
        const auto name = target_name(text);
        BOOST_TEST((!name || name->octets().size() <= 253U));
      }
    }
  }
}

/// RFC 7208 section 7.3: what is given of a long text has all that makes the name.
BOOST_AUTO_TEST_CASE(the_right_hand_end_gives_the_name_of_the_whole) {
  std::mt19937 random(253);
  const auto below = [&random](std::size_t end) { return random() % end; };
  for (int round = 0; round < 3000; ++round) {
    std::string local;
    for (std::size_t i = below(120); i > 0; --i) local += "ab.-"[below(4)];
    std::string spec;
    for (std::size_t i = 1 + below(12); i > 0; --i) {
      const char* kPieces[] = {"%{l}", "%{L}", "%{l2}", "%{lr-}", "%{l1r}",
                               "%{d}", ".",    "..",    "x.y"};
      spec += kPieces[below(std::size(kPieces))];
    }
    spec += below(2) == 0 ? ".%{d}" : ".example.com.";
    const auto string = parse_domain_spec(spec);
    BOOST_REQUIRE(bool(string));
    std::string whole;
    for (const MacroPart& part : string->parts) {
      whole += expand(MacroString{{part}, MacroPlace::record}, long_values(local));
    }
    const auto got = target_name(expand(*string, long_values(local)));
    BOOST_TEST((got == target_name(whole)), spec << " of " << local);
  }
}

BOOST_AUTO_TEST_CASE(an_explanation_over_the_limit_is_none) {
  const auto expanded = [](const std::string& text, const std::string& local) {
    return expand(*parse_macro_string(text, MacroPlace::explanation), long_values(local));
  };
  const std::string most(kMaxExplanation, 'x');
  BOOST_TEST(expanded(most, "a") == most);
  BOOST_TEST(expanded(most + "x", "a").empty());
  BOOST_TEST(expanded("%{l}", most) == most);
  BOOST_TEST(expanded("%{l}x", most).empty());
  BOOST_TEST(expanded(repeated("%{L}", 16 * kKiB), std::string(64 * kKiB, '!')).empty());
}

BOOST_AUTO_TEST_CASE(each_delimiter_is_kept_once) {
  const auto string =
      parse_macro_string("%{l" + repeated(".-+,/_=", 9 * kKiB) + "}", MacroPlace::record);
  BOOST_REQUIRE(bool(string));
  BOOST_TEST(string->parts.at(0).delimiters == ".-+,/_=");
}

BOOST_AUTO_TEST_CASE(a_sender_of_any_length_makes_names_of_at_most_253_octets) {
  const std::string terms =
      " exists:%{l}.%{o}.x.example exists:%{L-}%{s}.x.example exists:%{lr}.x."
      "example exists:%{S}.x.example -all";
  for (const std::string& local :
       {std::string(100 * kKiB, 'a'), repeated("a.", 50 * kKiB), repeated("a-", 50 * kKiB)}) {
    for (const bool foresight : {true, false}) {
      const Cost cost = run([&](const std::string&) { return "v=spf1" + terms; },
                            local + "@example.com", foresight, dns::Answer(elsewhere()));
      BOOST_TEST(cost.asked <= 5U);
      BOOST_TEST(cost.evaluation.lookups <= 4U);
      for (const Step& step : cost.evaluation.trace) BOOST_TEST(step.target.size() <= 4 * 253U);
    }
  }
}

BOOST_AUTO_TEST_CASE(records_of_64_kib_cost_what_ten_terms_cost) {
  const struct {
    const char* what;
    std::string record;
    Result want;
    std::size_t lookups;
    std::size_t asked;  ///< at most
    std::size_t steps;  ///< at most: terms and records looked for
  } kRows[] = {
      {"networks", full_record(" ip4:198.51.100.1"), Result::neutral, 0, 1, 4000},
      {"a", full_record(" a:a.example"), Result::permerror, 11, 2, 13},
      {"a, each with a name of its own",
       [] {
         std::string record = "v=spf1";
         for (int i = 0; i < 4000; ++i) record += " a:" + std::to_string(i) + ".example";
         return record;
       }(),
       Result::permerror, 11, 12, 13},
      {"mx", full_record(" mx:a.example"), Result::permerror, 11, 2, 13},
      {"ptr", full_record(" ptr"), Result::permerror, 11, 2, 13},
      {"10,000 terms", "v=spf1" + repeated(" a", 10'000) + " -all", Result::permerror, 11, 2, 13},
      {"10,000 modifiers", "v=spf1" + repeated(" x=%{d}", 9'000) + repeated(" y=", 1'000) + " -all",
       Result::fail, 0, 1, 2},
      {"5,000 times redirect", "v=spf1" + repeated(" redirect=a.b", 5'000), Result::permerror, 0, 1,
       1},
      {"10,000 spaces", "v=spf1" + std::string(10'000, ' ') + "-all", Result::fail, 0, 1, 2},
      {"one macro after the other", "v=spf1 exists:" + repeated("%{l}", 16'000) + ".a.b -all",
       Result::pass, 1, 2, 2},
      {"percent signs", "v=spf1 exists:" + repeated("%%", 32'000) + ".a.b -all", Result::pass, 1, 2,
       2},
      {"delimiters", "v=spf1 exists:%{l" + std::string(65'000, '-') + "}.a.b -all", Result::pass, 1,
       2, 2},
      {"one long name", "v=spf1 exists:" + repeated("a.", 32'000) + "b -all", Result::pass, 1, 2,
       2},
  };
  for (const auto& row : kRows) {
    for (const bool foresight : {true, false}) {
      BOOST_TEST_CONTEXT(row.what << (foresight ? "" : ", without foresight")) {
        const Cost cost = run([&](const std::string&) { return row.record; },
                              std::string(64 * kKiB, 'a') + "@example.com", foresight);
        BOOST_TEST(name_of(cost.evaluation.result) == name_of(row.want));
        BOOST_TEST(cost.evaluation.lookups == row.lookups);
        BOOST_TEST(cost.asked <= row.asked);
        BOOST_TEST(cost.evaluation.trace.size() <= row.steps);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_explanation_of_64_kib_of_macros_is_none) {
  const auto texts = [](const std::string& name) {
    return name == "example.com" ? std::string("v=spf1 -all exp=why.example.com")
                                 : repeated("%{S}", 16'000);
  };
  const Cost cost = run(texts, std::string(64 * kKiB, '!') + "@example.com", true);
  BOOST_TEST(name_of(cost.evaluation.result) == "fail");
  BOOST_TEST(cost.evaluation.explanation.empty());
  BOOST_TEST(cost.asked == 2U);
}

/// RFC 7208 section 4.6.4: ten terms, and for each at most ten names of hosts; besides, the names
/// of the address, ten of them, and the explanation.
BOOST_AUTO_TEST_CASE(circles_end_at_the_limit) {
  const struct {
    const char* what;
    MakingResolver::Texts texts;
    std::size_t names;  ///< there are
  } kRows[] = {
      {"include of itself", [](const std::string&) { return "v=spf1 include:example.com -all"; },
       1},
      {"redirect to itself", [](const std::string&) { return "v=spf1 redirect=example.com"; }, 1},
      {"two that include each other",
       [](const std::string& name) {
         return name == "example.com" ? "v=spf1 include:a.example ?all"
                                      : "v=spf1 include:example.com ?all";
       },
       2},
      {"include and redirect",
       [](const std::string& name) {
         return name == "example.com" ? "v=spf1 include:a.example ?all"
                                      : "v=spf1 redirect=example.com";
       },
       2},
      {"three, each including both others twice",
       [](const std::string& name) {
         const std::string all =
             " include:example.com include:a.example include:b.example include:a.example";
         return "v=spf1" + all + (name == "example.com" ? " -all" : " ?all");
       },
       3},
      {"names that grow by macros",
       [](const std::string&) { return "v=spf1 include:a.%{d} redirect=b.%{d}"; }, 200},
  };
  for (const auto& row : kRows) {
    for (const bool foresight : {true, false}) {
      BOOST_TEST_CONTEXT(row.what << (foresight ? "" : ", without foresight")) {
        const Cost cost = run(row.texts, "user@example.com", foresight);
        BOOST_TEST(name_of(cost.evaluation.result) == "permerror");
        BOOST_TEST(cost.evaluation.lookups == 11U);
        BOOST_TEST(cost.asked <= std::min<std::size_t>(row.names, foresight ? 101 : 11));
        BOOST_TEST(cost.rounds <= 11U);
        BOOST_TEST(cost.evaluation.trace.size() <= 22U);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(trees_of_includes_are_cut_at_the_limit) {
  // Ten includes in each record, each to a name of its own: 10^10 records within ten levels.
  const auto tree = [](const std::string& name) {
    std::string record = "v=spf1";
    for (int i = 0; i < 10; ++i) record += " include:n" + std::to_string(i) + "." + name;
    return record + " -all";
  };
  const Cost plain = run(tree, "user@example.com", false);
  const Cost early = run(tree, "user@example.com", true);
  for (const Cost& cost : {plain, early}) {
    BOOST_TEST(name_of(cost.evaluation.result) == "permerror");
    BOOST_TEST(cost.evaluation.lookups == 11U);
    BOOST_TEST(cost.evaluation.trace.size() <= 22U);
  }
  BOOST_TEST((plain.evaluation == early.evaluation));
  BOOST_TEST(plain.asked == 11U);
  BOOST_TEST(early.rounds <= 11U);
  BOOST_TEST(early.asked <= 1 + 10 * 10U);
}

BOOST_AUTO_TEST_CASE(networks_in_a_circle_are_looked_at_once_a_lookup) {
  const std::string record =
      "v=spf1" + repeated(" ip4:198.51.100.1", 3'000) + " include:example.com -all";
  const Cost cost = run([&](const std::string&) { return record; }, "user@example.com", true);
  BOOST_TEST(name_of(cost.evaluation.result) == "permerror");
  BOOST_TEST(cost.asked == 1U);
  BOOST_TEST(cost.evaluation.trace.size() <= 11 * 3'002U);
}

BOOST_AUTO_TEST_CASE(hosts_of_mx_and_names_of_the_address_are_ten_a_term) {
  dns::Answer mx;
  mx.status = dns::Status::answered;
  // As answers to A questions they are nothing, so that every term and name is looked at.
  std::vector<dns::Mx> hosts;
  for (std::uint16_t i = 0; i < 10; ++i) {
    hosts.push_back({i, tests::name("h" + std::to_string(i) + ".example")});
  }
  mx.records = hosts;
  std::string record = "v=spf1";
  for (int i = 0; i < 10; ++i) record += " mx:m" + std::to_string(i) + ".example";
  for (const bool foresight : {true, false}) {
    const Cost cost = run([&](const std::string&) { return record + " -all"; }, "user@example.com",
                          foresight, mx);
    BOOST_TEST(name_of(cost.evaluation.result) == "fail");
    // The record, ten MX, and the ten hosts that they share.
    BOOST_TEST(cost.asked == 21U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
