// SPDX-License-Identifier: MIT
//
// Which policy a message meets, and which one receivers saw.

#include "reports/analysis/policy.h"

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "reports/analysis/records.h"
#include "tests/reports/analysis/world.h"

using namespace reports::analysis;
using namespace tests;
using libauth::base::name_of;
using libauth::dmarc::Policy;

namespace {

constexpr auto kNone = Policy::none;
constexpr auto kQuarantine = Policy::quarantine;
constexpr auto kReject = Policy::reject;

Receiver saying(const char* p, const char* sp = nullptr, const char* np = nullptr,
                const char* testing = nullptr) {
  Receiver row = receiver("receiver.example.net", kMay, 10, p);
  if (sp != nullptr) row.sp = sp;
  if (np != nullptr) row.np = np;
  if (testing != nullptr) row.testing = testing;
  return row;
}

Receiver of(Receiver row, std::string reporter, std::uint64_t messages, days earlier = days(0)) {
  row.reporter = std::move(reporter);
  row.messages = messages;
  row.last -= earlier;
  return row;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisPolicy)

BOOST_AUTO_TEST_CASE(TheWordIsThatOfTheName) {
  const Existence existence = {{"a.example.com", true}, {"nope.example.com", false}};
  const std::pair<std::optional<std::string>, Word> rows[] = {
      {std::nullopt, Word::p},
      {"", Word::p},
      {"example.com", Word::p},
      {"a.example.com", Word::sp},
      {"nope.example.com", Word::np},
      {"b.example.com", Word::sp_or_np},
      {"x.a.example.com", Word::sp_or_np},
      {"notexample.com", Word::p},
      {"example.net", Word::p},
  };
  for (const auto& [name, word] : rows) {
    BOOST_TEST(name_of(word_for(name, "example.com", existence)) == name_of(word),
               name.value_or("absent"));
  }
}

BOOST_AUTO_TEST_CASE(AbsentWordsFollowTheOneBeforeThem) {
  // RFC 9989 section 4.7
  struct Row {
    PolicyWords words;
    Word word;
    Policy mildest, strictest;
  };
  const Row rows[] = {
      {{kReject, {}, {}, false}, Word::p, kReject, kReject},
      {{kReject, {}, {}, false}, Word::sp, kReject, kReject},
      {{kReject, {}, {}, false}, Word::np, kReject, kReject},
      {{kReject, kNone, {}, false}, Word::sp, kNone, kNone},
      {{kReject, kNone, {}, false}, Word::np, kNone, kNone},
      {{kNone, {}, kReject, false}, Word::np, kReject, kReject},
      {{kNone, {}, kReject, false}, Word::p, kNone, kNone},
      // Not known whether it exists
      {{kReject, {}, {}, false}, Word::sp_or_np, kReject, kReject},
      {{kNone, {}, kReject, false}, Word::sp_or_np, kNone, kReject},
      {{kReject, kReject, kQuarantine, false}, Word::sp_or_np, kQuarantine, kReject},
      // t=y: the next weaker policy
      {{kReject, {}, {}, true}, Word::p, kQuarantine, kQuarantine},
      {{kQuarantine, {}, kReject, true}, Word::p, kNone, kNone},
      {{kQuarantine, {}, kReject, true}, Word::np, kQuarantine, kQuarantine},
  };
  for (const Row& row : rows) {
    const Effect want{row.word, row.mildest, row.strictest};
    BOOST_TEST((effect_of(row.words, row.word) == want), text_of(row.words));
  }
}

BOOST_AUTO_TEST_CASE(AProposalChangesTheWordsThatItHas) {
  const PolicyWords today{kQuarantine, kNone, {}, true};
  BOOST_TEST((with(today, {}) == today));
  BOOST_TEST(text_of(with(today, {.p = kReject})) == "p=reject; sp=none; t=y");
  BOOST_TEST(text_of(with(today, {.np = kReject, .testing = false})) ==
             "p=quarantine; sp=none; np=reject");
}

BOOST_AUTO_TEST_CASE(ThePolicyIsThatOfMostReceivers) {
  BOOST_TEST(!seen_policy(std::vector<Receiver>{}));
  const std::vector<Receiver> rows = {
      of(saying("none"), "a.example", 1000), of(saying("reject"), "b.example", 1),
      of(saying("reject", "reject", "none", "y"), "c.example", 1),
      // No policy that there is; and a report too old to tell.
      of(saying("monitor"), "d.example", 9), of(saying("none"), "e.example", 9, days(4))};
  BOOST_TEST(text_of(seen_policy(rows).value()) == "p=reject; np=none; t=y");
}

BOOST_AUTO_TEST_CASE(OfAsManyReceiversThoseWithMoreMessagesCount) {
  const std::vector<Receiver> rows = {of(saying("none"), "a.example", 5),
                                      of(saying("reject"), "b.example", 6)};
  BOOST_TEST(text_of(seen_policy(rows).value()) == "p=reject");
}

BOOST_AUTO_TEST_CASE(WordsThatReceiversFillInAreAbsent) {
  BOOST_TEST(text_of(seen_policy(saying("none", "none", "none")).value()) == "p=none");
  BOOST_TEST(text_of(seen_policy(saying("reject", "none", "none")).value()) == "p=reject; sp=none");
  BOOST_TEST(text_of(seen_policy(saying("reject", "none", "reject")).value()) ==
             "p=reject; sp=none; np=reject");
  BOOST_TEST(text_of(seen_policy(saying("reject", "what", nullptr, "n")).value()) == "p=reject");
  BOOST_TEST(!seen_policy(saying("")));
}

BOOST_AUTO_TEST_CASE(WordsOfTheRecordAreThoseThatItNeeds) {
  struct Row {
    std::optional<std::string> p, sp, np;
    bool testing;
    const char* words;
  };
  const Row rows[] = {
      {{}, {}, {}, false, "p=none"},
      {"reject", "reject", "reject", false, "p=reject"},
      {"reject", "none", "none", true, "p=reject; sp=none; t=y"},
      {"none", "none", "reject", false, "p=none; np=reject"},
      // np is as sp where it is absent, and not as p
      {"reject", "none", "reject", false, "p=reject; sp=none; np=reject"},
      {"monitor", "what", "", false, "p=none"},
  };
  for (const Row& row : rows) {
    DmarcNow now;
    now.p = row.p;
    now.sp = row.sp;
    now.np = row.np;
    now.testing = row.testing;
    BOOST_TEST(text_of(published_words(now)) == row.words);
  }
}

BOOST_AUTO_TEST_CASE(APolicyIsSettledIfItWasTheSameBefore) {
  const std::vector<Receiver> reject = {saying("reject")};
  const std::vector<Receiver> none = {saying("none")};
  BOOST_TEST((current_policy(reject, reject)->is_settled == true));
  BOOST_TEST((current_policy(reject, none)->is_settled == false));
  BOOST_TEST(!current_policy(reject, {})->is_settled);
  BOOST_TEST(!current_policy({}, reject));
}

BOOST_AUTO_TEST_SUITE_END()
