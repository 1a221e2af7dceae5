// SPDX-License-Identifier: MIT
//
// Octets that no reader of XML or JSON may see: NUL, and what is no UTF-8.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace reports::text {

/// A document with the octets put right.
struct CleanOctets {
  std::string text;
  std::size_t nuls = 0;         ///< NUL octets that were removed
  std::size_t invalid = 0;      ///< invalid sequences that became U+FFFD
  std::size_t nul_offset = 0;   ///< of the first NUL, in the document as sent
  std::size_t utf8_offset = 0;  ///< of the first invalid sequence, in the document as sent
};

/// Length of the longest start of the text that is UTF-8 without NUL.
///
/// @spec RFC 3629 section 4: no surrogates, no overlong forms, nothing above U+10FFFF
std::size_t clean_prefix(std::string_view text);

/// The document without NUL octets and with U+FFFD (RFC 3629) in place of each octet that belongs
/// to no UTF-8 sequence; none where the document is clean, which costs no copy.
std::optional<CleanOctets> clean(std::string_view text);

}  // namespace reports::text
