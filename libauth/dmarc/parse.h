// SPDX-License-Identifier: MIT
//
// Reads DMARC policy records, RFC 9989 sections 4.7 and 4.8.

#pragma once

#include <optional>
#include <string_view>

#include "libauth/dmarc/record.h"

namespace libauth::dmarc {

/// Whether the text is a DMARC record at all: it begins with the tag "v", whose value is exactly
/// "DMARC1". Only spaces and tabs may stand between, and none before.
bool is_dmarc_record(std::string_view text);

/// Reads a DMARC record. Never fails: what is wrong is told in the problems, and the default counts
/// in its place.
/// @param text octets, the strings of a TXT record joined; is_dmarc_record() holds
Record parse_record(std::string_view text);

}  // namespace libauth::dmarc
