// SPDX-License-Identifier: MIT

#include "reports/aggregate/report.h"

#include <boost/test/unit_test.hpp>

using namespace reports::aggregate;

BOOST_AUTO_TEST_SUITE(Reports)

BOOST_AUTO_TEST_CASE(SumsCountsAndNotRows) {
  Report report;
  BOOST_TEST(message_count(report) == 0U);
  report.records.resize(3);
  report.records[0].count = 3'000'000'000;
  report.records[2].count = 2;
  BOOST_TEST(message_count(report) == 3'000'000'002U);
}

BOOST_AUTO_TEST_CASE(SumsStopAtTheLargestCount) {
  Report report;
  report.records.resize(3);
  for (Record& record : report.records) record.count = kMaxCount;
  BOOST_TEST(message_count(report) == kMaxCount);
}

BOOST_AUTO_TEST_CASE(NamesTheReporterByItsMailDomain) {
  Report report;
  BOOST_TEST(reporter_of(report).empty());
  report.report_metadata.org_name = "Example Receiver";
  BOOST_TEST(reporter_of(report) == "example receiver");
  report.report_metadata.email = "reports@Receiver.example.net";
  BOOST_TEST(reporter_of(report) == "receiver.example.net");
  report.report_metadata.email = "reports@";
  BOOST_TEST(reporter_of(report) == "example receiver");
}

BOOST_AUTO_TEST_SUITE_END()
