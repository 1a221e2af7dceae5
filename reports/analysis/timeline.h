// SPDX-License-Identifier: MIT
//
// What happened day by day.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/time.h"
#include "reports/analysis/gather.h"
#include "reports/analysis/sources.h"

namespace reports::analysis {

/// Messages of a day of UTC.
struct TimelineDay {
  libauth::base::Time day{};  ///< its midnight
  std::uint64_t messages = 0;
  std::optional<ClassCounts> classes{};  ///< absent where there is too much to be told apart
  std::uint64_t passed = 0;              ///< DMARC, of whatever class
  std::uint64_t quarantined = 0;         ///< what receivers did, whether passed or not
  std::uint64_t rejected = 0;

  bool operator==(const TimelineDay&) const = default;
};
BOOST_DESCRIBE_STRUCT(TimelineDay, (), (day, messages, classes, passed, quarantined, rejected))

/// The days with reports, in order. A pure function.
std::vector<TimelineDay> timeline_of(const Daily& daily);

}  // namespace reports::analysis
