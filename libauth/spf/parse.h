// SPDX-License-Identifier: MIT
//
// Reads SPF records, RFC 7208 section 12.

#pragma once

#include <string_view>

#include "libauth/base/result.h"
#include "libauth/spf/record.h"

namespace libauth::spf {

/// Whether the text is an SPF record at all: "v=spf1" in any case, then a space or the end.
/// @spec RFC 7208 section 4.5
bool is_spf_record(std::string_view text);

/// Reads a record. The first syntax error anywhere makes it unusable (section 4.6).
/// @param text octets, the strings of a TXT record joined; is_spf_record() holds
/// @abnf record = version terms *SP
base::Result<Record> parse_record(std::string_view text);

}  // namespace libauth::spf
