// SPDX-License-Identifier: MIT
//
// The beginning of an Authentication-Results field: who wrote it. Private to this room.

#pragma once

#include <string>
#include <string_view>

#include "libauth/base/result.h"

namespace libauth::authres {

/// The version of RFC 8601 section 2.2.
inline constexpr unsigned kVersion = 1;

struct Head {
  std::string authserv_id;  ///< unquoted, not empty
  unsigned version = kVersion;

  bool operator==(const Head&) const = default;
};

/// authserv-id and version. What comes behind them is not read, but there are no controls in it,
/// and of version 1 it begins with ";".
base::Result<Head> parse_head(std::string_view value);

}  // namespace libauth::authres
