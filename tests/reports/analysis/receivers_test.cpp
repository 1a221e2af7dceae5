// SPDX-License-Identifier: MIT
//
// Whether reports come, and whether receivers do what the policy asks for.

#include "reports/analysis/receivers.h"

#include <boost/test/unit_test.hpp>

#include "tests/reports/analysis/world.h"

using namespace reports;
using namespace reports::analysis;
using namespace tests;

namespace {

constexpr std::uint64_t kDay = 86400;
const Time kNow = kMay.to + std::chrono::hours(6);

/// One receiver, which did that with messages of a day.
Obedience did(const Receiver& row, std::vector<Flow> flows) {
  Observed observed;
  observed.current = named(std::move(flows));
  observed.receivers = {row};
  return receivers_of(observed, kNow).receivers.at(0).obedience;
}

Receiver saying(const char* p, const char* testing = nullptr) {
  Receiver row = receiver(kReceiver, kMay, 10, p);
  if (testing != nullptr) row.testing = testing;
  return row;
}

/// A receiver whose last report ends so long before the end of May.
Receiver silent(std::string reporter, std::chrono::seconds silence, std::uint64_t reports,
                std::uint64_t messages = 100) {
  Receiver row = receiver(std::move(reporter), kMay, messages);
  row.last = kMay.to - silence;
  row.first = row.last - std::chrono::seconds(reports * kDay);
  row.reports = reports;
  return row;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisReceivers)

BOOST_AUTO_TEST_CASE(EachReceiverHasItsNumbers) {
  Observed observed = world();
  observed.unread = 3;
  observed.receivers[0].deviating = 28;
  const Receivers receivers = receivers_of(observed, kNow);
  BOOST_TEST(receivers.state == kReportsCome);
  BOOST_TEST(receivers.reports == 56U);
  BOOST_TEST(receivers.messages == 1890U);
  BOOST_TEST(receivers.deviating == 28U);
  BOOST_TEST(receivers.unread == 3U);
  BOOST_TEST((receivers.last_report == kMay.to - std::chrono::seconds(1)));
  BOOST_TEST(receivers.missing.empty());
  BOOST_REQUIRE(receivers.receivers.size() == 2U);
  const ReceiverEntry& first = receivers.receivers[0];
  BOOST_TEST(first.reporter == kReceiver);
  BOOST_TEST(first.reports == 28U);
  BOOST_TEST((first.usual_interval == kDay));
  BOOST_TEST((first.is_overdue == false));
  BOOST_TEST(text_of(first.policy.value()) == "p=quarantine");
}

BOOST_AUTO_TEST_CASE(WhatAReceiverDidIsHeldAgainstThePolicy) {
  const Receivers receivers = receivers_of(world(), kNow);
  const Obedience& first = receivers.receivers[0].obedience;
  Obedience want;
  want.failed = 280;
  want.as_asked = 160;
  want.excused = 20;
  want.weaker = 100;
  want.reasons = {{"mailing_list", 20}};
  want.obeys = false;
  BOOST_TEST((first == want));
  const Obedience& second = receivers.receivers[1].obedience;
  want = {};
  want.failed = 60;
  want.excused = 40;
  want.weaker = 20;
  want.reasons = {{"local_policy", 40}};
  want.obeys = false;
  BOOST_TEST((second == want));
}

BOOST_AUTO_TEST_CASE(EveryDispositionIsWeighed) {
  struct Row {
    const char* p;
    const char* testing;
    const char* disposition;
    const char* reasons;
    std::uint64_t Obedience::*member;
    std::optional<bool> obeys;
  };
  const Row rows[] = {
      {"reject", nullptr, "reject", "", &Obedience::as_asked, true},
      {"reject", nullptr, "quarantine", "", &Obedience::weaker, false},
      {"reject", nullptr, "quarantine", "local_policy", &Obedience::excused, true},
      {"reject", nullptr, "none", "", &Obedience::weaker, false},
      {"quarantine", nullptr, "reject", "", &Obedience::stricter, false},
      {"none", nullptr, "none", "", &Obedience::as_asked, true},
      {"none", nullptr, "pass", "", &Obedience::as_asked, true},
      {"none", nullptr, "quarantine", "", &Obedience::stricter, false},
      {"none", nullptr, "junk", "", &Obedience::not_said, std::nullopt},
      {"monitor", nullptr, "none", "", &Obedience::not_said, std::nullopt},
      // RFC 9989 section 4.7: t=y asks for the next weaker policy.
      {"reject", "y", "quarantine", "", &Obedience::as_asked, true},
      {"reject", "y", "none", "policy_test_mode", &Obedience::excused, true},
      {"quarantine", "y", "none", "", &Obedience::as_asked, true},
      {"quarantine", "y", "quarantine", "", &Obedience::stricter, false},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.p << " " << row.disposition) {
      const Obedience obedience =
          did(saying(row.p, row.testing),
              {at(forged("203.0.113.1", 7), kReceiver, row.disposition, row.reasons)});
      BOOST_TEST(obedience.failed == 7U);
      BOOST_TEST((obedience.*row.member) == 7U);
      BOOST_TEST((obedience.obeys == row.obeys));
    }
  }
}

