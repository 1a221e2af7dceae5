// SPDX-License-Identifier: MIT
//
// SPF records that cannot be read, as they were likely meant.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace libauth::audit {

/// Octets of a text that is looked at; a longer one is not repaired.
inline constexpr std::size_t kMaxRepaired = 4096;

/// The record with every term that cannot be read as it is likely meant: "ip4:" for "ipv4:",
/// "ip4:192.0.2.1" for "a:192.0.2.1", "-all" for "-all;" and the like. None where a term cannot be
/// guessed, or where the record can be read as it is. What it gives can be read.
/// @param text  is_spf_record() holds
std::optional<std::string> repaired_spf(std::string_view text);

/// How many letters must be put in, taken out or changed to make one word of the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace libauth::audit
