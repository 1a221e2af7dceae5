// SPDX-License-Identifier: MIT

#include "reports/analysis/tls.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "reports/analysis/impact.h"
#include "reports/analysis/result_types.h"
#include "reports/tls/vocabulary.h"

using namespace reports::analysis;
namespace base = libauth::base;
namespace store = reports::store;

namespace {

/// Midnight of 1 May 2026.
constexpr base::Time kStart{std::chrono::seconds(1'777'593'600)};

base::Time day(int number) {
  return kStart + std::chrono::hours(24 * number);
}

constexpr int kDays = 30;
const store::Period kPeriod{kStart, kStart + std::chrono::hours(24 * kDays)};

/// Sessions that count for the type and for the domain.
store::TlsSessions sessions(int on_day, std::string reporter, std::string type,
                            std::uint64_t successful, std::uint64_t failed,
                            std::optional<std::string> mode = std::nullopt) {
  return {.day = day(on_day),
          .reporter = std::move(reporter),
          .policy_type = std::move(type),
          .mode = std::move(mode),
          .reports = 1,
          .successful = successful,
          .failed = failed,
          .domain_successful = successful,
          .domain_failed = failed};
}

/// Failures that were last seen on a day.
store::TlsFailure failure(std::string type, std::string result, std::string host,
                          std::uint64_t count, int last_day = kDays - 2) {
  return {.reporter = "example.net",
          .policy_type = std::move(type),
          .result_type = std::move(result),
          .receiving_mx_hostname = std::move(host),
          .receiving_ip = std::nullopt,
          .failure_reason_code = std::nullopt,
          .sessions = count,
          .first = day(2),
          .last = day(last_day)};
}

/// Two senders with 100 sessions a day each, all month.
std::vector<store::TlsSessions> busy_month(const std::string& type,
                                           const std::optional<std::string>& mode) {
  std::vector<store::TlsSessions> rows;
  for (int i = 0; i < kDays - 1; ++i) {
    for (const char* reporter : {"example.net", "example.org"}) {
      rows.push_back(sessions(i, reporter, type, 100, 0, mode));
    }
  }
  return rows;
}

TlsSummary summary(const std::vector<store::TlsSessions>& rows,
                   const std::vector<store::TlsFailure>& failures, base::Time now = kPeriod.to) {
  return tls_summary(rows, failures, kPeriod, now);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisTls)

BOOST_AUTO_TEST_CASE(NothingIsNotEnoughData) {
  const TlsSummary none = summary({}, {});
  BOOST_TEST(none.totals.days == 0U);
  BOOST_TEST(!none.totals.last_day.has_value());
  BOOST_TEST(none.hosts.empty());
  BOOST_TEST(!none.has_stopped);
  for (const Enforcing* enforcing : {&none.sts, &none.dane}) {
    BOOST_TEST((enforcing->is_enforcing_safe == kEnforcingUnknown));
    BOOST_TEST(!enforcing->mode.has_value());
    BOOST_TEST(!enforcing->is_enforced);
  }
  BOOST_TEST(none.sts.reason ==
             "No TLS report has come: the TXT record \"v=TLSRPTv1; rua=mailto:...\" at _smtp._tls "
             "brings them.");
  // Other reports come: it is the policy that is missing.
  BOOST_TEST(summary(busy_month("tlsa", std::nullopt), {}).sts.reason ==
             "No sender has reported on an MTA-STS policy: publish one with mode testing.");
  BOOST_TEST(kEnforcingUnknown == kNotEnoughData);  // one spelling
}

// Reports that ended before the period are reports that have stopped.
BOOST_AUTO_TEST_CASE(ReportsThatEndedBeforeThePeriodHaveStopped) {
  const auto of = [](base::Time last) {
    return tls_summary({}, {}, {day(20), day(27)}, day(27), {}, last);
  };
  const TlsSummary stopped = of(day(19));
  BOOST_TEST(stopped.has_stopped);
  BOOST_TEST((stopped.last_report == day(19)));
  BOOST_TEST((stopped.sts.is_enforcing_safe == kEnforcingUnknown));
  BOOST_TEST(stopped.sts.reason == "Reports have stopped: the last one is of 2026-05-20.");
  BOOST_TEST(!of(day(20)).has_stopped);
}

// What nobody reports on any more is not known to be safe.
BOOST_AUTO_TEST_CASE(NothingIsSafeWhenReportsHaveStopped) {
  const auto month = busy_month("sts", "testing");
  const std::vector failures = {failure("sts", "certificate-expired", "mx.example.com", 14, 10)};
  const Enforcing coming = tls_summary(month, failures, {day(0), day(36)}, day(35)).sts;
  BOOST_TEST((coming.is_enforcing_safe == kEnforcingSafe));
  BOOST_TEST(coming.over == 14U);
  BOOST_TEST((coming.over_since == day(10)));
  BOOST_TEST(coming.reason ==
             "0 of 5800 sessions failed in a way that enforcing loses, on 29 days, as 2 senders "
             "report. Earlier 14 failed, none since 2026-05-11.");
  const Enforcing stopped = tls_summary(month, failures, {day(0), day(40)}, day(36)).sts;
  BOOST_TEST((stopped.is_enforcing_safe == kEnforcingUnknown));
  BOOST_TEST(stopped.reason ==
             "Reports have stopped: the last one is of 2026-05-29. Earlier 14 failed, none since "
             "2026-05-11.");
}

// RFC 8460 section 4.2: a session is counted under every policy that was applied to it.
BOOST_AUTO_TEST_CASE(SessionsOfTwoPoliciesAreNotAddedUp) {
  store::TlsSessions sts = sessions(0, "example.net", "sts", 90, 10, "testing");
  store::TlsSessions tlsa = sessions(0, "example.net", "tlsa", 60, 5);
  tlsa.domain_successful = 0;
  tlsa.domain_failed = 0;
  const TlsSummary both = summary({sts, tlsa}, {});
  BOOST_TEST(both.totals.successful == 90U);
  BOOST_TEST(both.totals.failed == 10U);
  BOOST_TEST(both.totals.days == 1U);
  BOOST_TEST(both.totals.senders == 1U);
  BOOST_REQUIRE(both.policy_types.size() == 2U);
  BOOST_TEST(both.policy_types[0].policy_type == "sts");
  BOOST_TEST(both.policy_types[0].successful == 90U);
  BOOST_TEST(both.policy_types[1].policy_type == "tlsa");
  BOOST_TEST(both.policy_types[1].failed == 5U);
  BOOST_TEST(both.policy_types[1].modes.empty());
  BOOST_REQUIRE(both.days.size() == 1U);
  BOOST_TEST(both.days[0].successful == 90U);
  BOOST_REQUIRE(both.senders.size() == 1U);
  BOOST_TEST(both.senders[0].failed == 10U);
}

BOOST_AUTO_TEST_CASE(CountsDaysSendersAndModes) {
  const TlsSummary seen = summary({sessions(3, "example.net", "sts", 5, 0, "testing"),
                                   sessions(1, "example.org", "sts", 70, 2, "none"),
                                   sessions(4, "example.net", "sts", 6, 1, "enforce"),
                                   sessions(4, "example.org", "no-policy-found", 1, 0)},
                                  {});
  BOOST_TEST((seen.totals.first_day == day(1)));
  BOOST_TEST((seen.totals.last_day == day(4)));
  BOOST_TEST(seen.totals.successful == 82U);
  BOOST_TEST(seen.totals.days == 3U);
  BOOST_REQUIRE(seen.days.size() == 3U);
  BOOST_TEST(seen.days[2].successful == 7U);
  BOOST_TEST(seen.days[2].failed == 1U);
  BOOST_REQUIRE(seen.senders.size() == 2U);
  BOOST_TEST(seen.senders[0].reporter == "example.org");
  BOOST_TEST((seen.senders[0].first_day == day(1)));
  BOOST_TEST((seen.senders[0].last_day == day(4)));
  const TlsPolicyType& sts = seen.policy_types.at(1);
  BOOST_TEST(sts.days == 3U);
  BOOST_TEST(sts.senders == 2U);
  BOOST_REQUIRE(sts.modes.size() == 3U);
  BOOST_TEST(sts.modes[0].mode == "enforce");
  BOOST_TEST(sts.modes[2].mode == "none");
  BOOST_TEST((seen.sts.mode == "enforce"));
  BOOST_TEST(seen.sts.is_enforced);
}

BOOST_AUTO_TEST_CASE(TellsWhichHostFailsHowAndSinceWhen) {
  auto early = failure("sts", "certificate-expired", "mx1.example.com", 4, 10);
  early.reporter = "example.org";
  early.first = day(1);
  auto late = failure("tlsa", "certificate-expired", "mx1.example.com", 6);
  late.receiving_ip = "192.0.2.1";
  late.failure_reason_code = "X509_V_ERR_CERT_HAS_EXPIRED";
  auto unnamed = failure("sts", "sts-policy-fetch-error", "", 50);
  unnamed.receiving_mx_hostname = std::nullopt;
  const TlsSummary seen = summary(
      {}, {early, late, failure("sts", "validation-failure", "mx1.example.com", 20, 12), unnamed});
  BOOST_REQUIRE(seen.hosts.size() == 2U);
  BOOST_TEST(!seen.hosts[0].receiving_mx_hostname.has_value());
  BOOST_TEST(seen.hosts[0].sessions == 50U);
  const TlsHost& host = seen.hosts[1];
  BOOST_TEST(host.receiving_mx_hostname.value_or("-") == "mx1.example.com");
  BOOST_TEST(host.sessions == 30U);
  BOOST_REQUIRE(host.problems.size() == 2U);
  BOOST_TEST(host.problems[0].result_type == "validation-failure");
  BOOST_TEST(!host.problems[0].is_ongoing);
  const TlsProblem& expired = host.problems[1];
  BOOST_TEST(expired.meaning == "The certificate has expired.");
  BOOST_TEST(expired.sessions == 10U);
  BOOST_TEST((expired.first == day(1)));
  BOOST_TEST((expired.last == day(28)));
  BOOST_TEST(expired.is_ongoing);
  BOOST_TEST((expired.senders == std::vector<TlsShare>{{"example.net", 6}, {"example.org", 4}}));
  BOOST_TEST((expired.policies == std::vector<TlsShare>{{"tlsa", 6}, {"sts", 4}}));
  BOOST_TEST((expired.addresses == std::vector<TlsShare>{{"192.0.2.1", 6}}));
  BOOST_TEST((expired.reason_codes == std::vector<TlsShare>{{"X509_V_ERR_CERT_HAS_EXPIRED", 6}}));
}

BOOST_AUTO_TEST_CASE(NamesAreFewHoweverManyThereAre) {
  std::vector<store::TlsFailure> failures;
  for (int i = 0; i < 100; ++i) {
    failures.push_back(failure("sts", "certificate-expired", "mx.example.com", 1));
    failures.back().reporter = "n" + std::to_string(i) + ".example";
  }
  const TlsSummary seen = summary({}, failures);
  BOOST_TEST(seen.hosts.at(0).problems.at(0).senders.size() == kMaxTlsShares);
  BOOST_TEST(seen.hosts.at(0).problems.at(0).sessions == 100U);
}

// Anybody can send a report with thousands of hosts, words and names.
BOOST_AUTO_TEST_CASE(ListsAreBoundedAndSumsAreNot) {
  std::vector<store::TlsFailure> failures;
  std::vector<store::TlsSessions> rows;
  for (int i = 0; i < 300; ++i) {
    const std::string name = "n" + std::to_string(i);
    failures.push_back(failure("sts", "certificate-expired", name + ".example", 1));
    failures.push_back(failure("sts", "of-" + name, "mx.example.com", 1));
    rows.push_back(sessions(i % 20, name + ".example", "sts", 1, 0));
    rows.push_back(sessions(i % 20, "example.net", name, 1, 0));
  }
  const TlsSummary seen = summary(rows, failures);
  BOOST_TEST(seen.hosts.size() == kMaxTlsRows);
  BOOST_TEST(seen.host_count == 301U);
  BOOST_TEST(seen.hosts[0].sessions == 300U);
  BOOST_TEST(seen.hosts[0].problems.size() == kMaxTlsRows);
  BOOST_TEST(seen.senders.size() == kMaxTlsRows);
  BOOST_TEST(seen.totals.senders == 301U);
  BOOST_TEST(seen.policy_types.size() <= kMaxTlsRows + 3);
  BOOST_TEST(seen.sts.sessions == 300U);
  BOOST_TEST(seen.sts.blockers.size() == kMaxTlsRows);
  BOOST_TEST(seen.sts.lost == 600U);
}

// A sum of counts that each fit stays where it would overflow.
BOOST_AUTO_TEST_CASE(HugeCountsStayAtTheLargest) {
  const std::uint64_t huge = (std::uint64_t{1} << 63) - 1;
  const TlsSummary seen = summary(
      {sessions(0, "a.example", "sts", huge, huge), sessions(1, "a.example", "sts", huge, huge)},
      {failure("sts", "certificate-expired", "mx.example.com", huge),
       failure("sts", "certificate-expired", "mx.example.com", huge),
       failure("sts", "certificate-expired", "mx.example.com", huge)});
  BOOST_TEST(seen.totals.successful == huge);
  BOOST_TEST(seen.sts.sessions == huge);
  BOOST_TEST(seen.hosts.at(0).sessions == huge);
  BOOST_TEST((seen.sts.is_enforcing_safe == kEnforcingUnsafe));
}

// RFC 8461 section 5: "enforce" loses what fails at the host, and nothing that fails at the policy.
// RFC 7672 section 2.2: TLSA records lose what does not fit them.
BOOST_AUTO_TEST_CASE(EachResultTypeCountsForWhatItLoses) {
  const struct {
    const char* result_type;
    bool is_lost_by_sts;
    bool is_lost_by_dane;
  } kRows[] = {
      {"starttls-not-supported", true, true},
      {"certificate-host-mismatch", true, true},
      {"certificate-expired", true, true},
      {"certificate-not-trusted", true, true},
      {"validation-failure", true, true},
      {"tlsa-invalid", false, true},
      {"dnssec-invalid", false, true},
      {"dane-required", false, true},
      {"sts-policy-fetch-error", false, false},
      {"sts-policy-invalid", false, false},
      {"sts-webpki-invalid", false, false},
      {"of-a-vendor", true, true},
      {"", true, true},
  };
  for (const auto& row : kRows) {
    for (const char* type : {"sts", "tlsa", "no-policy-found"}) {
      const TlsSummary seen = summary({}, {failure(type, row.result_type, "mx.example.com", 900)});
      const bool none = std::string(type) == "no-policy-found";
      const bool sts = row.is_lost_by_sts && (none || std::string(type) == "sts");
      const bool dane = row.is_lost_by_dane && (none || std::string(type) == "tlsa");
      BOOST_TEST(seen.sts.blockers.size() == (sts ? 1U : 0U), row.result_type << " " << type);
      BOOST_TEST(seen.dane.blockers.size() == (dane ? 1U : 0U), row.result_type << " " << type);
      BOOST_TEST((seen.sts.is_enforcing_safe == kEnforcingUnsafe) == sts);
      BOOST_TEST((seen.dane.is_enforcing_safe == kEnforcingUnsafe) == dane);
    }
  }
}

BOOST_AUTO_TEST_CASE(TheTableHasTheWordsOfTheRegistry) {
  BOOST_REQUIRE(result_types().size() == reports::tls::kWords<reports::tls::ResultType>.size());
  for (std::size_t i = 0; i < result_types().size(); ++i) {
    const ResultTypeInfo& info = result_types()[i];
    BOOST_TEST(info.result_type == reports::tls::kWords<reports::tls::ResultType>[i]);
    BOOST_TEST(info.meaning.ends_with('.'));
    BOOST_TEST(info.remedy.ends_with('.'));
    BOOST_TEST(info.spec.starts_with("RFC "));
  }
}

BOOST_AUTO_TEST_CASE(EnforcingIsSafeAfterEnoughSessionsDaysAndSenders) {
  const auto month = busy_month("sts", "testing");
  const Enforcing safe = summary(month, {}).sts;
  BOOST_TEST((safe.is_enforcing_safe == kEnforcingSafe));
  BOOST_TEST(safe.sessions == 5800U);
  BOOST_TEST(safe.days == 29U);
  BOOST_TEST(safe.senders == 2U);
  BOOST_TEST(!safe.is_enforced);
  BOOST_TEST((safe.mode == "testing"));
  BOOST_TEST(safe.reason ==
             "0 of 5800 sessions failed in a way that enforcing loses, on 29 days, as 2 senders "
             "report.");
  const struct {
    const char* lack;
    TlsThresholds thresholds;
  } kRows[] = {
      {"Reports on the policy tell of 5800 sessions; 5801 are needed.", {.sessions = 5801}},
      {"Reports on the policy tell of 29 days with reports; 30 are needed.", {.days = 30}},
      {"Reports on the policy tell of 2 senders that report; 3 are needed.", {.senders = 3}},
  };
  for (const auto& row : kRows) {
    const Enforcing lacking = tls_summary(month, {}, kPeriod, kPeriod.to, row.thresholds).sts;
    BOOST_TEST((lacking.is_enforcing_safe == kEnforcingUnknown));
    BOOST_TEST(lacking.reason == row.lack);
  }
}

// Without a policy senders check no certificate: such sessions show nothing.
BOOST_AUTO_TEST_CASE(SessionsWithoutAPolicyDoNotShowThatOneWorks) {
  const TlsSummary seen = summary(busy_month("no-policy-found", std::nullopt), {});
  BOOST_TEST((seen.sts.is_enforcing_safe == kEnforcingUnknown));
  BOOST_TEST((seen.dane.is_enforcing_safe == kEnforcingUnknown));
  BOOST_TEST(seen.sts.sessions == 0U);
}

BOOST_AUTO_TEST_CASE(AFewFailuresAreTolerated) {
  const auto month = busy_month("sts", "testing");  // 5800 sessions
  const auto verdict = [&](std::uint64_t failed) {
    return summary(month, {failure("sts", "certificate-expired", "mx.example.com", failed)}).sts;
  };
  BOOST_TEST((verdict(5).is_enforcing_safe == kEnforcingSafe));
  BOOST_TEST(verdict(5).lost == 5U);
  BOOST_TEST(verdict(5).blockers.size() == 1U);
  BOOST_TEST((verdict(6).is_enforcing_safe == kEnforcingUnsafe));
  BOOST_TEST(verdict(6).reason == "6 of 5800 sessions failed in a way that enforcing loses.");
}

// What happened without a policy is compared with the sessions without a policy.
BOOST_AUTO_TEST_CASE(FailuresWithoutAPolicyAreCountedAmongTheirOwnSessions) {
  std::vector<store::TlsSessions> week;
  for (int i = 0; i < 7; ++i) {
    for (const char* reporter : {"example.net", "example.org"}) {
      week.push_back(sessions(i + 20, reporter, "no-policy-found", 50'000, 0));
    }
  }
  week.push_back(sessions(26, "example.net", "no-policy-found", 0, 1));
  const auto verdict = [&](std::uint64_t failed) {
    return summary(week,
                   {failure("no-policy-found", "certificate-expired", "mx.example.com", failed)});
  };
  const TlsSummary one = verdict(1);
  for (const Enforcing* enforcing : {&one.sts, &one.dane}) {
    BOOST_TEST((enforcing->is_enforcing_safe == kEnforcingUnknown));
    BOOST_TEST(enforcing->sessions == 0U);
    BOOST_TEST(enforcing->sessions_without_policy == 700'001U);
    BOOST_TEST(enforcing->blockers.size() == 1U);
  }
  BOOST_TEST(one.sts.reason ==
             "No sender has reported on an MTA-STS policy: publish one with mode testing. 1 of "
             "700001 sessions without a policy failed in a way that enforcing loses.");
  BOOST_TEST((verdict(700).sts.is_enforcing_safe == kEnforcingUnknown));
  const Enforcing many = verdict(701).sts;
  BOOST_TEST((many.is_enforcing_safe == kEnforcingUnsafe));
  BOOST_TEST(many.reason ==
             "701 of 700001 sessions without a policy failed in a way that enforcing loses.");
  // Those of the policy and those without one stand apart, each with its own sessions.
  auto both = busy_month("sts", "testing");
  both.insert(both.end(), week.begin(), week.end());
  BOOST_TEST(summary(both, {failure("sts", "certificate-expired", "mx.example.com", 4),
                            failure("no-policy-found", "certificate-expired", "mx.example.com", 2)})
                 .sts.reason ==
             "4 of 5800 sessions under the policy and 2 of 700001 without one failed in a way that "
             "enforcing loses, on 29 days, as 2 senders report.");
}

// A rate of a few sessions tells nothing, but for what is lost already.
BOOST_AUTO_TEST_CASE(FewSessionsAreNotEnoughUnlessThePolicyIsEnforced) {
  const auto verdict = [](const char* mode, std::uint64_t all) {
    return summary({sessions(27, "example.net", "sts", all - 1, 1, mode)},
                   {failure("sts", "certificate-expired", "mx.example.com", 1)})
        .sts;
  };
  BOOST_TEST((verdict("testing", 99).is_enforcing_safe == kEnforcingUnknown));
  BOOST_TEST(
      verdict("testing", 99).reason ==
      "Reports on the policy tell of 99 sessions; 100 are needed. 1 of 99 sessions failed in "
      "a way that enforcing loses.");
  BOOST_TEST((verdict("testing", 100).is_enforcing_safe == kEnforcingUnsafe));
  BOOST_TEST((verdict("enforce", 1).is_enforcing_safe == kEnforcingUnsafe));
}

// RFC 8460 section 4.4: failure-details are optional. What they do not tell of has no reason, and
// nobody knows that it would not be lost.
BOOST_AUTO_TEST_CASE(FailuresWithoutAReasonBlock) {
  const auto unexplained = [](const char* reporter, std::uint64_t count) {
    auto one = failure("sts", "", "", count);
    one.reporter = reporter;
    one.receiving_mx_hostname = std::nullopt;
    return one;
  };
  const TlsSummary seen = summary(busy_month("sts", "testing"), {unexplained("example.net", 1400),
                                                                 unexplained("example.org", 700)});
  BOOST_TEST((seen.sts.is_enforcing_safe == kEnforcingUnsafe));
  BOOST_TEST(seen.sts.reason == "2100 of 5800 sessions failed in a way that enforcing loses.");
  BOOST_REQUIRE(seen.sts.blockers.size() == 1U);
  const TlsBlocker& blocker = seen.sts.blockers[0];
  BOOST_TEST(blocker.result_type.empty());
  BOOST_TEST(!blocker.receiving_mx_hostname.has_value());
  BOOST_TEST(blocker.sessions == 2100U);
  BOOST_TEST(
      (blocker.senders == std::vector<TlsShare>{{"example.net", 1400}, {"example.org", 700}}));
  BOOST_REQUIRE(seen.hosts.size() == 1U);
  BOOST_TEST(seen.hosts[0].sessions == 2100U);
  BOOST_TEST(seen.hosts[0].problems.at(0).meaning ==
             "Sessions failed, and the reports give no reason.");
}

BOOST_AUTO_TEST_CASE(WhatIsOverBlocksNothing) {
  const auto month = busy_month("sts", "enforce");
  for (const auto& [last_day, is_over] : {std::pair{22, true}, {23, false}}) {
    const Enforcing sts =
        summary(month, {failure("sts", "certificate-expired", "mx.example.com", 500, last_day)})
            .sts;
    BOOST_TEST((sts.is_enforcing_safe == (is_over ? kEnforcingSafe : kEnforcingUnsafe)));
    BOOST_TEST(sts.blockers.size() == (is_over ? 0U : 1U));
    BOOST_TEST(sts.is_enforced);
    if (!is_over) BOOST_TEST(sts.reason.ends_with("and it is enforced."));
  }
}

// Failures under both kinds of policy may be those of the same sessions.
BOOST_AUTO_TEST_CASE(LostSessionsOfTwoPoliciesAreNotAddedUp) {
  const Enforcing sts =
      summary(busy_month("sts", "testing"),
              {failure("sts", "certificate-expired", "mx1.example.com", 30),
               failure("sts", "starttls-not-supported", "mx2.example.com", 40),
               failure("no-policy-found", "starttls-not-supported", "mx2.example.com", 50)})
          .sts;
  BOOST_TEST(sts.lost == 70U);
  BOOST_TEST(sts.lost_under_policy == 70U);
  BOOST_TEST(sts.lost_without_policy == 50U);
  BOOST_REQUIRE(sts.blockers.size() == 3U);
  BOOST_TEST(sts.blockers[0].sessions == 50U);
  BOOST_TEST(sts.blockers[0].policy_type == "no-policy-found");
  BOOST_TEST(sts.blockers[1].result_type == "starttls-not-supported");
}

// DANE has no mode for tests.
BOOST_AUTO_TEST_CASE(TlsaRecordsAreAlwaysEnforced) {
  const Enforcing dane = summary(busy_month("tlsa", std::nullopt),
                                 {failure("tlsa", "tlsa-invalid", "mx.example.com", 100)})
                             .dane;
  BOOST_TEST((dane.mode == "enforce"));
  BOOST_TEST(dane.is_enforced);
  BOOST_TEST((dane.is_enforcing_safe == kEnforcingUnsafe));
}

BOOST_AUTO_TEST_CASE(TellsThatReportsHaveStopped) {
  const std::vector rows = {sessions(3, "example.net", "sts", 5, 0, "testing")};
  BOOST_TEST(!summary(rows, {}, day(10)).has_stopped);
  BOOST_TEST(summary(rows, {}, day(10) + std::chrono::seconds(1)).has_stopped);
  // A period that has passed is not measured by today.
  const store::Period may{day(0), day(8)};
  BOOST_TEST(!tls_summary(rows, {}, may, day(300)).has_stopped);
}

BOOST_AUTO_TEST_SUITE_END()
