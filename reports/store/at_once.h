// SPDX-License-Identifier: MIT
//
// How many reports one transaction works on, while others wait for it. Private to this room.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/describe/class.hpp>

namespace reports::store {

/// Records of one transaction.
inline constexpr std::int64_t kRecordsAtOnce = 50'000;

/// A report by what it costs; a row of the table report.
struct ReportSize {
  std::int64_t number = 0;
  std::int64_t records = 0;
};
BOOST_DESCRIBE_STRUCT(ReportSize, (), (number, records))

/// How many of the first ones are one transaction: as many as have kRecordsAtOnce together. One is,
/// however many it has.
inline std::size_t count_at_once(const std::vector<ReportSize>& reports) {
  std::size_t count = 0;
  std::int64_t records = 0;
  for (const ReportSize& report : reports) {
    records += report.records;
    if (count > 0 && records > kRecordsAtOnce) break;
    ++count;
  }
  return count;
}

}  // namespace reports::store
