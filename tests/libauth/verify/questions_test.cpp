// SPDX-License-Identifier: MIT
//
// Which questions a session gives out, and when; what it makes of answers in any order.

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/caching_resolver.h"
#include "tests/libauth/verify/world.h"
#include "tests/support/stalling_resolver.h"

namespace {

using namespace libauth;

std::vector<dns::Question> taken(verify::Session& session) {
  const auto given = session.take_questions();
  return {given.begin(), given.end()};
}

std::set<std::string> texts(const std::vector<dns::Question>& questions) {
  std::set<std::string> all;
  for (const auto& question : questions) all.insert(question.text());
  return all;
}

/// Answers everything with the same status.
class Mute final : public dns::Resolver {
 public:
  explicit Mute(dns::Status status) : status_(status) {}

  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline) override {
    ++calls;
    return {questions.size(), dns::failed(status_, "")};
  }

  std::size_t calls = 0;

 private:
  dns::Status status_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(VerifyQuestions)

BOOST_AUTO_TEST_CASE(BeginsWithSpfAndIprev) {
  verify::Session session(tests::envelope(), tests::settings());
  const std::set<std::string> expected = {"1.2.0.192.in-addr.arpa PTR", "example.com TXT"};
  BOOST_TEST(texts(taken(session)) == expected, boost::test_tools::per_element());
  BOOST_TEST(taken(session).empty());
}

BOOST_AUTO_TEST_CASE(AsksForKeysAndPoliciesBeforeTheBodyArrives) {
  verify::Session session(tests::envelope(), tests::settings());
  taken(session);
  const std::string message = tests::sealed(tests::signed_message(), arc::Result::none);
  const std::size_t end = message.find("\r\n\r\n") + 4;
  session.feed(std::string_view(message).substr(0, end - 1));
  BOOST_TEST(taken(session).empty());
  session.feed(std::string_view(message).substr(end - 1, 1));
  const std::set<std::string> expected = {
      "_dmarc.com TXT", "_dmarc.example.com TXT", "e._domainkey.example.com TXT",
      "r._domainkey.example.com TXT", "r._domainkey.list.example TXT"};
  BOOST_TEST(texts(taken(session)) == expected, boost::test_tools::per_element());
  BOOST_TEST(!session.is_done());
  session.feed(std::string_view(message).substr(end));
  BOOST_TEST(taken(session).empty());
}

BOOST_AUTO_TEST_CASE(NeedsNoRoundBehindTheBody) {
  auto resolver = tests::world_resolver();
  verify::Session session(tests::envelope(), tests::settings());
  tests::answer_all(session, resolver);
  const std::string message = tests::signed_message();
  const std::size_t end = message.find("\r\n\r\n") + 4;
  session.feed(std::string_view(message).substr(0, end));
  tests::answer_all(session, resolver);
  session.feed(std::string_view(message).substr(end));
  BOOST_TEST(!session.is_done());
  session.finish();
  BOOST_TEST(session.is_done());
}

BOOST_AUTO_TEST_CASE(GoesOnOneMethodAtATime) {
  auto resolver = tests::world_resolver();
  verify::Session session(tests::envelope(), tests::settings());
  taken(session);
  const auto spf = tests::question("example.com", dns::RrType::txt);
  session.answer(spf, tests::ask(resolver, spf));
  // iprev still waits for its first answer.
  const std::set<std::string> expected = {"_spf.example.com TXT"};
  BOOST_TEST(texts(taken(session)) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(SaysTheSameInWhateverOrderAnswersCome) {
  auto resolver = tests::world_resolver();
  const std::string message = tests::sealed(tests::signed_message(), arc::Result::none);
  auto whole =
      verify::verify(message, tests::envelope("b@mx.example.com"), tests::settings(), resolver);
  const std::string expected = tests::summary(whole.report());
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    verify::Session session(tests::envelope("b@mx.example.com"), tests::settings());
    std::vector<dns::Question> open;
    std::size_t fed = 0;
    while (!session.is_done()) {
      for (const auto& question : taken(session)) open.push_back(question);
      if (!open.empty() && random() % 3 != 0) {
        std::swap(open[random() % open.size()], open.back());
        session.answer(open.back(), tests::ask(resolver, open.back()));
        open.pop_back();
      } else if (fed < message.size()) {
        const std::size_t count = std::min<std::size_t>(random() % 900, message.size() - fed);
        session.feed(std::string_view(message).substr(fed, count));
        fed += count;
      } else {
        session.finish();
      }
    }
    BOOST_REQUIRE_MESSAGE(tests::summary(session.report()) == expected, "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(TakesAnswersBeforeTheyAreAskedForAndDropsSecondOnes) {
  auto resolver = tests::world_resolver();
  verify::Session session(tests::envelope(), tests::settings());
  const auto early = tests::question("r._domainkey.example.com", dns::RrType::txt);
  session.answer(early, tests::ask(resolver, early));
  session.answer(early, dns::failed(dns::Status::servfail, ""));
  session.feed(tests::signed_message());
  session.finish();
  BOOST_TEST(!texts(taken(session)).contains(early.text()));
  tests::answer_all(session, resolver);
  session.give_up();
  BOOST_CHECK(session.report().dkim.at(0).result == dkim::Result::pass);
}

BOOST_AUTO_TEST_CASE(GivesOutNothingThatWasAnsweredMeanwhile) {
  verify::Session session(tests::envelope(), tests::settings());
  session.answer(tests::question("example.com", dns::RrType::txt),
                 dns::failed(dns::Status::no_data, ""));
  const std::set<std::string> expected = {"1.2.0.192.in-addr.arpa PTR"};
  BOOST_TEST(texts(taken(session)) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(TakesANullAnswerForAMalformedOne) {
  verify::Session session(tests::envelope(), tests::settings());
  for (const auto& question : taken(session)) session.answer(question, nullptr);
  session.feed(tests::plain_message());
  session.finish();
  session.give_up();
  BOOST_CHECK(session.report().spf.result == spf::Result::temperror);
}

BOOST_AUTO_TEST_CASE(EndsWhenTheCallerGivesUp) {
  const std::string message = tests::sealed(tests::signed_message(), arc::Result::none);
  for (const bool is_early : {true, false}) {
    verify::Session session(tests::envelope(), tests::settings());
    if (is_early) session.give_up();
    session.feed(message);
    session.finish();
    BOOST_TEST(session.is_done() == is_early);
    session.give_up();
    BOOST_REQUIRE(session.is_done());
    BOOST_TEST(taken(session).empty());
    const verify::Report& report = session.report();
    BOOST_CHECK(report.spf.result == spf::Result::temperror);
    BOOST_CHECK(report.iprev.result == ptr::Result::temperror);
    BOOST_CHECK(report.dkim.at(0).reason == dkim::Reason::key_unavailable);
    BOOST_TEST(report.arc.is_temporary);
    BOOST_CHECK(report.dmarc.verdict.result == dmarc::Result::temperror);
    BOOST_TEST(report.cost.refused == 0U);
  }
}

// A DNS that does not tell makes temperror of all that rests on it, never "missing".
BOOST_AUTO_TEST_CASE(KnowsNothingWhereTheDnsDoesNotTell) {
  for (const auto status : {dns::Status::servfail, dns::Status::refused, dns::Status::timeout,
                            dns::Status::bogus, dns::Status::malformed}) {
    BOOST_TEST_CONTEXT(base::name_of(status)) {
      Mute mute(status);
      auto session =
          verify::verify(tests::signed_message(), tests::envelope(), tests::settings(), mute);
      BOOST_CHECK(session.report().spf.result == spf::Result::temperror);
      BOOST_CHECK(session.report().dkim.at(0).result == dkim::Result::temperror);
      BOOST_CHECK(session.report().dmarc.verdict.result == dmarc::Result::temperror);
    }
  }
}

BOOST_AUTO_TEST_CASE(AsksNobodyAfterTheDeadline) {
  Mute mute(dns::Status::no_such_name);
  auto session = verify::verify(tests::signed_message(), tests::envelope(), tests::settings(), mute,
                                std::chrono::milliseconds(0));
  BOOST_TEST(mute.calls == 0U);
  BOOST_TEST(session.is_done());
  BOOST_CHECK(session.report().spf.result == spf::Result::temperror);
}

// The sender owns the PTR zone of its address, and the zone of its SPF record. Servers there that
// never answer must not make a temporary error of what the author's domain says.
BOOST_AUTO_TEST_CASE(ASlowNameOfTheSenderHoldsUpNoOtherMethod) {
  const std::string victim =
      "_dmarc.victim.example. 300 TXT \"v=DMARC1; p=reject; sp=quarantine; np=reject\"\n"
      "victim.example. 300 A 192.0.2.9\n"
      "sender.example. 300 TXT \"v=spf1 include:_spf.sender.example -all\"\n"
      "_spf.sender.example. 300 TXT \"v=spf1 ip4:198.51.100.1\"\n";
  for (const char* slow :
       {"no such name", "in-addr.arpa", "_spf.sender.example", "sender.example"}) {
    for (const bool has_cache : {false, true}) {
      BOOST_TEST_CONTEXT(slow << (has_cache ? " behind a cache" : "")) {
        std::vector<dns::Zone> zones;
        zones.push_back(tests::zone(tests::world_zone() + victim));
        dns::ZoneResolver world(std::move(zones));
        tests::StallingResolver stalling(world, slow);
        dns::CachingResolver cache(stalling);
        dns::Resolver& resolver = has_cache ? static_cast<dns::Resolver&>(cache) : stalling;
        const auto session =
            verify::verify(tests::plain_message("From: boss@pay.victim.example\r\n"),
                           tests::envelope("x@sender.example"), tests::settings(), resolver,
                           std::chrono::milliseconds(300));
        const auto& verdict = session.report().dmarc.verdict;
        BOOST_CHECK(verdict.result == dmarc::Result::fail);
        BOOST_CHECK(verdict.disposition == dmarc::Policy::reject);
        const bool is_spf_slow = std::string_view(slow).ends_with("sender.example");
        BOOST_CHECK(session.report().spf.result ==
                    (is_spf_slow ? spf::Result::temperror : spf::Result::fail));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(LooksFirstWhatIsKnown) {
  class Known final : public dns::Resolver {
   public:
    std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                        dns::Deadline deadline) override {
      return world.resolve(questions, deadline);
    }
    dns::AnswerPtr peek(const dns::Question& question) override {
      return tests::ask(world, question);
    }
    dns::ZoneResolver world = tests::world_resolver();
  } known;
  verify::Session session(tests::envelope(), tests::settings(), known);
  session.feed(tests::signed_message());
  session.finish();
  BOOST_TEST(session.is_done());
  BOOST_TEST((session.report().cost == verify::Cost{}));
  BOOST_CHECK(session.report().dmarc.verdict.result == dmarc::Result::pass);
}

BOOST_AUTO_TEST_CASE(KeepsToTheLimits) {
  auto resolver = tests::world_resolver();
  verify::Settings settings = tests::settings();
  settings.limits.questions = 3;
  auto session = verify::verify(tests::signed_message(), tests::envelope(), settings, resolver);
  BOOST_TEST(session.report().cost.questions == 3U);
  BOOST_TEST(session.report().cost.refused > 0U);
  settings = tests::settings();
  settings.limits.rounds = 1;
  auto other = verify::verify(tests::signed_message(), tests::envelope(), settings, resolver);
  // The include takes a second round of SPF.
  BOOST_CHECK(other.report().spf.result == spf::Result::temperror);
  BOOST_CHECK(other.report().dmarc.verdict.result == dmarc::Result::pass);
  BOOST_TEST(other.report().cost.refused == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
