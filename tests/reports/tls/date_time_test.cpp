// SPDX-License-Identifier: MIT

#include "reports/tls/date_time.h"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using reports::tls::read_date_time;

namespace {

struct Row {
  const char* text;
  const char* want;  // null: no value
  bool repaired;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << '"' << row.text << '"';
}

const Row kRows[] = {
    // RFC 3339 section 5.6
    {"2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z", false},
    {"2026-05-01t00:00:00z", "2026-05-01T00:00:00Z", false},
    {"2026-05-01T02:00:00+02:00", "2026-05-01T00:00:00Z", false},
    {"2026-04-30T19:30:00-04:30", "2026-05-01T00:00:00Z", false},
    {"2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z", false},
    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", false},  // a leap second
    {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", false},
    {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", false},
    // What senders write instead
    {"2026-05-01T23:59:59.999Z", "2026-05-01T23:59:59Z", true},
    {"2026-05-01T23:59:59,5Z", "2026-05-01T23:59:59Z", true},
    {"2026-05-01T23:59:59", "2026-05-01T23:59:59Z", true},
    {"2026-05-01 23:59:59Z", "2026-05-01T23:59:59Z", true},
    {"2026-05-01 23:59:59 UTC", "2026-05-01T23:59:59Z", true},
    {"2026-05-01T23:59:59 GMT", "2026-05-01T23:59:59Z", true},
    {"2026-05-01T02:00:00+0200", "2026-05-01T00:00:00Z", true},
    {"2026-05-01T02:00:00+02", "2026-05-01T00:00:00Z", true},
    {"2026-05-01T23:59Z", "2026-05-01T23:59:00Z", true},
    {"2026-05-01", "2026-05-01T00:00:00Z", true},
    {"2026-05-01T24:00:00Z", "2026-05-02T00:00:00Z", true},
    {"1777593600", "2026-05-01T00:00:00Z", true},
    {"1777593600000", "2026-05-01T00:00:00Z", true},
    // Nothing
    {"", nullptr, false},
    {"yesterday", nullptr, false},
    {"2026-02-29T00:00:00Z", nullptr, false},
    {"2026-13-01T00:00:00Z", nullptr, false},
    {"2026-00-01T00:00:00Z", nullptr, false},
    {"2026-05-01T24:00:01Z", nullptr, false},
    {"2026-05-01T25:00:00Z", nullptr, false},
    {"2026-05-01T00:60:00Z", nullptr, false},
    {"2026-05-01T00:00:61Z", nullptr, false},
    {"2026-05-01T00:00:00+24:00", nullptr, false},
    {"2026-05-01T00:00:00+02:60", nullptr, false},
    {"2026-05-01T00:00:00Zulu", nullptr, false},
    {"2026-05-01T00:00:00 CET", nullptr, false},
    {"2026-05-01T", nullptr, false},
    {"2026-05-01T00", nullptr, false},
    {"2026-5-1", nullptr, false},
    {"1969-12-31T23:59:59Z", nullptr, false},
    {"1970-01-01T00:00:00+01:00", nullptr, false},
    {"9999-12-31T23:59:59-01:00", nullptr, false},
    {"+2026-05-01", nullptr, false},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(TlsDateTime)

BOOST_DATA_TEST_CASE(Reads, boost::unit_test::data::make(kRows), row) {
  const auto reading = read_date_time(row.text);
  BOOST_TEST_REQUIRE(reading.value.has_value() == (row.want != nullptr));
  if (row.want == nullptr) return;
  BOOST_TEST(libauth::base::rfc3339(*reading.value) == row.want);
  BOOST_TEST(reading.repaired == row.repaired);
}

BOOST_AUTO_TEST_SUITE_END()
