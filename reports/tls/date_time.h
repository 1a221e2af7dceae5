// SPDX-License-Identifier: MIT
//
// Dates and times as senders of TLS reports write them. Private to this room.

#pragma once

#include <string_view>

#include "libauth/base/time.h"
#include "reports/text/value.h"

namespace reports::tls {

/// A date and time of RFC 3339 section 5.6, in any time zone, from 1970 to 9999. Also taken, and
/// repaired: a fraction of seconds, which is dropped; no time zone, which is UTC; no seconds; no
/// time of day, which is 00:00:00; a space for the "T"; 24:00:00; whole seconds since 1970.
/// @param text  trimmed
text::Reading<libauth::base::Time> read_date_time(std::string_view text);

}  // namespace reports::tls
