// SPDX-License-Identifier: MIT
//
// Whether all is right, and what to look at first.

#include "reports/analysis/summary.h"

#include <filesystem>
#include <set>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/reports/analysis/world.h"
#include "tests/reports/fixture.h"

using namespace reports;
using namespace reports::analysis;
using namespace tests;

namespace {

const Time kNow = kMay.to + std::chrono::hours(6);

/// "critical source-fails", in their order.
std::vector<std::string> listed(const Summary& summary) {
  std::vector<std::string> lines;
  for (const Issue& issue : summary.issues) {
    lines.push_back(std::string(libauth::base::name_of(issue.severity)) + " " + issue.id);
  }
  return lines;
}

Issue issue(const Summary& summary, std::string_view id) {
  for (const Issue& found : summary.issues) {
    if (found.id == id) return found;
  }
  return {};
}

/// A month of which all mail is that, after one of which all mail was.
Observed month(std::vector<Flow> flows, std::vector<Flow> before = {}) {
  Observed observed;
  const Period earlier = period_before(kMay);
  observed.before = named(before, earlier);
  observed.history = named(std::move(before), earlier);
  observed.current = named(std::move(flows), kMay, observed.history.records);
  observed.days = observed.current.flows.empty() ? 0 : 28;
  observed.receivers = {receiver(kReceiver, kMay, observed.current.messages, "reject")};
  observed.receivers_before = {receiver(kReceiver, earlier, observed.before.messages, "reject")};
  observed.receivers_history = observed.receivers_before;
  observed.receivers_settled = observed.receivers;
  return observed;
}

Summary of(std::vector<Flow> flows, std::vector<Flow> before = {}) {
  return summary_of(month(std::move(flows), std::move(before)), kNow);
}

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisSummary)

BOOST_AUTO_TEST_CASE(TheNumbersAreThoseOfThePeriod) {
  const Summary summary = summary_of(world(), kNow);
  const Numbers want{56, 2, 1890, 1600, 1500, 100, 60, 100, 120, 100, 70, 93.75};
  BOOST_TEST((summary.numbers == want));
  BOOST_TEST(text_of(summary.policy.value()) == "p=quarantine");
  BOOST_TEST((summary.changes.messages == Compared{1890, 1600}));
}

BOOST_AUTO_TEST_CASE(IssuesStandInTheOrderOfTheirWeight) {
  const Summary summary = summary_of(world(), kNow);
  const Lines want = {
      "critical source-fails",  "attention own-mail-stopped", "attention unknown-source",
      "notice own-mail-fails",  "notice policy-not-applied",  "notice new-source",
      "notice source-vanished", "notice new-subdomain",       "notice ready-for-next-step"};
  BOOST_TEST(listed(summary) == want, boost::test_tools::per_element());
  BOOST_TEST(summary.word == kIsCritical);
  BOOST_TEST(summary.sentence ==
             "This needs work now: 93.75 % of 1600 messages of your own pass DMARC, and 100 of 120 "
             "that pretend to be yours were stopped.");
  BOOST_TEST((issue(summary, "source-fails") ==
              Issue{"source-fails",
                    Severity::critical,
                    "DMARC fails for 1 source of yours, with 100 messages.",
                    100,
                    {"Mailgun"},
                    1}));
  BOOST_TEST((issue(summary, "new-source").names ==
              Lines{"Mailgun", "198.51.100.5", "shop.example", "Google Groups"}));
  BOOST_TEST((issue(summary, "policy-not-applied").names == Lines{kReceiver, kOther}));
  BOOST_TEST(issue(summary, "policy-not-applied").messages == 120U);
  BOOST_TEST(issue(summary, "ready-for-next-step").message ==
             "The next step may be published: np=reject.");
}

BOOST_AUTO_TEST_CASE(BlockedSpoofingLeavesTheRateAlone) {
  // A domain under attack is not sick.
  std::vector<Flow> flows = {own_host(100)};
  const Summary quiet = of(flows);
  for (int i = 1; i < 200; ++i) {
    flows.push_back(at(forged("203.0.113." + std::to_string(i), 1000), kReceiver, "reject"));
  }
  const Summary attacked = of(flows);
  BOOST_TEST(quiet.word == kGood);
  BOOST_TEST(attacked.word == kGood);
  BOOST_TEST(attacked.numbers.pass_rate.value() == 100);
  BOOST_TEST(attacked.issues.empty());
  BOOST_TEST(attacked.sentence ==
             "All is well: 100 % of 100 messages of your own pass DMARC, and 199000 of 199000 that "
             "pretend to be yours were stopped.");
}

