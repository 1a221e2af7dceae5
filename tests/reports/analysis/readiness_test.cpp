// SPDX-License-Identifier: MIT
//
// Whether a policy may be published, what speaks against it, and what comes next.

#include "reports/analysis/readiness.h"

#include <boost/test/unit_test.hpp>

#include "tests/reports/analysis/world.h"

using namespace reports;
using namespace reports::analysis;
using namespace tests;
using libauth::dmarc::Policy;

namespace {

const Proposal kReject{.p = Policy::reject};
const CurrentPolicy kToday{{.p = Policy::quarantine}, true};

CurrentPolicy today(PolicyWords words) {
  return {words, true};
}

std::vector<std::string> ids(const std::vector<Blocker>& blockers) {
  std::vector<std::string> ids;
  for (const Blocker& blocker : blockers) ids.push_back(blocker.id);
  return ids;
}

using Ids = std::vector<std::string>;

Ids blockers(std::vector<Flow> flows, const CurrentPolicy& current = kToday) {
  return ids(impact_of(named(std::move(flows)), kReject, current).blockers);
}

/// The tags of the next step, with nothing that speaks against it.
Ids next(const PolicyWords& words) {
  return impact_of(named({sendgrid(900)}), {}, today(words)).next_step.changes;
}

/// The blockers where so many days have reports.
Ids blockers_on(std::uint64_t days_with_reports, std::vector<Flow> flows) {
  return ids(impact_of(named(std::move(flows)), kReject, kToday, {}, days_with_reports).blockers);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisReadiness)

BOOST_AUTO_TEST_CASE(EveryBlockerHasItsNumbers) {
  const Impact impact = impact_of(world().current, kReject, kToday);
  BOOST_TEST(impact.readiness == kNotReady);
  const std::vector<Blocker> want = {{"own-mail-fails", std::nullopt, 100, 93.75, 98},
                                     {"source-fails", "Mailgun", 100, 0, 95},
                                     {"unknown-source", "shop.example", 70, 70, 50}};
  BOOST_TEST((impact.blockers == want));
}

BOOST_AUTO_TEST_CASE(ReadyIsWhatNothingSpeaksAgainst) {
  const Impact impact =
      impact_of(named({sendgrid(900), own_host(600), survived(50)}), kReject, kToday);
  BOOST_TEST(impact.blockers.empty());
  BOOST_TEST(impact.readiness == kReady);
}

BOOST_AUTO_TEST_CASE(ThresholdsAreExact) {
  // Of the own mail 98 %, of each source 95 %.
  const auto failing = [](std::uint64_t messages) {
    return signed_by(forged("192.0.2.20", messages), "sendgrid.net/s1");
  };
  BOOST_TEST((blockers({sendgrid(980), failing(20)}) == Ids{}));
  BOOST_TEST((blockers({sendgrid(980), failing(21)}) == Ids{"own-mail-fails"}));
  BOOST_TEST((blockers({own_host(5000), sendgrid(950), failing(50)}) == Ids{}));
  BOOST_TEST((blockers({own_host(5000), sendgrid(950), failing(51)}) == Ids{"source-fails"}));
  // Fewer than ten are passed over, unless the owner approves the source.
  BOOST_TEST((blockers({own_host(5000), sendgrid(9), failing(9)}) == Ids{}));
  BOOST_TEST((blockers({own_host(5000), sendgrid(10), failing(10)}) == Ids{"source-fails"}));
  BOOST_TEST((blockers({own_host(5000), mailgun(1)}) == Ids{"source-fails"}));
  // An unknown source from 50 on
  const Flow shop = signed_by(forged("192.0.2.50", 49), "shop.example/s", "shop.example");
  Flow more = shop;
  more.messages = 50;
  BOOST_TEST((blockers({own_host(5000), shop}) == Ids{}));
  BOOST_TEST((blockers({own_host(5000), more}) == Ids{"unknown-source"}));
}

// Else the half of the period would be enough to be ready.
BOOST_AUTO_TEST_CASE(ThresholdsOfMessagesAreOfTheDaysWithReports) {
  const auto shop = [](std::uint64_t messages) {
    return signed_by(forged("192.0.2.50", messages), "shop.example/s", "shop.example");
  };
  const auto failing = [](std::uint64_t messages) {
    return signed_by(forged("192.0.2.20", messages), "sendgrid.net/s1");
  };
  const struct {
    std::uint64_t days_with_reports;
    std::uint64_t unknown;  // so many are a blocker, and one less is none
    std::uint64_t own;
  } kRows[] = {{14, 25, 5}, {15, 27, 6}, {21, 38, 8}, {27, 49, 10}, {28, 50, 10}, {90, 50, 10}};
  for (const auto& row : kRows) {
    const auto is_blocker = [&](const Flow& flow, const Flow& passing) {
      return !blockers_on(row.days_with_reports, {own_host(9000), passing, flow}).empty();
    };
    BOOST_TEST_CONTEXT(row.days_with_reports) {
      BOOST_TEST(is_blocker(shop(row.unknown), sendgrid(1)));
      BOOST_TEST(!is_blocker(shop(row.unknown - 1), sendgrid(1)));
      BOOST_TEST(is_blocker(failing(row.own), sendgrid(10)));
      BOOST_TEST(!is_blocker(failing(row.own - 1), sendgrid(10)));
    }
  }
  const Impact half = impact_of(named({own_host(900), shop(28)}), kReject, kToday, {}, 14);
  BOOST_TEST(
      (half.blockers == std::vector<Blocker>{{"unknown-source", "shop.example", 28, 28, 25}}));
  // With fewer than 14 days they are those of 14: it is not ready anyhow.
  BOOST_TEST((blockers_on(1, {own_host(900), shop(24)}) == Ids{"too-few-days"}));
}

BOOST_AUTO_TEST_CASE(WhatTheOwnerIgnoresOrBlocksIsNoBlocker) {
  Flow shop = signed_by(forged("192.0.2.50", 500), "shop.example/s", "shop.example");
  for (const auto verdict : {sources::Verdict::ignore, sources::Verdict::block}) {
    const std::vector<store::SourceVerdict> verdicts = {{"shop.example", verdict, {}}};
    const Traffic traffic = name_traffic("example.com", kMay, {own_host(5000), shop},
                                         {{}, verdicts}, sources::Catalogue::built_in());
    BOOST_TEST(impact_of(traffic, kReject, kToday).blockers.empty());
  }
}

BOOST_AUTO_TEST_CASE(FewReportsProveNothing) {
  BOOST_TEST((blockers_on(14, {sendgrid(900)}) == Ids{}));
  BOOST_TEST((blockers_on(13, {sendgrid(900)}) == Ids{"too-few-days"}));
  BOOST_TEST((blockers({sendgrid(50)}) == Ids{}));
  BOOST_TEST((blockers({sendgrid(49), forged("203.0.113.1", 900)}) == Ids{"too-few-messages"}));
  BOOST_TEST((blockers({moved(sendgrid(900), -days(9))}) == Ids{}));
  BOOST_TEST((blockers({moved(sendgrid(900), -days(10))}) == Ids{"reports-stopped"}));
  BOOST_TEST((blockers({}) == Ids{"too-few-days", "too-few-messages"}));
  BOOST_TEST(readiness_of(impact_of(named({sendgrid(49)}), kReject, kToday).blockers) ==
             kNotEnoughData);
}

BOOST_AUTO_TEST_CASE(AFailureThatIsSureIsMoreThanTooFewDays) {
  const Impact few = impact_of(named({mailgun(49)}), kReject, kToday, {}, 7);
  BOOST_TEST(few.readiness == kNotEnoughData);
  const Impact many = impact_of(named({mailgun(50)}), kReject, kToday, {}, 7);
  BOOST_TEST(many.readiness == kNotReady);
}

BOOST_AUTO_TEST_CASE(ADomainThatSendsNothingIsReady) {
  BOOST_TEST((blockers({forged("203.0.113.1", 50)}) == Ids{}));
  BOOST_TEST((blockers({forged("203.0.113.1", 49)}) == Ids{"too-few-messages"}));
}

BOOST_AUTO_TEST_CASE(APolicyThatCostsNothingIsAlwaysReady) {
  for (const Proposal& proposal : {Proposal{.p = Policy::none}, Proposal{.testing = true}}) {
    const Impact impact = impact_of(world().current, proposal, kToday);
    BOOST_TEST(impact.readiness == kReady);
    BOOST_TEST(impact.blockers.empty());
  }
}

// What is lost already is no reason to wait, and nothing to be called ready.
BOOST_AUTO_TEST_CASE(APolicyIsInForceWhereOwnMailIsLostToday) {
  const CurrentPolicy reject{{.p = Policy::reject}, true};
  const struct {
    Proposal proposal;
    CurrentPolicy current;
  } kRows[] = {{{.p = Policy::quarantine}, kToday},
               {{.np = Policy::none}, kToday},
               {{.np = Policy::reject}, kToday},
               {kReject, reject},
               {{.p = Policy::quarantine}, reject}};
  for (const auto& row : kRows) {
    const Impact impact = impact_of(world().current, row.proposal, row.current);
    BOOST_TEST(impact.readiness == kInForce);
    const std::vector<Blocker> want = {{"own-mail-fails", std::nullopt, 100, 93.75, 98},
                                       {"source-fails", "Mailgun", 100, 0, 95}};
    BOOST_TEST((impact.blockers == want));
  }
  // Under the thresholds it is ready.
  const Proposal same{.p = Policy::quarantine};
  BOOST_TEST(impact_of(named({own_host(5000), forged("192.0.2.10", 9)}), same, kToday).readiness ==
             kReady);
}

BOOST_AUTO_TEST_CASE(OnlyMailThatAStricterWordHitsIsLookedAt) {
  const Traffic traffic = named({own_host(900), from_name(mailgun(60), "news.example.com")});
  const Proposal np{.np = Policy::reject};
  // Nobody knows whether the subdomain exists.
  BOOST_TEST(impact_of(traffic, np, kToday, {{"news.example.com", true}}).readiness == kInForce);
  const CurrentPolicy none = today({});
  BOOST_TEST((ids(impact_of(traffic, np, none).blockers) ==
              Ids{"own-mail-fails", "source-fails", "subdomain-unknown"}));
  BOOST_TEST((ids(impact_of(traffic, np, none, {{"news.example.com", false}}).blockers) ==
              Ids{"own-mail-fails", "source-fails"}));
  BOOST_TEST(
      (ids(impact_of(traffic, {.sp = Policy::none, .np = Policy::none}, none).blockers) == Ids{}));
}

BOOST_AUTO_TEST_CASE(MissingNamesNeedNoMessages) {
  const Traffic traffic = named({sendgrid(3)});
  BOOST_TEST((ids(impact_of(traffic, {.np = Policy::reject}, kToday).blockers) == Ids{}));
}

BOOST_AUTO_TEST_CASE(RejectWaitsUntilQuarantineHasSettled) {
  const CurrentPolicy fresh{{.p = Policy::quarantine}, false};
  const CurrentPolicy unsaid{{.p = Policy::quarantine}, std::nullopt};
  const CurrentPolicy none{{}, false};
  BOOST_TEST((blockers({sendgrid(900)}, fresh) == Ids{"policy-unsettled"}));
  BOOST_TEST((blockers({sendgrid(900)}, unsaid) == Ids{}));
  BOOST_TEST((blockers({sendgrid(900)}, none) == Ids{}));
  BOOST_TEST(impact_of(named({sendgrid(900)}), kReject, fresh).readiness == kNotReady);
}

BOOST_AUTO_TEST_CASE(TheNextStepIsOneOfTheWay) {
  BOOST_TEST((next({}) == Ids{"p=quarantine", "np=reject", "t=y"}));
  BOOST_TEST(
      (next({.p = Policy::quarantine, .np = Policy::reject, .testing = true}) == Ids{"t=n"}));
  BOOST_TEST((next({.p = Policy::quarantine, .np = Policy::reject}) == Ids{"p=reject"}));
  BOOST_TEST((next({.p = Policy::reject, .testing = true}) == Ids{"t=n"}));
  BOOST_TEST((next({.p = Policy::reject}) == Ids{}));
  BOOST_TEST(
      (next({.p = Policy::reject, .sp = Policy::none}) == Ids{"sp=quarantine", "np=reject"}));
  BOOST_TEST((next({.p = Policy::reject, .sp = Policy::quarantine}) == Ids{"sp=reject"}));
  BOOST_TEST((next({.p = Policy::reject, .np = Policy::none}) == Ids{"np=reject"}));
}

// RFC 9989 section 4.7: t; receivers of RFC 7489 do not know it.
BOOST_AUTO_TEST_CASE(TestingWaitsForTheSameAsThePolicyItself) {
  const Proposal testing{.p = Policy::quarantine, .testing = true};
  const Impact impact = impact_of(world().current, testing, today({}));
  BOOST_TEST(impact.readiness == kNotReady);
  BOOST_TEST((ids(impact.blockers) == Ids{"own-mail-fails", "source-fails", "unknown-source"}));
  BOOST_TEST((impact.own.losses == Losses{}));
  // What it held back is judged when it goes.
  const Impact gone =
      impact_of(world().current, {.testing = false},
                today({.p = Policy::quarantine, .np = Policy::reject, .testing = true}));
  BOOST_TEST(gone.is_stricter);
  BOOST_TEST(gone.readiness == kNotReady);
}

BOOST_AUTO_TEST_CASE(MissingNamesAreTheLastStepOfTheWay) {
  const Traffic traffic = named({own_host(900), from_name(mailgun(60), "news.example.com")});
  const CurrentPolicy last = today({.p = Policy::reject, .np = Policy::none});
  const Impact impact = impact_of(traffic, {}, last, {{"news.example.com", false}});
  BOOST_TEST(text_of(impact.proposed) == "p=reject; np=reject");
  BOOST_TEST(impact.readiness == kNotReady);
  BOOST_TEST((ids(impact.blockers) == Ids{"own-mail-fails", "source-fails"}));
  BOOST_TEST(impact.next_step.changes.empty());
}

BOOST_AUTO_TEST_CASE(WhereTheWayIsBlockedOnlyMissingNamesAreRejected) {
  const NextStep step = impact_of(world().current, kReject, kToday).next_step;
  BOOST_TEST((step.changes == Ids{"np=reject"}));
  BOOST_TEST(text_of(step.words) == "p=quarantine; np=reject");
  BOOST_TEST((ids(step.blockers) == Ids{"own-mail-fails", "source-fails", "unknown-source"}));
  // t=y is a step too: receivers of RFC 7489 do not know it.
  const NextStep first = impact_of(world().current, {}, today({})).next_step;
  BOOST_TEST((first.changes == Ids{"np=reject"}));
  BOOST_TEST(first.blockers.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
