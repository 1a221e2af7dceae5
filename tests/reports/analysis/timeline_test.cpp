// SPDX-License-Identifier: MIT
//
// What happened day by day.

#include "reports/analysis/timeline.h"

#include <boost/test/unit_test.hpp>

#include "tests/reports/analysis/world.h"

using namespace reports;
using namespace reports::analysis;
using namespace tests;

BOOST_AUTO_TEST_SUITE(AnalysisTimeline)

BOOST_AUTO_TEST_CASE(CountsTheClassesOfEachDay) {
  Daily daily;
  daily.traffic = named({own_host(100), at(mailgun(60), kReceiver, "reject"), sendgrid(5),
                         at(forged("203.0.113.1", 7), kReceiver, "quarantine"), survived(3)});
  daily.day_of_flow = {day(1), day(1), day(3), day(3), day(3)};
  daily.days = {{day(1)}, {day(3)}};
  const std::vector<TimelineDay> days = timeline_of(daily);
  BOOST_TEST_REQUIRE(days.size() == 2U);
  const TimelineDay first{day(1), 160, ClassCounts{.aligned = 100, .failing = 60}, 100, 0, 60};
  BOOST_TEST((days[0] == first));
  const TimelineDay third{day(3), 15, ClassCounts{.aligned = 5, .forwarder = 3, .spoofing = 7},
                          8,      7,  0};
  BOOST_TEST((days[1] == third));
}

// A report without records is a report all the same.
BOOST_AUTO_TEST_CASE(HasDaysWithoutMessages) {
  Daily daily;
  daily.days = {{day(2)}};
  BOOST_TEST((timeline_of(daily) == std::vector<TimelineDay>{{day(2), 0, ClassCounts(), 0, 0, 0}}));
  BOOST_TEST(timeline_of({}).empty());
}

BOOST_AUTO_TEST_CASE(HasNoClassesWhereThereIsTooMuch) {
  Daily daily;
  daily.is_classified = false;
  daily.days = {{day(2), 9, 5, 2, 1}};
  const std::vector<TimelineDay> want = {{day(2), 9, std::nullopt, 5, 2, 1}};
  BOOST_TEST((timeline_of(daily) == want));
}

BOOST_AUTO_TEST_SUITE_END()
