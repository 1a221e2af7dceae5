// SPDX-License-Identifier: MIT
//
// What a policy would do to the mail of a domain.

#include "reports/analysis/impact.h"

#include <boost/test/unit_test.hpp>

#include "tests/reports/analysis/world.h"

using namespace reports;
using namespace reports::analysis;
using namespace tests;
using libauth::dmarc::Policy;
using sources::Class;

namespace {

const CurrentPolicy kQuarantine{{.p = Policy::quarantine}, true};

Impact of_world(const Proposal& proposal, const Existence& existence = {}) {
  return impact_of(world().current, proposal, kQuarantine, existence);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisImpact)

BOOST_AUTO_TEST_CASE(EachSourceThatLosesMailIsNamedWithItsNumbers) {
  const Impact impact = of_world({.p = Policy::reject});
  BOOST_TEST(impact.days == 28U);
  BOOST_TEST(impact.messages == 1890U);
  BOOST_TEST(text_of(impact.proposed) == "p=reject");
  BOOST_TEST(impact.own.messages == 1600U);
  BOOST_TEST((impact.own.losses == Losses{100, 0, 100, 60, 40, 0}));
  BOOST_TEST(impact.own.lost_per_day == 3.57);
  BOOST_REQUIRE(impact.own.sources.size() == 1U);
  ImpactedSource want;
  want.name = "Mailgun";
  want.type = "transactional";
  want.mail_class = Class::failing;
  want.verdict = sources::Verdict::approve;
  want.messages = 100;
  want.losses = {100, 0, 100, 60, 40, 0};
  want.lost_per_day = 3.57;
  want.words = {{"p", 100}};
  want.receivers = {{kReceiver, 60}, {kOther, 40}};
  want.header_from = {1, {{"example.com", 100}}};
  want.rules = {{"approved", 100}};
  want.causes = {0, 100, 0, 100};
  BOOST_TEST((impact.own.sources[0] == want));
  BOOST_TEST(!impact.own_lost_without_t);
}

BOOST_AUTO_TEST_CASE(ForwardersUnknownSendersAndSpoofingStandApart) {
  const Impact impact = of_world({.p = Policy::reject});
  BOOST_TEST(impact.forwarders.messages == 100U);
  BOOST_TEST((impact.forwarders.losses == Losses{50, 0, 50, 0, 20, 0}));
  BOOST_REQUIRE(impact.forwarders.sources.size() == 2U);
  BOOST_TEST(impact.forwarders.sources[0].name == "198.51.100.5");
  BOOST_TEST(impact.forwarders.sources[0].messages == 80U);
  BOOST_TEST((impact.forwarders.sources[0].causes == Causes{30, 0, 30, 0}));
  BOOST_TEST((impact.unknown.losses == Losses{70, 0, 70, 0, 0, 0}));
  BOOST_TEST((impact.spoofing.losses == Losses{120, 0, 120, 100, 0, 0}));
  BOOST_TEST(impact.spoofing.sources.size() == 12U);
}

BOOST_AUTO_TEST_CASE(TheWordThatHitsIsTold) {
  const auto words_of_ten = [](const Existence& existence) {
    const Impact impact = of_world({.p = Policy::reject}, existence);
    for (const ImpactedSource& source : impact.spoofing.sources) {
      if (source.name == "203.0.113.10") return source.words;
    }
    return std::vector<Counted>();
  };
  BOOST_TEST((words_of_ten({}) == std::vector<Counted>{{"sp_or_np", 10}}));
  BOOST_TEST((words_of_ten({{"nope.example.com", true}}) == std::vector<Counted>{{"sp", 10}}));
  BOOST_TEST((words_of_ten({{"nope.example.com", false}}) == std::vector<Counted>{{"np", 10}}));
}

BOOST_AUTO_TEST_CASE(WhatRestsOnAnUnknownNameIsUndetermined) {
  const Proposal proposal{.p = Policy::none, .np = Policy::reject};
  BOOST_TEST((of_world(proposal).spoofing.losses == Losses{0, 0, 0, 0, 0, 30}));
  BOOST_TEST((of_world(proposal, {{"nope.example.com", false}}).spoofing.losses ==
              Losses{30, 0, 30, 10, 0, 0}));
  BOOST_TEST((of_world(proposal, {{"nope.example.com", true}}).spoofing.losses == Losses{}));
}

BOOST_AUTO_TEST_CASE(WhatReportsDoNotTellIsUndetermined) {
  Flow silent = mailgun(7);
  silent.spf.reset();
  silent.spf_domain.reset();
  const Impact impact = impact_of(named({silent}), {.p = Policy::reject}, std::nullopt);
  BOOST_TEST(impact.own.messages == 0U);  // nothing says that it fails, so there is nothing to mend
  BOOST_TEST((impact.unknown.losses == Losses{0, 0, 0, 0, 0, 7}));
  BOOST_REQUIRE(impact.unknown.sources.size() == 1U);
  BOOST_TEST(impact.unknown.sources[0].words.empty());
}

// Of mail of which nothing is told, nothing says that it passes.
BOOST_AUTO_TEST_CASE(MailOfWhichReportsDoNotTellKeepsAPolicyBack) {
  const auto ids = [](const Flow& flow, std::uint64_t own) {
    const Impact impact =
        impact_of(named({own_host(own), flow}), {.p = Policy::reject}, std::nullopt);
    std::string text;
    for (const Blocker& blocker : impact.blockers) text += blocker.id + " ";
    return text;
  };
  const auto silent = [](Flow flow) {
    flow.dkim.reset();
    flow.spf.reset();
    flow.signers.clear();
    flow.spf_domain.reset();
    return flow;
  };
  const auto of_stranger = [&](std::uint64_t messages) {
    return silent(forged("192.0.2.99", messages));
  };
  BOOST_TEST(ids(of_stranger(50), 2000).find("results-unknown") != std::string::npos);
  BOOST_TEST(ids(of_stranger(49), 2000).find("results-unknown") == std::string::npos);
  BOOST_TEST(ids(of_stranger(50), 2500).find("results-unknown") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(TestingAppliesTheNextWeakerPolicy) {
  // RFC 9989 section 4.7: t
  const Impact rejecting = of_world({.p = Policy::reject, .testing = true});
  BOOST_TEST((rejecting.own.losses == Losses{100, 100, 0, 60, 40, 0}));
  const Impact quarantining = of_world({.p = Policy::quarantine, .testing = true});
  BOOST_TEST((quarantining.own.losses == Losses{}));
  BOOST_TEST(quarantining.own.sources.empty());
  // Receivers of RFC 7489 know no t.
  BOOST_TEST((quarantining.own_lost_without_t == 100U));
}

BOOST_AUTO_TEST_CASE(ReasonsThatAreOfThePolicyExcuseNothing) {
  const auto excused = [](const char* disposition, const char* reasons) {
    const Traffic traffic = named({at(mailgun(5), kReceiver, disposition, reasons)});
    const Impact impact = impact_of(traffic, {.p = Policy::reject}, std::nullopt);
    return impact.own.losses.excused + impact.forwarders.losses.excused;
  };
  BOOST_TEST(excused("none", "") == 0U);
  BOOST_TEST(excused("none", "sampled_out") == 0U);
  BOOST_TEST(excused("none", "policy_test_mode") == 0U);
  BOOST_TEST(excused("none", "local_policy") == 5U);
  BOOST_TEST(excused("none", "mailing_list sampled_out") == 5U);
  BOOST_TEST(excused("reject", "local_policy") == 0U);
}

BOOST_AUTO_TEST_CASE(AnEmptyPeriodLosesNothingAndProvesNothing) {
  const Impact impact = impact_of(named({}), {.p = Policy::reject}, kQuarantine);
  BOOST_TEST(impact.days == 0U);
  BOOST_TEST(impact.own.lost_per_day == 0);
  BOOST_TEST(impact.own.sources.empty());
  BOOST_TEST(impact.readiness == kNotEnoughData);
  BOOST_TEST(impact.next_step.changes.empty());
}

// From the first report to the last one there may be days without any.
BOOST_AUTO_TEST_CASE(DaysAreThoseThatHaveReports) {
  const Impact impact =
      impact_of(named({own_host(500), mailgun(120)}), {.p = Policy::reject}, kQuarantine, {}, 2);
  BOOST_TEST(impact.days == 2U);
  BOOST_TEST(impact.own.lost_per_day == 60);
  BOOST_REQUIRE(!impact.blockers.empty());
  BOOST_TEST((impact.blockers[0] == Blocker{"too-few-days", std::nullopt, 620, 2, 14}));
}

BOOST_AUTO_TEST_CASE(WithoutAWordTheNextStepIsWhatIsAsked) {
  const Impact blocked = of_world({});
  BOOST_TEST(blocked.is_next_step);
  BOOST_TEST(blocked.is_stricter);
  BOOST_TEST(text_of(blocked.proposed) == "p=reject");
  BOOST_TEST((blocked.own.losses == Losses{100, 0, 100, 60, 40, 0}));
  BOOST_TEST(blocked.readiness == kNotReady);
  BOOST_TEST((blocked.blockers == blocked.next_step.blockers));
  BOOST_TEST(text_of(blocked.next_step.words) == "p=quarantine; np=reject");
  // The same as where that is asked for.
  const Impact asked = of_world({.p = Policy::reject});
  BOOST_TEST(!asked.is_next_step);
  BOOST_TEST(asked.readiness == kNotReady);
  BOOST_TEST((asked.blockers == blocked.blockers));
  const Impact free = impact_of(named({own_host(500)}), {}, CurrentPolicy{});
  BOOST_TEST(text_of(free.proposed) == "p=quarantine; np=reject; t=y");
  BOOST_TEST((free.proposed == free.next_step.words));
  BOOST_TEST(free.readiness == kReady);
}

BOOST_AUTO_TEST_CASE(APolicyThatIsNoStricterIsTold) {
  const auto is_stricter = [](const Proposal& proposal) {
    return of_world(proposal).is_stricter;  // than p=quarantine
  };
  BOOST_TEST(is_stricter({.p = Policy::reject}));
  BOOST_TEST(is_stricter({.np = Policy::reject}));
  BOOST_TEST(!is_stricter({.p = Policy::quarantine}));
  BOOST_TEST(!is_stricter({.p = Policy::none}));
  BOOST_TEST(!is_stricter({.testing = true}));
  BOOST_TEST(is_stricter({.p = Policy::reject, .testing = true}));
}

// What a receiver does not tell any more is missing in the numbers.
BOOST_AUTO_TEST_CASE(ReceiversThatAreOverdueAreTold) {
  const auto overdue = [](days silence) {
    Observed observed = world();
    observed.receivers[0].messages = 900;
    observed.receivers[0].last -= silence;
    return reports::analysis::impact_of(observed, {.p = Policy::reject}, {.policy = kQuarantine},
                                        {}, kMay.to)
        .overdue_receivers;
  };
  BOOST_TEST(overdue(days(0)).empty());
  BOOST_TEST(overdue(days(3)).empty());
  BOOST_TEST((overdue(days(5)) == std::vector<std::string>{kOther}));
}

BOOST_AUTO_TEST_CASE(OneMessageIsNotEnough) {
  const Impact impact = impact_of(named({sendgrid(1)}), {.p = Policy::reject}, kQuarantine);
  BOOST_TEST(impact.own.messages == 1U);
  BOOST_TEST((impact.own.losses == Losses{}));
  BOOST_TEST(impact.readiness == kNotEnoughData);
}

BOOST_AUTO_TEST_SUITE_END()
