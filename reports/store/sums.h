// SPDX-License-Identifier: MIT
//
// SQL that several questions have in common. Private to this room.

#pragma once

#include <string>

#include "reports/store/answers.h"

namespace reports::store {

/// The sum of an expression over the rows of a group, which stays at 2^63-1 where it would be more.
///
/// A plain sum could overflow, which is an error in SQL that one forged report would be enough for.
/// So billions and the rest are summed apart, and put together where that fits.
/// @param expression  from 0 to 2^63-1, never NULL
inline std::string saturated_sum(const std::string& expression) {
  // PostgreSQL sums BIGINT up to NUMERIC, whose quotients have fractions.
  const std::string high = "CAST(SUM((" + expression + ") / 1000000000) AS BIGINT)";
  const std::string low = "CAST(SUM((" + expression + ") % 1000000000) AS BIGINT)";
  const std::string billions = "(" + high + " + " + low + " / 1000000000)";
  const std::string rest = "(" + low + " % 1000000000)";
  return "CASE WHEN " + billions + " > 9223372036 OR " + billions + " = 9223372036 AND " + rest +
         " > 854775807 THEN 9223372036854775807 ELSE " + billions + " * 1000000000 + " + rest +
         " END";
}

/// Which reports count, as r: $2 and $3 are the period, $4 is 1 where those that are not trusted
/// are left out; see Counting.
inline constexpr const char* kCounted =
    "r.is_latest = 1 AND r.middle_time >= $2 AND r.middle_time < $3"
    " AND (CAST($4 AS BIGINT) = 0 OR COALESCE(r.trust, 'pass') = 'pass')";
/// Whether the mail of r is not its reporter's: intake::Trust::fail and mismatch.
inline const std::string kUntrusted = "COALESCE(r.trust, 'pass') <> 'pass'";

/// A column of r that is an end of its span. A report that does not say, or says what cannot be
/// (see Period), counts from and to its place in time: one forged span would move the first and the
/// last day of all that is counted with it.
inline std::string believed(const std::string& end) {
  return "CASE WHEN COALESCE(r.end_time, r.begin_time) > r.received + " +
         std::to_string(kMaxAhead.count()) + " OR r.end_time - r.begin_time > " +
         std::to_string(kMaxSpan.count()) + " THEN r.middle_time ELSE COALESCE(r." + end +
         ", r.middle_time) END";
}

/// When r began and ended.
inline const std::string kBegin = believed("begin_time");
inline const std::string kEnd = believed("end_time");

/// Midnight of the day in which the middle of r lies; also before 1970, where % is negative.
inline constexpr const char* kDay = "r.middle_time - (r.middle_time % 86400 + 86400) % 86400";

}  // namespace reports::store
