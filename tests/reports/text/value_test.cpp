// SPDX-License-Identifier: MIT

#include "reports/text/value.h"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace reports::text;

namespace {

struct Row {
  const char* text;
  const char* want;  // null: no value
  bool repaired;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << '"' << row.text << '"';
}

const Row kTimes[] = {
    {"1777593600", "2026-05-01T00:00:00Z", false},
    {"0", "1970-01-01T00:00:00Z", false},
    {"1337270400.0", "2012-05-17T16:00:00Z", true},
    {"1337270400.", "2012-05-17T16:00:00Z", true},
    {"1777593600123", "2026-05-01T00:00:00Z", true},        // milliseconds
    {"1777593600123456", "2026-05-01T00:00:00Z", true},     // microseconds
    {"1777593600123456789", "2026-05-01T00:00:00Z", true},  // nanoseconds
    {"2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z", true},
    {"", nullptr, false},
    {"-1", nullptr, false},
    {"yesterday", nullptr, false},
    {"1777593600x", nullptr, false},
    {"99999999999999999999", nullptr, false},
};

const Row kAddresses[] = {
    {"192.0.2.1", "192.0.2.1", false},
    {"2001:DB8:0::1", "2001:db8::1", false},
    {"[192.0.2.1]", "192.0.2.1", true},
    {"192.0.2.1:25", "192.0.2.1", true},
    {"[2001:db8::1]:25", "2001:db8::1", true},
    {"fe80::1%eth0", "fe80::1", true},
    {"::ffff:192.0.2.1", "192.0.2.1", true},
    {"108r.166.27.220", nullptr, false},
    {"192.0.2", nullptr, false},
    {"[", nullptr, false},
    {"", nullptr, false},
};

const Row kDomains[] = {
    {"example.com", "example.com", false},
    {"example.com.", "example.com", true},
    {"user@example.com", "example.com", true},
    {"\"A. User\" <user@example.com>", "example.com", true},
    {"<>", "", true},
    {"", "", false},
    {"null", nullptr, true},
    {"NULL", nullptr, true},
    {"-", nullptr, true},
    {"com", "com", false},
};

const Row kEmails[] = {
    {"reports@example.net", "reports@example.net", false},
    {"<reports@example.net>", "reports@example.net", true},
    {"mailto:reports@example.net", "reports@example.net", true},
    {"Reports, daily <MAILTO:reports@example.net>", "reports@example.net", true},
    {"reports@example.net, postmaster@example.net", "reports@example.net", true},
    {"nobody", "nobody", false},
    {"<", "<", false},
    {"", "", false},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Value)

BOOST_DATA_TEST_CASE(ReadsTimes, boost::unit_test::data::make(kTimes), row) {
  const auto reading = read_time(row.text);
  BOOST_TEST(reading.value.has_value() == (row.want != nullptr));
  if (reading.value) {
    BOOST_TEST(libauth::base::rfc3339(*reading.value) == row.want);
    BOOST_TEST(reading.repaired == row.repaired);
  }
}

BOOST_DATA_TEST_CASE(ReadsAddresses, boost::unit_test::data::make(kAddresses), row) {
  const auto reading = read_address(row.text);
  BOOST_TEST(reading.value.has_value() == (row.want != nullptr));
  if (reading.value) {
    BOOST_TEST(reading.value->text() == row.want);
    BOOST_TEST(reading.repaired == row.repaired);
  }
}

BOOST_DATA_TEST_CASE(ReadsDomains, boost::unit_test::data::make(kDomains), row) {
  const auto reading = read_domain(row.text);
  BOOST_TEST(reading.value.has_value() == (row.want != nullptr));
  if (reading.value) BOOST_TEST(*reading.value == row.want);
  BOOST_TEST(reading.repaired == row.repaired);
  BOOST_TEST(!reading.was_upper);
  // What is said to be plain needs no reading.
  if (is_plain_domain(row.text)) BOOST_TEST(row.text == row.want);
}

BOOST_AUTO_TEST_CASE(MakesDomainsLowerCase) {
  const auto reading = read_domain("NAM11.Example.COM");
  BOOST_TEST(reading.value.value() == "nam11.example.com");
  BOOST_TEST(reading.was_upper);
  BOOST_TEST(!reading.repaired);
  BOOST_TEST(!is_plain_domain("NAM11.Example.COM"));
}

BOOST_DATA_TEST_CASE(ReadsEmails, boost::unit_test::data::make(kEmails), row) {
  const auto reading = read_email(row.text);
  BOOST_TEST(reading.value.value() == row.want);
  BOOST_TEST(reading.repaired == row.repaired);
}

// RFC 9990 section 3.5: ridtxt = ("<" ridfmt ">") / ridfmt
BOOST_AUTO_TEST_CASE(TakesBracketsOffReportIds) {
  BOOST_TEST(bare_report_id("<a@example.net>") == "a@example.net");
  BOOST_TEST(bare_report_id(" < a > ") == "a");
  BOOST_TEST(bare_report_id("a") == "a");
  BOOST_TEST(bare_report_id("<") == "<");
  BOOST_TEST(bare_report_id("<>").empty());
  BOOST_TEST(bare_report_id("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
