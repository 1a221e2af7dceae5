// SPDX-License-Identifier: MIT
//
// What is told of a failure report as a whole: who sent it, on what domain, when.

#include "reports/failure/report.h"

#include <boost/test/unit_test.hpp>

using namespace reports::failure;

BOOST_AUTO_TEST_SUITE(FailureReport)

BOOST_AUTO_TEST_CASE(IsOfTheDomainOfItsMailElseOfItsHost) {
  const auto reporter = [](const char* from, const char* mta) {
    Report report;
    if (from != nullptr) report.mail.from = from;
    if (mta != nullptr) report.reporting_mta = mta;
    return reporter_of(report);
  };
  BOOST_TEST(reporter("Reports <dmarc@Receiver.example.net>", "dns; mx.example.org") ==
             "receiver.example.net");
  BOOST_TEST(reporter("dmarc@receiver.example.net (Reports)", nullptr) == "receiver.example.net");
  BOOST_TEST(reporter("\"a@b\" <dmarc@receiver.example.net>", nullptr) == "receiver.example.net");
  BOOST_TEST(reporter("nobody", "dns; MX.example.org") == "mx.example.org");
  BOOST_TEST(reporter("nobody@", "mx.example.org") == "mx.example.org");
  BOOST_TEST(reporter(nullptr, "dns;") == "");
  BOOST_TEST(reporter(nullptr, nullptr) == "");
}

BOOST_AUTO_TEST_CASE(IsOnTheDomainOfFromElseOnTheFirstReported) {
  Report report;
  BOOST_TEST(domain_of(report) == "");
  report.reported_domain = {"example.org", "example.net"};
  BOOST_TEST(domain_of(report) == "example.org");
  report.header_from = "example.com";
  BOOST_TEST(domain_of(report) == "example.com");
}

BOOST_AUTO_TEST_CASE(IsOfTheTimeOfTheMessageElseOfItsOwn) {
  Report report;
  BOOST_TEST(!arrival_of(report).has_value());
  report.mail.date = libauth::base::Time(std::chrono::seconds(20));
  BOOST_TEST((arrival_of(report) == report.mail.date));
  report.arrival_date = libauth::base::Time(std::chrono::seconds(10));
  BOOST_TEST((arrival_of(report) == report.arrival_date));
}

BOOST_AUTO_TEST_SUITE_END()
