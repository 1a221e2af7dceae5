// SPDX-License-Identifier: MIT

#include "reports/tls/write.h"

#include <string>

#include <boost/json/parse.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/tls/reports.h"

using namespace reports::tls;

BOOST_AUTO_TEST_SUITE(TlsWrite)

const char* const kFixtures[] = {"tls-rfc8460.json", "tls-two-policies.json", "tls-quirks.json",
                                 "tls-flat.json"};

BOOST_DATA_TEST_CASE(WhatIsWrittenReadsBackEqual, boost::unit_test::data::make(kFixtures), name) {
  Report report = tests::read_tls(tests::report_file(name));
  Report again = tests::read_tls(write(report));
  report.warnings.clear();
  again.warnings.clear();
  BOOST_TEST((report == again), write(report));
}

// RFC 8460 section 4.4: the names, and their places.
BOOST_AUTO_TEST_CASE(WritesTheFormOfTheRfc) {
  const std::string json = tests::report_file("tls-rfc8460.json");
  const std::string written = write(tests::read_tls(json));
  BOOST_TEST(boost::json::parse(written) == boost::json::parse(json));
  BOOST_TEST(written.find('\n') == std::string::npos);
  BOOST_TEST(tests::warnings_of(tests::read_tls(written)) == "");
}

BOOST_AUTO_TEST_CASE(LeavesOutWhatIsAbsent) {
  BOOST_TEST(write(Report{}) == R"({"policies":[]})");
  Report report;
  report.policies.emplace_back().failure_details.emplace_back();
  BOOST_TEST(write(report) == R"({"policies":[{"failure-details":[{}]}]})");
}

BOOST_AUTO_TEST_CASE(WritesCountsOf64Bits) {
  Report report;
  report.policies.emplace_back().total_successful_session_count = kMaxCount;
  BOOST_TEST(write(report).find("9223372036854775807") != std::string::npos);
  BOOST_TEST(tests::read_tls(write(report)).policies.at(0).total_successful_session_count.value() ==
             kMaxCount);
}

BOOST_AUTO_TEST_CASE(EscapesTexts) {
  Report report;
  report.organization_name = "A \"quoted\" \\ name\n\xC3\xBC";
  BOOST_TEST(tests::read_tls(write(report)).organization_name.value_or("") ==
             *report.organization_name);
}

BOOST_AUTO_TEST_SUITE_END()
