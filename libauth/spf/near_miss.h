// SPDX-License-Identifier: MIT
//
// Texts that are no SPF record but were meant as one.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace libauth::spf {

/// The record that the text was likely meant to be, for "v=spf1-all", "v=spf 1 mx", "spf1 mx", a
/// record in quotes and the like; it begins as a record has to, and may still not be readable. None
/// for SPF records themselves and for all other texts, such as "spf2.0/pra" (RFC 4406).
/// @param text  octets of a TXT record, strings joined
/// @spec RFC 7208 section 4.5
std::optional<std::string> meant_record(std::string_view text);

}  // namespace libauth::spf
