// SPDX-License-Identifier: MIT

#include "libauth/base/time.h"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace libauth::base;

namespace {

std::string parsed(std::string_view text) {
  const auto time = parse_time(text);
  return time ? std::to_string(time->time_since_epoch().count()) : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base_time)

BOOST_AUTO_TEST_CASE(reads_rfc_3339_and_seconds) {
  const struct {
    const char* text;
    const char* want;
  } kRows[] = {
      {"1970-01-01T00:00:00Z", "0"},
      {"2026-05-01T00:00:00Z", "1777593600"},
      {"2024-02-29T23:59:59Z", "1709251199"},
      {"0", "0"},
      {"4294967295", "4294967295"},
      {"1777593600", "1777593600"},
      {"2026-02-29T00:00:00Z", "none"},
      {"2026-13-01T00:00:00Z", "none"},
      {"2026-00-01T00:00:00Z", "none"},
      {"2026-05-00T00:00:00Z", "none"},
      {"2026-05-32T00:00:00Z", "none"},
      {"2026-05-01T24:00:00Z", "none"},
      {"2026-05-01T00:60:00Z", "none"},
      {"2026-05-01T00:00:60Z", "none"},
      {"2026-05-01T00:00:00", "none"},
      {"2026-05-01T00:00:00z", "none"},
      {"2026-05-01 00:00:00Z", "none"},
      {"2026-05-01T00:00:00+00:00", "none"},
      {"2026-05-01T00:00:0xZ", "none"},
      {"2026-05-01", "none"},
      {"", "none"},
      {"-1", "none"},
      {"4294967296", "none"},
      {" 1", "none"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text << '"') {
      BOOST_TEST(parsed(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(writes_what_it_reads) {
  for (const char* text : {"1970-01-01T00:00:00Z", "2026-05-01T12:34:56Z", "2000-02-29T23:59:59Z",
                           "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST_REQUIRE(parse_time(text).has_value());
      BOOST_TEST(rfc3339(*parse_time(text)) == text);
    }
  }
  BOOST_TEST(rfc3339(Time(std::chrono::seconds(-1))) == "1969-12-31T23:59:59Z");
}

BOOST_AUTO_TEST_CASE(tells_the_day) {
  BOOST_TEST(day_of(parse_time("2026-05-01T23:59:59Z").value()) == "2026-05-01");
  BOOST_TEST(day_of(Time(std::chrono::seconds(253'402'300'800))) == "10000-01-01");
}

BOOST_AUTO_TEST_SUITE_END()