BOOST_AUTO_TEST_CASE(OnlySpoofingThatIsStoppedIsGood) {
  const Summary summary = of({at(forged("203.0.113.1", 900), kReceiver, "reject")});
  BOOST_TEST(summary.word == kGood);
  BOOST_TEST(!summary.numbers.pass_rate);
  BOOST_TEST(summary.sentence ==
             "All is well: no mail of your own was seen, and 900 of 900 that pretend to be yours "
             "were stopped.");
}

BOOST_AUTO_TEST_CASE(SpoofingThatGetsThroughIsToldFromFiftyMessagesOn) {
  BOOST_TEST((listed(of({forged("203.0.113.1", 49)})) == Lines{}));
  const Summary summary = of({forged("203.0.113.1", 50)});
  BOOST_TEST(
      (listed(summary) == Lines{"attention spoofing-delivered", "notice policy-not-applied"}));
  BOOST_TEST((issue(summary, "spoofing-delivered").names == Lines{kReceiver}));
}

BOOST_AUTO_TEST_CASE(FailuresAreWeighedByTheirShare) {
  const auto failing = [](std::uint64_t all, std::uint64_t fails) {
    const Flow flow =
        at(signed_by(forged("192.0.2.20", fails), "sendgrid.net/s1"), kReceiver, "reject");
    const Summary summary = of({sendgrid(all - fails), flow}, {sendgrid(all)});
    const Issue found = issue(summary, "own-mail-fails");
    return found.id.empty() ? std::string("-")
                            : std::string(libauth::base::name_of(found.severity));
  };
  BOOST_TEST(failing(10000, 200) == "-");
  BOOST_TEST(failing(10000, 201) == "notice");
  BOOST_TEST(failing(10000, 999) == "notice");
  BOOST_TEST(failing(10000, 1000) == "attention");
  BOOST_TEST(failing(10000, 2999) == "attention");
  BOOST_TEST(failing(10000, 3000) == "critical");
  BOOST_TEST(failing(100, 49) == "attention");
  BOOST_TEST(failing(100, 50) == "critical");
  BOOST_TEST(failing(40, 9) == "-");
  BOOST_TEST(failing(40, 10) == "attention");
  BOOST_TEST(failing(2, 1) == "attention");
  BOOST_TEST(failing(1, 1) == "attention");
}

BOOST_AUTO_TEST_CASE(ADropIsToldFromFivePointsOn) {
  const auto has_dropped = [](std::uint64_t fails) {
    const Flow flow = signed_by(forged("192.0.2.20", fails), "sendgrid.net/s1");
    return issue(of({sendgrid(1000 - fails), flow}, {sendgrid(1000)}), "pass-rate-dropped").count +
               issue(of({sendgrid(1000 - fails), flow}, {sendgrid(1000)}), "pass-rate-dropped")
                   .messages >
           0;
  };
  BOOST_TEST(!has_dropped(49));
  BOOST_TEST(has_dropped(50));
}

BOOST_AUTO_TEST_CASE(MailThatIsMissingIsTold) {
  BOOST_TEST((listed(of({own_host(50)}, {own_host(100)})) == Lines{}));
  BOOST_TEST((listed(of({own_host(49)}, {own_host(100)})) == Lines{"attention own-mail-dropped"}));
  BOOST_TEST((listed(of({own_host(1)}, {own_host(49)})) == Lines{}));
}

