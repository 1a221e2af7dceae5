// SPDX-License-Identifier: MIT
//
// The data of a record as a zone file writes it.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "libauth/base/result.h"
#include "libauth/dns/answer.h"
#include "libauth/dns/name.h"
#include "libauth/dns/zone_text.h"

namespace libauth::dns {

/// The code of a type that records can have, from "TXT" or "TYPE16" (RFC 3597 section 5); none for
/// other words and for the types of questions and pseudo-records.
std::optional<std::uint16_t> parse_zone_type(std::string_view word);

/// The name that a word of a zone file stands for: "@", absolute, or below the origin.
base::Result<Name> read_zone_name(const ZoneWord& word, const std::optional<Name>& origin,
                                  const ZonePlace& place);

/// The words after the type, as one record of it.
base::Result<Records> read_zone_rdata(std::uint16_t type, std::span<const ZoneWord> words,
                                      const std::optional<Name>& origin, const ZonePlace& place);

}  // namespace libauth::dns
