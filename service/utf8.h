// SPDX-License-Identifier: MIT
//
// UTF-8: whether octets are it, and a text that surely is.

#pragma once

#include <string>
#include <string_view>

namespace service {

/// Whether the octets are well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates.
bool is_utf8(std::string_view octets);

/// The octets with every one that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view octets);

}  // namespace service