BOOST_AUTO_TEST_CASE(ASmallPartMayBeOtherwise) {
  const Flow right = at(forged("203.0.113.1", 95), kReceiver, "reject");
  const Flow wrong = forged("203.0.113.2", 5);
  BOOST_TEST((did(saying("reject"), {right, wrong}).obeys == true));
  Flow more = wrong;
  more.messages = 6;
  BOOST_TEST((did(saying("reject"), {right, more}).obeys == false));
}

BOOST_AUTO_TEST_CASE(PassingMailThatIsStoppedStandsApart) {
  const Obedience obedience = did(saying("reject"), {at(own_host(4), kReceiver, "quarantine"),
                                                     at(own_host(5), kReceiver, "pass")});
  BOOST_TEST(obedience.passing_stopped == 4U);
  BOOST_TEST(obedience.failed == 0U);
  BOOST_TEST(!obedience.obeys);
}

BOOST_AUTO_TEST_CASE(WhileThePolicyChangesNobodyIsJudged) {
  Observed observed = world();
  observed.receivers_before[0].p = "reject";
  const Receivers receivers = receivers_of(observed, kNow);
  BOOST_TEST(!receivers.receivers[0].obedience.obeys);
  BOOST_TEST(receivers.receivers[0].obedience.weaker == 100U);
  BOOST_TEST((receivers.receivers[1].obedience.obeys == false));
}

BOOST_AUTO_TEST_CASE(AReceiverIsOverdueAfterThreeOfItsIntervalsAndFourDays) {
  struct Row {
    std::chrono::seconds silence;
    std::uint64_t reports;
    std::optional<bool> is_overdue;
  };
  const Row rows[] = {
      {days(4), 10, false},
      {days(4) + std::chrono::seconds(1), 10, true},
      {days(9), 2, std::nullopt},
      {days(9), 3, true},
  };
  for (const Row& row : rows) {
    Observed observed;
    observed.current = named({});
    observed.receivers = {silent(kReceiver, row.silence, row.reports)};
    const ReceiverEntry entry = receivers_of(observed, kNow).receivers.at(0);
    BOOST_TEST((entry.is_overdue == row.is_overdue));
  }
  // One that writes weekly has three weeks.
  Observed observed;
  observed.current = named({});
  Receiver weekly = silent(kReceiver, days(20), 4);
  weekly.first = weekly.last - days(28);
  observed.receivers = {weekly};
  const ReceiverEntry entry = receivers_of(observed, kNow).receivers.at(0);
  BOOST_TEST((entry.usual_interval == 7 * kDay));
  BOOST_TEST((entry.is_overdue == false));
}

BOOST_AUTO_TEST_CASE(WhoeverStoppedBeforeThePeriodIsMissing) {
  Observed observed = world();
  observed.receivers_history.push_back(silent("gone.example", days(30), 20, 250));
  observed.receivers_history.push_back(silent("once.example", days(40), 1, 900));
  Receivers receivers = receivers_of(observed, kNow);
  BOOST_REQUIRE(receivers.missing.size() == 2U);
  BOOST_TEST(receivers.missing[0].reporter == "once.example");
  BOOST_TEST(!receivers.missing[0].is_overdue);
  BOOST_TEST(receivers.missing[1].reporter == "gone.example");
  BOOST_TEST((receivers.missing[1].is_overdue == true));
  BOOST_TEST(receivers.missing[1].messages == 0U);
  BOOST_TEST(receivers.overdue == 1U);
  // 250 messages of 5540 are no good part of them.
  BOOST_TEST(receivers.state == kReportsCome);
  observed.receivers_history[1].messages = 700;
  BOOST_TEST(receivers_of(observed, kNow).state == kSomeOverdue);
}

BOOST_AUTO_TEST_CASE(ReportsHaveStoppedAfterTenDays) {
  Observed observed;
  observed.current = named({});
  BOOST_TEST(receivers_of(observed, kNow).state == kNoReports);
  observed.receivers_history = {silent(kReceiver, days(10) - std::chrono::seconds(1), 2)};
  BOOST_TEST(receivers_of(observed, kNow).state == kReportsCome);
  observed.receivers_history = {silent(kReceiver, days(10), 2)};
  BOOST_TEST(receivers_of(observed, kNow).state == kNoneCome);
  // Today counts where the period goes on.
  BOOST_TEST(receivers_of(observed, kMay.to - days(3)).state == kReportsCome);
}

BOOST_AUTO_TEST_CASE(APeriodOfThePastIsNotJudgedByToday) {
  BOOST_TEST(receivers_of(world(), kMay.to + days(300)).state == kReportsCome);
}

BOOST_AUTO_TEST_SUITE_END()