BOOST_AUTO_TEST_CASE(ReportsThatDoNotComeAreTold) {
  Observed observed = month({moved(own_host(100), -days(12))});
  observed.receivers[0].last -= days(12);
  const Summary stopped = summary_of(observed, kNow);
  BOOST_TEST((listed(stopped) == Lines{"attention reports-stopped"}));
  BOOST_TEST(stopped.issues[0].message ==
             "No reports come any more: the last one ends at 2026-05-16T23:59:59Z.");
  observed = month({own_host(100)});
  observed.unread = 1;
  observed.receivers_history = {receiver("gone.example", period_before(kMay), 500, "reject")};
  const Summary overdue = summary_of(observed, kNow);
  BOOST_TEST((listed(overdue) == Lines{"attention receivers-overdue", "notice unread-payloads"}));
  BOOST_TEST((overdue.issues[0].names == Lines{"gone.example"}));
  BOOST_TEST(
      overdue.issues[1].message ==
      "1 payload could not be read, of this domain or another: they came in this period, or in"
      " the two days after it.");
}

// A receiver that has stopped is no less mail, nor a sender that has gone.
BOOST_AUTO_TEST_CASE(OnlyReceiversOfBothPeriodsTellOfMissingMail) {
  const Flow elsewhere = at(sendgrid(900), kOther, "none");
  BOOST_TEST((listed(of({own_host(100)}, {own_host(100), elsewhere})) == Lines{}));
  BOOST_TEST(
      (listed(of({own_host(100), at(own_host(1), kOther, "none")}, {own_host(100), elsewhere})) ==
       Lines{"attention own-mail-dropped", "notice source-vanished"}));
  // Nor is the rate of those that are left a drop.
  const Flow failing = signed_by(forged("192.0.2.20", 20), "sendgrid.net/s1");
  const Summary left = of({sendgrid(80), failing}, {sendgrid(80), failing, elsewhere});
  BOOST_TEST(issue(left, "pass-rate-dropped").id == "");
  // Likewise one that has begun hides nothing.
  BOOST_TEST((listed(of({own_host(10), elsewhere}, {own_host(100)})) ==
              Lines{"attention own-mail-dropped", "notice new-source", "notice new-selector"}));
}

BOOST_AUTO_TEST_CASE(ReportsThatAreNotTrustedAreTold) {
  Observed observed = month({own_host(100)});
  observed.receivers[0].untrusted = 2;
  observed.receivers[0].untrusted_messages = 90;
  const Summary summary = summary_of(observed, kNow);
  BOOST_TEST((listed(summary) == Lines{"attention untrusted-reports"}));
  BOOST_TEST(summary.issues[0].message ==
             "2 reports with 90 messages came in mail that is not its reporter's: --trusted-only"
             " leaves them out.");
  BOOST_TEST((summary.issues[0].names == Lines{kReceiver}));
}

BOOST_AUTO_TEST_CASE(NewSubdomainsNetworksAndCountriesAreNotices) {
  const Summary summary =
      of({own_host(100), from_name(own_host(20), "new.example.com")}, {sendgrid(100)});
  const Issue subdomain = issue(summary, "new-subdomain");
  BOOST_TEST(subdomain.message == "1 From domain below yours not seen before.");
  BOOST_TEST((subdomain.names == Lines{"new.example.com"}));
  BOOST_TEST(subdomain.messages == 20U);
  BOOST_TEST((issue(summary, "new-network").names == Lines{"Example Network"}));
  BOOST_TEST(issue(summary, "new-country").message ==
             "1 country with mail of yours not seen before.");
}

BOOST_AUTO_TEST_CASE(NewSelectorsAndPoliciesAreNotices) {
  Flow flow = own_host(100);
  flow.signers = "example.com/new";
  Observed observed = month({flow}, {own_host(100)});
  observed.receivers_before[0].p = "none";
  const Summary summary = summary_of(observed, kNow);
  BOOST_TEST((listed(summary) == Lines{"notice policy-changed", "notice new-selector"}));
  BOOST_TEST(summary.word == kGood);
  BOOST_TEST((summary.issues[1].names == Lines{"example.com/new"}));
}

// As the impact judges it: a week alone is too short.
BOOST_AUTO_TEST_CASE(TheNextStepIsJudgedByTheMonth) {
  const Period week{day(22), day(29)};
  Observed observed;
  observed.current = named({own_host(100)}, week);
  observed.days = 7;
  observed.receivers = {receiver(kReceiver, week, 100, "quarantine")};
  const CurrentPolicy quarantine{{.p = libauth::dmarc::Policy::quarantine}, true};
  const auto told = [&](std::optional<Recent> recent) {
    return issue(summary_of(observed, week.to, {},
                            {.today = {.policy = quarantine}, .recent = std::move(recent)}),
                 "ready-for-next-step")
        .message;
  };
  BOOST_TEST(told({}) == "");
  BOOST_TEST(told(Recent{named({own_host(400)}), 13}) == "");
  BOOST_TEST(told(Recent{named({own_host(400)}), 14}) ==
             "The next step may be published: p=reject.");
  BOOST_TEST(told(Recent{named({own_host(400), mailgun(50)}), 28}) ==
             "The next step may be published: np=reject.");
}

