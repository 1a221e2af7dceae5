// SPDX-License-Identifier: MIT
//
// What is counted of TLS reports, and which domains there are.

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/tls/mail.h"
#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"

using namespace reports;
using namespace reports::store;
using namespace tests;
using tls::PolicyType;
using tls::ResultType;
namespace data = boost::unit_test::data;

namespace {

constexpr std::uint64_t kMax = tls::kMaxCount;

TlsSessions sessions(Time day, const std::string& type, std::optional<std::string> mode,
                     std::uint64_t reports, std::uint64_t successful, std::uint64_t failed,
                     std::uint64_t domain_successful, std::uint64_t domain_failed) {
  return {day,    "sender.example.net", type,         std::move(mode), reports, successful,
          failed, domain_successful,    domain_failed};
}

tls::FailureDetails details(ResultType type, const std::string& host, std::uint64_t count) {
  tls::FailureDetails failure;
  failure.result_type = type;
  failure.receiving_mx_hostname = host;
  failure.failed_session_count = count;
  return failure;
}

/// A report with these failures of an MTA-STS policy.
tls::Report report_with(const std::string& id, std::vector<tls::FailureDetails> failures,
                        Time begin = kDay0) {
  auto failing = policy("example.com", PolicyType::sts, 0, 1);
  failing.failure_details = std::move(failures);
  return tls_report(id, {failing}, begin);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TlsCounts)

// RFC 8460 section 4.2: a session is counted under each policy that was applied to it.
BOOST_DATA_TEST_CASE(CountSessionsOnceForTypeAndDomain, data::make(kBackends), backend) {
  Database database(backend);
  for (const char* id : {"a", "b"}) {
    add(database.store, tls_report(id, {policy("example.com", PolicyType::sts, 90, 10),
                                        policy("example.com", PolicyType::sts, 5, 1),
                                        policy("example.com", PolicyType::tlsa, 80, 0)}));
  }
  const std::vector<TlsSessions> expected = {
      sessions(kDay0, "sts", "testing", 2, 180, 20, 180, 20),
      sessions(kDay0, "tlsa", std::nullopt, 2, 160, 0, 0, 0)};
  BOOST_TEST((database.store.tls_sessions("example.com", kEver) == expected));
}

BOOST_DATA_TEST_CASE(TellDaysSendersAndModesApart, data::make(kBackends), backend) {
  Database database(backend);
  auto enforced = policy("example.com", PolicyType::sts, 1, 0);
  enforced.policy_string = {"version: STSv1", "mode: enforce"};
  add(database.store, tls_report("a", {enforced}));
  add(database.store, tls_report("b", {policy("example.com", PolicyType::sts, 2, 0)}));
  add(database.store, tls_report("c", {enforced}, kDay0 + days(1)));
  auto other = tls_report("d", {policy("example.com", PolicyType::no_policy_found, 4, 0)});
  other.contact_info = "tls@a.example";
  add(database.store, other);
  std::vector<TlsSessions> expected = {
      sessions(kDay0, "no-policy-found", std::nullopt, 1, 4, 0, 4, 0),
      sessions(kDay0, "sts", "enforce", 1, 1, 0, 1, 0),
      sessions(kDay0, "sts", "testing", 1, 2, 0, 2, 0),
      sessions(kDay0 + days(1), "sts", "enforce", 1, 1, 0, 1, 0)};
  expected[0].reporter = "a.example";
  BOOST_TEST((database.store.tls_sessions("example.com", kEver) == expected));
  const Period second{kDay0 + days(1), kDay0 + days(2)};
  BOOST_TEST((database.store.tls_sessions("example.com", second) == std::vector{expected[3]}));
}

// A report may have policies of several domains; each belongs to its own.
BOOST_DATA_TEST_CASE(BelongToTheDomainOfThePolicy, data::make(kBackends), backend) {
  Database database(backend);
  add(database.store, tls_report("a", {policy("example.com", PolicyType::sts, 1, 0),
                                       policy("example.org", PolicyType::sts, 10, 0)}));
  BOOST_TEST(database.store.tls_sessions("example.com", kEver).at(0).successful == 1U);
  BOOST_TEST(database.store.tls_sessions("example.org", kEver).at(0).successful == 10U);
  BOOST_TEST(database.store.tls_sessions("example.net", kEver).empty());
  BOOST_TEST(database.store.tls_sessions("\xFF", kEver).empty());
}

// A policy without a domain counts for the one that the mail says. The same octets without that are
// another report, of no domain.
BOOST_DATA_TEST_CASE(BelongToTheEffectiveDomain, data::make(kBackends), backend) {
  Database database(backend);
  tls::Report report = tls_report("a", {policy("", PolicyType::no_policy_found, 7, 3)});
  report.policies[0].policy_domain.reset();
  const auto add_as = [&](const char* domain) {
    tls::Report given = report;
    if (*domain != '\0') tls::take_domain(given, {domain, tls::DomainSource::subject});
    const Upload upload{&given, "{}"};
    return database.store.add({&upload, 1}, kReceived).at(0);
  };
  const Outcome none = add_as("");
  const Outcome first = add_as("example.com");
  BOOST_TEST((first.stored == Stored::stored));
  BOOST_TEST((add_as("example.com").stored == Stored::duplicate));
  BOOST_TEST(first.id != none.id);
  BOOST_TEST(add_as("example.org").id != first.id);
  BOOST_TEST(database.store.tls_sessions("example.com", kEver).at(0).successful == 7U);
  BOOST_TEST(database.store.tls_failures("example.com", kEver).at(0).sessions == 3U);
  BOOST_TEST(database.store.list({.domain = "example.com"}).reports.size() == 1U);
  BOOST_TEST(database.store.domains() == (std::vector<std::string>{"example.com", "example.org"}),
             boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(CountTheLatestRevisionOnly, data::make(kBackends), backend) {
  Database database(backend);
  auto report = report_with("a", {details(ResultType::certificate_expired, "mx.example.com", 1)});
  add(database.store, report);
  report.policies[0].total_failure_session_count = 7;
  report.policies[0].failure_details[0].failed_session_count = 7;
  add(database.store, report);
  BOOST_TEST(database.store.tls_sessions("example.com", kEver).at(0).failed == 7U);
  BOOST_TEST(database.store.tls_failures("example.com", kEver).at(0).sessions == 7U);
}

BOOST_DATA_TEST_CASE(HaveAPlaceForWhatIsAbsent, data::make(kBackends), backend) {
  Database database(backend);
  tls::Policy nothing;
  nothing.policy_domain = "example.com";
  nothing.failure_details.emplace_back();
  add(database.store, tls_report("a", {nothing}));
  BOOST_TEST((database.store.tls_sessions("example.com", kEver) ==
              std::vector{sessions(kDay0, "", std::nullopt, 1, 0, 0, 0, 0)}));
  TlsFailure expected;
  expected.reporter = "sender.example.net";
  expected.first = kDay0;
  expected.last = kDay0 + days(1) - seconds(1);
  BOOST_TEST((database.store.tls_failures("example.com", kEver) == std::vector{expected}));
}

BOOST_DATA_TEST_CASE(AddUpFailuresThatAreAlike, data::make(kBackends), backend) {
  Database database(backend);
  const auto expired = details(ResultType::certificate_expired, "mx1.example.com", 3);
  auto with_code = expired;
  with_code.failure_reason_code = "X509";
  auto with_address = expired;
  with_address.receiving_ip = libauth::base::IpAddress::parse("2001:db8::25");
  // Who sent does not tell failures apart.
  auto of_other_sender = expired;
  of_other_sender.sending_mta_ip = libauth::base::IpAddress::parse("192.0.2.1");
  add(database.store, report_with("a", {expired, with_code, of_other_sender}));
  add(database.store, report_with("b", {with_address, expired}, kDay0 + days(3)));
  add(database.store,
      report_with("c", {details(ResultType::starttls_not_supported, "mx2.example.com", 1)}));
  const auto failures = database.store.tls_failures("example.com", kEver);
  BOOST_TEST_REQUIRE(failures.size() == 4U);
  TlsFailure expected;
  expected.reporter = "sender.example.net";
  expected.policy_type = "sts";
  expected.result_type = "certificate-expired";
  expected.receiving_mx_hostname = "mx1.example.com";
  expected.sessions = 9;
  expected.first = kDay0;
  expected.last = kDay0 + days(4) - seconds(1);
  BOOST_TEST((failures[0] == expected));
  BOOST_TEST(failures[1].failure_reason_code.value() == "X509");
  BOOST_TEST(failures[2].receiving_ip.value() == "2001:db8::25");
  BOOST_TEST(failures[3].result_type == "starttls-not-supported");
  const Period later{kDay0 + days(3), kDay0 + days(4)};
  BOOST_TEST(database.store.tls_failures("example.com", later).size() == 2U);
  BOOST_TEST(database.store.tls_failures("example.org", kEver).empty());
}

// RFC 8460 section 4.4: failure-details are optional, and may tell of fewer sessions than the
// summary. What they do not explain stands without a reason.
BOOST_DATA_TEST_CASE(TellFailuresThatNoDetailExplains, data::make(kBackends), backend) {
  const auto with = [](std::uint64_t failed, const std::vector<std::uint64_t>& counts) {
    auto failing = policy("example.com", PolicyType::sts, 1000, failed);
    for (const std::uint64_t count : counts) {
      failing.failure_details.push_back(
          details(ResultType::certificate_expired, "mx.example.com", count));
    }
    return failing;
  };
  const struct {
    const char* what;
    std::vector<tls::Policy> policies;
    std::uint64_t unexplained;
  } kRows[] = {
      {"no failures", {with(0, {})}, 0},
      {"no details", {with(300, {})}, 300},
      {"fewer in the details", {with(300, {100, 30})}, 170},
      {"as many in the details", {with(300, {100, 200})}, 0},
      {"more in the details", {with(300, {100, 201})}, 0},
      {"more in those of another policy", {with(300, {100}), with(1, {900})}, 200},
      {"largest counts", {with(kMax, {}), with(kMax, {1, kMax})}, kMax},
      {"told by a policy with the same sessions", {with(300, {300}), with(299, {})}, 0},
  };
  for (const auto& row : kRows) {
    Database database(backend);
    add(database.store, tls_report("a", row.policies));
    std::vector<TlsFailure> found;
    for (const TlsFailure& failure : database.store.tls_failures("example.com", kEver)) {
      if (failure.result_type.empty()) found.push_back(failure);
    }
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST_REQUIRE(found.size() == (row.unexplained > 0 ? 1U : 0U));
      if (found.empty()) continue;
      TlsFailure expected;
      expected.reporter = "sender.example.net";
      expected.policy_type = "sts";
      expected.sessions = row.unexplained;
      expected.first = kDay0;
      expected.last = kDay0 + days(1) - seconds(1);
      BOOST_TEST((found[0] == expected));
    }
  }
}

// Of several reports and senders.
BOOST_DATA_TEST_CASE(AddUpFailuresWithoutAReasonBySender, data::make(kBackends), backend) {
  Database database(backend);
  auto other = tls_report("c", {policy("example.com", PolicyType::sts, 1, 5)});
  other.contact_info = "tls@a.example";
  add(database.store, other);
  for (const int day : {0, 3}) {
    add(database.store,
        tls_report("a", {policy("example.com", PolicyType::sts, 1, 2)}, kDay0 + days(day)));
  }
  const auto failures = database.store.tls_failures("example.com", kEver);
  BOOST_TEST_REQUIRE(failures.size() == 2U);
  BOOST_TEST(failures[0].reporter == "a.example");
  BOOST_TEST(failures[0].sessions == 5U);
  BOOST_TEST(failures[1].sessions == 4U);
  BOOST_TEST((failures[1].first == kDay0));
  BOOST_TEST((failures[1].last == kDay0 + days(4) - seconds(1)));
}

BOOST_DATA_TEST_CASE(NeverOverflow, data::make(kBackends), backend) {
  Database database(backend);
  for (const char* id : {"a", "b", "c"}) {
    auto report =
        report_with(id, {details(ResultType::certificate_expired, "mx.example.com", kMax)});
    report.policies[0].total_successful_session_count = kMax;
    report.policies[0].total_failure_session_count = kMax;
    add(database.store, report);
  }
  BOOST_TEST((database.store.tls_sessions("example.com", kEver) ==
              std::vector{sessions(kDay0, "sts", "testing", 3, kMax, kMax, kMax, kMax)}));
  BOOST_TEST(database.store.tls_failures("example.com", kEver).at(0).sessions == kMax);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Domains)

BOOST_DATA_TEST_CASE(AreThoseOfAggregateAndTlsReports, data::make(kBackends), backend) {
  Database database(backend);
  BOOST_TEST(database.store.domains().empty());
  for (const char* domain : {"b.example", "a.example", "b.example", "\xC3\xA4.example"}) {
    add(database.store, aggregate_report(domain, new_payload()));
  }
  add(database.store, tls_report("a", {policy("d.example", PolicyType::sts, 1, 0),
                                       policy("c.example", PolicyType::sts, 1, 0),
                                       policy("b.example", PolicyType::sts, 1, 0),
                                       policy("", PolicyType::sts, 1, 0)}));
  add(database.store, tls_report("b", {}));
  add(database.store, failure_report("failure.example"));
  const std::vector<std::string> expected = {"a.example", "b.example", "c.example", "d.example",
                                             "xn--4ca.example"};
  BOOST_TEST(database.store.domains() == expected, boost::test_tools::per_element());
}

// What only a superseded revision told of is no domain of a report that counts.
BOOST_DATA_TEST_CASE(AreNotThoseOfOldRevisions, data::make(kBackends), backend) {
  Database database(backend);
  auto report = tls_report("a", {policy("a.example", PolicyType::sts, 1, 0),
                                 policy("b.example", PolicyType::sts, 1, 0)});
  add(database.store, report);
  report.policies.pop_back();
  add(database.store, report);
  BOOST_TEST(database.store.domains() == std::vector<std::string>{"a.example"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
