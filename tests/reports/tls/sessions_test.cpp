// SPDX-License-Identifier: MIT

#include "reports/tls/sessions.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/reports/tls/reports.h"

using namespace reports::tls;

namespace {

Policy policy(const char* domain, std::optional<Word<PolicyType>> type, std::uint64_t successful,
              std::uint64_t failed) {
  Policy made;
  if (*domain != '\0') made.policy_domain = domain;
  made.policy_type = type;
  made.total_successful_session_count = successful;
  made.total_failure_session_count = failed;
  return made;
}

/// "domain/type ok+failed td": "t" where the policy counts for its type, "d" for its domain.
std::string listed(const Report& report) {
  std::string text;
  for (const PolicySessions& each : sessions_of(report)) {
    BOOST_TEST(each.policy < report.policies.size());
    text += each.policy_domain + "/" + each.policy_type + " " + std::to_string(each.successful) +
            "+" + std::to_string(each.failed) + " " + (each.counts_for_type ? "t" : "") +
            (each.counts_for_domain ? "d" : "") + "\n";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TlsSessions)

// RFC 8460 section 4.2: the same 21 sessions under both policies are 21, and not 42.
BOOST_AUTO_TEST_CASE(TheSameSessionsUnderTwoPoliciesCountOnce) {
  BOOST_TEST(listed(tests::read_tls(tests::report_file("tls-two-policies.json"))) ==
             "example.com/sts 20+1 td\n"
             "example.com/tlsa 20+1 t\n");
}

BOOST_AUTO_TEST_CASE(TheLargestOfADomainCounts) {
  Report report;
  report.policies = {policy("example.com", PolicyType::sts, 5, 0),
                     policy("example.com", PolicyType::tlsa, 3, 4),
                     policy("example.net", PolicyType::no_policy_found, 1, 0)};
  BOOST_TEST(listed(report) ==
             "example.com/sts 5+0 t\n"
             "example.com/tlsa 3+4 td\n"
             "example.net/no-policy-found 1+0 td\n");
}

// Whoever found no policy was under none: those are others.
BOOST_AUTO_TEST_CASE(SessionsWithoutAPolicyAreAddedUp) {
  Report report;
  report.policies = {policy("example.com", PolicyType::sts, 100, 0),
                     policy("example.com", PolicyType::tlsa, 60, 0),
                     policy("example.com", PolicyType::no_policy_found, 0, 40),
                     policy("example.com", PolicyType::no_policy_found, 9, 0)};
  BOOST_TEST(listed(report) ==
             "example.com/sts 100+0 td\n"
             "example.com/tlsa 60+0 t\n"
             "example.com/no-policy-found 0+40 td\n"
             "example.com/no-policy-found 9+0 \n");
}

// A policy that changed in the period: whether the sessions are others, the report does not say.
BOOST_AUTO_TEST_CASE(TwoPoliciesOfOneTypeAreNotAddedUp) {
  Report report;
  report.policies = {policy("example.com", PolicyType::sts, 5, 0),
                     policy("example.com", PolicyType::sts, 9, 0)};
  BOOST_TEST(listed(report) == "example.com/sts 5+0 \nexample.com/sts 9+0 td\n");
}

BOOST_AUTO_TEST_CASE(UnknownWordsAndAbsentMembersAreKeysToo) {
  Report report;
  report.policies = {policy("", std::nullopt, 1, 0),
                     policy("", Word<PolicyType>::read("novel"), 2, 0), Policy{}};
  BOOST_TEST(listed(report) == "/ 1+0 t\n/novel 2+0 td\n/ 0+0 \n");
}

// A domain that the mail says makes the policy one of that domain.
BOOST_AUTO_TEST_CASE(TheEffectiveDomainCounts) {
  Report report;
  report.policies = {policy("example.com", PolicyType::sts, 5, 0),
                     policy("", PolicyType::no_policy_found, 7, 0)};
  report.policies[1].effective_policy_domain = {"example.com", DomainSource::subject};
  BOOST_TEST(listed(report) == "example.com/sts 5+0 td\nexample.com/no-policy-found 7+0 td\n");
}

BOOST_AUTO_TEST_CASE(TheLargestCountsDoNotOverflow) {
  Report report;
  report.policies = {policy("example.com", PolicyType::sts, kMaxCount, kMaxCount),
                     policy("example.com", PolicyType::tlsa, kMaxCount, 0)};
  const auto all = sessions_of(report);
  BOOST_TEST(all.at(0).counts_for_domain);
  BOOST_TEST(!all.at(1).counts_for_domain);
}

BOOST_AUTO_TEST_CASE(NoPoliciesHaveNoSessions) {
  BOOST_TEST(sessions_of(Report{}).empty());
}

// mail.ru and others: the failures of the details overlap, so that only the summary counts.
BOOST_AUTO_TEST_CASE(DetailsAreNotAddedToTheSummary) {
  const Report report = tests::read_tls(
      tests::tls_report("\"total-failure-session-count\":2", "\"total-failure-session-count\":1"));
  BOOST_TEST(listed(report) == "example.com/sts 5+1 td\n");
}

BOOST_AUTO_TEST_SUITE_END()