BOOST_AUTO_TEST_CASE(TheNextStepIsThatAfterThePublishedPolicy) {
  const Observed observed = [] {
    Observed seen = month({own_host(100)});
    seen.receivers[0].p = "none";
    seen.receivers_before = seen.receivers;
    seen.receivers_settled = seen.receivers;
    return seen;
  }();
  const auto of = [&](const PolicyOfToday& policy) {
    return summary_of(observed, kNow, {}, {policy, std::nullopt});
  };
  const CurrentPolicy reject{{.p = libauth::dmarc::Policy::reject}, true};
  const Summary published = of({reject, PolicySource::published});
  BOOST_TEST((listed(published) == Lines{"notice policy-not-seen"}));
  BOOST_TEST(published.issues[0].message == "You publish p=reject; receivers saw p=none.");
  BOOST_TEST(text_of(published.policy.value()) == "p=reject");
  BOOST_TEST((published.policy_source == PolicySource::published));
  // What receivers of RFC 7489 do not tell is no difference.
  const CurrentPolicy testing{{.np = libauth::dmarc::Policy::reject, .testing = true}, true};
  BOOST_TEST(issue(of({testing, PolicySource::published}), "policy-not-seen").id == "");
  BOOST_TEST(issue(of({std::nullopt, PolicySource::published}), "policy-not-seen").message ==
             "You publish no DMARC policy; receivers saw p=none.");
  const Summary seen = summary_of(observed, kNow);
  BOOST_TEST((listed(seen) == Lines{"notice ready-for-next-step"}));
  BOOST_TEST((seen.policy_source == PolicySource::seen));
}

BOOST_AUTO_TEST_CASE(TlsThatFailsIsTold) {
  const auto of = [](std::uint64_t failed, std::string_view verdict) {
    TlsSummary tls;
    tls.totals.successful = 2200;
    tls.totals.failed = failed;
    tls.dane.is_enforcing_safe = verdict;
    const Observed observed = month({own_host(100)});
    return summary_of(observed, kNow, {},
                      {{current_policy(observed.receivers, {}), PolicySource::published}, tls});
  };
  BOOST_TEST((listed(of(0, kEnforcingUnsafe)) == Lines{}));
  BOOST_TEST((listed(of(14, kEnforcingSafe)) == Lines{"notice tls-fails"}));
  const Summary unsafe = of(14, kEnforcingUnsafe);
  BOOST_TEST((listed(unsafe) == Lines{"attention tls-fails"}));
  BOOST_TEST(unsafe.issues[0].message ==
             "Of 2214 TLS sessions with your mail exchanges 14 failed.");
}

BOOST_AUTO_TEST_CASE(NoMessagesAreNoData) {
  const Summary nothing = summary_of({}, kNow);
  BOOST_TEST(nothing.word == kNoData);
  BOOST_TEST(nothing.issues.empty());
  BOOST_TEST(nothing.sentence == "No report tells of any message in this period.");
  const Summary before = of({}, {own_host(100)});
  BOOST_TEST(before.word == kNoData);
}

BOOST_AUTO_TEST_CASE(EveryIssueIsDocumented) {
  const std::string docs =
      tests::read_file(std::filesystem::path(MAILVET_SOURCE_DIR) / "docs/reports.md");
  std::set<std::string_view> ids;
  std::size_t at = 0;
  for (const IssueKind& kind : issue_kinds()) {
    BOOST_TEST(ids.insert(kind.id).second, kind.id);
    const std::string row =
        "| `" + std::string(kind.id) + "` | " + std::string(kind.meaning) + " |";
    at = docs.find(row, at);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, row);
  }
}

BOOST_AUTO_TEST_SUITE_END()
