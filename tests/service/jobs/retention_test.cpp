// SPDX-License-Identifier: MIT
//
// How long reports are kept, from words to points in time.

#include "service/jobs/retention.h"

#include <chrono>

#include <boost/test/unit_test.hpp>

using namespace service::jobs;

BOOST_AUTO_TEST_SUITE(Retention)

BOOST_AUTO_TEST_CASE(ReadsEveryKind) {
  KeepDays keep;
  for (const char* words : {"aggregate=400", "tls=90", "failure=1", "unread=36525", "tls=30"}) {
    BOOST_TEST(read_keep_days(words, keep).has_value(), words);
  }
  const KeepDays want{std::chrono::days(400), std::chrono::days(30), std::chrono::days(1),
                      std::chrono::days(36525)};
  BOOST_TEST((keep == want));
}

BOOST_AUTO_TEST_CASE(RefusesOtherWords) {
  for (const char* words : {"", "=", "aggregate", "aggregate=", "aggregate=0", "aggregate=-1",
                            "aggregate=x", "aggregate=36526", "aggregate=1.5", "Aggregate=1",
                            "dmarc=1", "=1", "aggregate =1", "aggregate=99999999999"}) {
    KeepDays keep;
    const auto read = read_keep_days(words, keep);
    BOOST_TEST(!read.has_value(), words);
    BOOST_TEST((keep == KeepDays{}));
    BOOST_TEST(read.error().message.find("KIND=DAYS") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(CountsFromNow) {
  const auto now = *libauth::base::parse_time("2026-05-01T00:00:00Z");
  const auto retention = retention_at({.tls = std::chrono::days(30)}, now);
  BOOST_TEST((retention.tls == libauth::base::parse_time("2026-04-01T00:00:00Z")));
  BOOST_TEST(!retention.aggregate);
  BOOST_TEST(!retention.failure);
  BOOST_TEST(!retention.unread);
}

BOOST_AUTO_TEST_CASE(SaysWhatWasRemoved) {
  BOOST_TEST(to_text({}).empty());
  BOOST_TEST(to_text({.aggregate = 3, .tls = 0, .failure = 1, .unread = 2}) ==
             "removed 3 aggregate, 0 TLS and 1 failure reports and 2 unread payloads by age");
}

BOOST_AUTO_TEST_SUITE_END()
