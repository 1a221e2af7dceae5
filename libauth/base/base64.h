// SPDX-License-Identifier: MIT
//
// Base64 as RFC 4648 section 4 has it.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace libauth::base {

/// The octets that the text stands for. Folding white space inside is passed over, as RFC 6376
/// section 3.5 has it; none where another octet stands, or where length or padding are wrong.
std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text);

/// The text that stands for the octets: on one line, with padding.
std::string encode_base64(std::span<const std::uint8_t> octets);

}  // namespace libauth::base
