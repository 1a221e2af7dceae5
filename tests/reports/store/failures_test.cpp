// SPDX-License-Identifier: MIT
//
// What is counted of how messages failed.

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"

using namespace reports;
using namespace reports::store;
using namespace tests;
using aggregate::DkimResult;
using aggregate::SpfResult;
namespace data = boost::unit_test::data;

namespace {

aggregate::DkimAuthResult signature(const std::string& domain, const std::string& selector,
                                    DkimResult result) {
  return {domain, selector, result, {}};
}

aggregate::SpfAuthResult check(const std::string& domain, SpfResult result) {
  return {domain, aggregate::SpfScope::mfrom, result, {}};
}

FailedSignature failed(const std::string& domain, const std::string& selector,
                       const std::string& result, std::uint64_t messages) {
  return {"192.0.2.1", "example.com", "", std::nullopt, domain, selector, result, messages};
}

SpfCheck checked(const std::string& domain, const std::string& result, std::uint64_t messages) {
  return {"192.0.2.1", "example.com", "", std::nullopt, domain, "mfrom", result, messages};
}

aggregate::Report report_of(const std::string& id, std::vector<aggregate::Record> records,
                            Time begin = kDay0) {
  return with_records(aggregate_report("example.com", id, begin), std::move(records));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Failures)

BOOST_DATA_TEST_CASE(AreThoseOfMessagesThatFail, data::make(kBackends), backend) {
  Database database(backend);
  aggregate::Record bad = failing("192.0.2.1", 3);
  bad.auth_results.dkim = {signature("example.com", "s1", DkimResult::fail)};
  bad.auth_results.spf = {check("example.com", SpfResult::softfail)};
  for (const bool by_dkim : {true, false}) {
    aggregate::Record good = bad;
    auto& result = by_dkim ? good.policy_evaluated.dkim : good.policy_evaluated.spf;
    result = aggregate::AlignedResult::pass;
    add(database.store, report_of(by_dkim ? "a" : "b", {good}));
  }
  BOOST_TEST(database.store.failed_signatures("example.com", kEver).empty());
  BOOST_TEST(database.store.spf_checks("example.com", kEver).empty());
  add(database.store, report_of("c", {bad}));
  BOOST_TEST((database.store.failed_signatures("example.com", kEver) ==
              std::vector{failed("example.com", "s1", "fail", 3)}));
  BOOST_TEST((database.store.spf_checks("example.com", kEver) ==
              std::vector{checked("example.com", "softfail", 3)}));
  BOOST_TEST(database.store.failed_signatures("example.net", kEver).empty());
}

// What no report said is no pass.
BOOST_DATA_TEST_CASE(HaveAPlaceForWhatIsAbsent, data::make(kBackends), backend) {
  Database database(backend);
  aggregate::Record record;
  record.count = 2;
  record.auth_results.dkim.emplace_back();
  record.auth_results.spf.emplace_back();
  add(database.store, report_of("a", {record}));
  FailedSignature nothing;
  nothing.messages = 2;
  BOOST_TEST((database.store.failed_signatures("example.com", kEver) == std::vector{nothing}));
  SpfCheck no_check;
  no_check.messages = 2;
  BOOST_TEST((database.store.spf_checks("example.com", kEver) == std::vector{no_check}));
}

BOOST_DATA_TEST_CASE(AreCountedOverReportsOfThePeriod, data::make(kBackends), backend) {
  Database database(backend);
  aggregate::Record record = failing("192.0.2.1", 3);
  record.auth_results.dkim = {signature("example.com", "s1", DkimResult::fail),
                              signature("example.com", "s2", DkimResult::permerror)};
  add(database.store, report_of("a", {record, record}));
  add(database.store, report_of("b", {record}, kDay0 + days(1)));
  BOOST_TEST((database.store.failed_signatures("example.com", kEver) ==
              std::vector{failed("example.com", "s1", "fail", 9),
                          failed("example.com", "s2", "permerror", 9)}));
  const Period second{kDay0 + days(1), kDay0 + days(2)};
  BOOST_TEST(database.store.failed_signatures("example.com", second).at(0).messages == 3U);
}

// Some receivers send the same check three times in a record.
BOOST_DATA_TEST_CASE(CountEqualChecksOfARecordOnce, data::make(kBackends), backend) {
  Database database(backend);
  aggregate::Record record = failing("192.0.2.1", 5);
  record.auth_results.dkim.assign(3, signature("example.com", "s1", DkimResult::fail));
  record.auth_results.spf.assign(3, check("example.com", SpfResult::fail));
  record.auth_results.spf.push_back(check("example.com", SpfResult::softfail));
  add(database.store, report_of("a", {record}));
  BOOST_TEST((database.store.failed_signatures("example.com", kEver) ==
              std::vector{failed("example.com", "s1", "fail", 5)}));
  BOOST_TEST(
      (database.store.spf_checks("example.com", kEver) ==
       std::vector{checked("example.com", "fail", 5), checked("example.com", "softfail", 5)}));
}

BOOST_DATA_TEST_CASE(ArePassingForSpfOnly, data::make(kBackends), backend) {
  Database database(backend);
  aggregate::Record record = failing("192.0.2.1", 1);
  record.auth_results.dkim = {signature("example.net", "x", DkimResult::pass)};
  record.auth_results.spf = {check("example.net", SpfResult::pass)};
  add(database.store, report_of("a", {record}));
  BOOST_TEST(database.store.failed_signatures("example.com", kEver).empty());
  const SpfCheck expected{"192.0.2.1",   "example.com", "example.net/x", "example.net",
                          "example.net", "mfrom",       "pass",          1};
  BOOST_TEST((database.store.spf_checks("example.com", kEver) == std::vector{expected}));
  // The first four members are those of the flow.
  const Flow flow = database.store.flows("example.com", kEver).at(0);
  BOOST_TEST(flow.signers == expected.signers);
  BOOST_TEST((flow.spf_domain == expected.spf_domain));
}

BOOST_DATA_TEST_CASE(CountTheLatestRevisionOnly, data::make(kBackends), backend) {
  Database database(backend);
  aggregate::Record record = failing("192.0.2.1", 1);
  record.auth_results.dkim = {signature("example.com", "s1", DkimResult::fail)};
  add(database.store, report_of("a", {record}));
  record.count = 8;
  add(database.store, report_of("a", {record}));
  BOOST_TEST(database.store.failed_signatures("example.com", kEver).at(0).messages == 8U);
}

BOOST_DATA_TEST_CASE(HugeCountsStayAtTheLargest, data::make(kBackends), backend) {
  Database database(backend);
  aggregate::Record record = failing("192.0.2.1", aggregate::kMaxCount);
  record.auth_results.spf = {check("example.com", SpfResult::fail)};
  add(database.store, report_of("a", {record, record, record}));
  BOOST_TEST(database.store.spf_checks("example.com", kEver).at(0).messages ==
             aggregate::kMaxCount);
}

BOOST_AUTO_TEST_SUITE_END()
