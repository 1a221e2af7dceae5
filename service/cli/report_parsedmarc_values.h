// SPDX-License-Identifier: MIT
//
// How parsedmarc writes what a report has, or has not.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "reports/sources/source.h"
#include "reports/text/word.h"
#include "service/json.h"

namespace service::cli {

/// Null for what is absent.
template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? boost::json::value_from(*value) : json::value();
}

template <class E>
json::value word_or(const std::optional<reports::text::Word<E>>& word, std::string_view other) {
  return word ? json::value(word->text()) : json::value(other);
}

/// "2026-05-01 00:00:00", always UTC; null for no time.
json::value parsedmarc_time(const std::optional<libauth::base::Time>& time);

/// The object "source" of an address.
/// @param address  as text; null where there is none
/// @param named    who it is; null where nobody knows
json::object parsedmarc_source(const std::optional<std::string>& address,
                               const reports::sources::Source* named);

}  // namespace service::cli
