// SPDX-License-Identifier: MIT
//
// Reads gzip, RFC 1952. The only file that knows zlib (docs/decisions/gzip.md).

#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "libauth/base/result.h"

namespace reports::intake {

/// Called with each piece of what comes out; an error ends the reading.
using Sink = std::function<std::optional<libauth::base::ParseError>(std::string_view)>;

/// Gives what all members of the gzip file hold to the sink, one after the other (RFC 1952 section
/// 2.2). Octets behind the last member that are no member are passed over.
///
/// @return  none: all was read, and every member's CRC-32 and length are right. kChecksumRule: all
///          was read, and they are not, or were cut off. kArchiveRule: a header or the compressed
///          data are damaged or cut off; what was given to the sink is incomplete. Else what the
///          sink said
/// @threads safe; keeps no state
std::optional<libauth::base::ParseError> gunzip(std::string_view octets, const Sink& sink);

}  // namespace reports::intake
