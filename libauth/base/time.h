// SPDX-License-Identifier: MIT
//
// Points in time: UTC, whole seconds. Evaluators are told the time, they never ask for it.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace libauth::base {

using Time = std::chrono::sys_seconds;

/// "2026-05-01T00:00:00Z", RFC 3339 section 5.6, always in UTC.
std::string rfc3339(Time time);

/// "2026-05-01", the day in UTC: full-date of RFC 3339 section 5.6.
std::string day_of(Time time);

/// Reads "2026-05-01T00:00:00Z" or whole seconds since 1970-01-01T00:00:00Z; none for other forms.
std::optional<Time> parse_time(std::string_view text);

}  // namespace libauth::base
