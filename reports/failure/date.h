// SPDX-License-Identifier: MIT
//
// Dates of mail header fields.

#pragma once

#include <string>
#include <string_view>

#include "libauth/base/time.h"
#include "reports/text/value.h"

namespace reports::failure {

/// The date-time of RFC 5322 section 3.3. Also taken, as repaired: named zones, those of section
/// 4.3 and well-known ones of other places; no zone, which is UTC; ISO 8601; two-digit years; the
/// form of C's asctime(); "01.10.2018" and "01-Oct-2018"; a clock of twelve hours. None for numbers
/// that may be read in two ways, dates that no calendar has, and those before 1970.
text::Reading<libauth::base::Time> read_date(std::string_view text);

/// "Mon, 7 Apr 2025 21:16:09 +0000"
/// @param time  of the years 1970 to 9999
std::string written_date(libauth::base::Time time);

}  // namespace reports::failure
