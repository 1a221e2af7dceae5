// SPDX-License-Identifier: MIT
//
// Which stored reports a list has, as HTTP and the command line read it.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "libauth/base/result.h"
#include "reports/store/store.h"

namespace service::api {

/// Reads the number "next" of a page; none where the text is no such number.
std::optional<std::int64_t> read_cursor(std::string_view text);

/// Reads from which time on and up to which the reports are listed, each as read_time() has it;
/// either may be left out.
/// @return what is wrong, a sentence, with the rule "from" or "to"; none where nothing is
std::optional<libauth::base::ParseError> read_days(std::optional<std::string_view> from,
                                                   std::optional<std::string_view> to,
                                                   reports::store::Filter& filter);

}  // namespace service::api
