// SPDX-License-Identifier: MIT
//
// UTF-8, RFC 3629: its characters, whether octets are it, and a text that surely is.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace libauth::base {

/// A character as it stands in a text.
struct Utf8Character {
  char32_t code_point = 0;
  std::size_t octets = 0;  ///< 1 to 4; 0: there is no character

  bool operator==(const Utf8Character&) const = default;
};

/// The character at the beginning of the text. None where the text is empty or does not begin with
/// a well-formed sequence: overlong forms, surrogates and what is above U+10FFFF are none.
/// @spec RFC 3629 section 4
Utf8Character first_character(std::string_view text);

/// Whether the text is made of well-formed characters alone.
bool is_utf8(std::string_view text);

/// The text with every octet that is part of no character replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

}  // namespace libauth::base
