// SPDX-License-Identifier: MIT
//
// Lines of header fields that we write.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "libauth/mail/line_end.h"

namespace libauth::mail {

/// Octets of a line, without its end, that should not be exceeded, RFC 5322 section 2.1.1.
inline constexpr std::size_t kFoldedLine = 78;

/// Puts line ends before spaces, so that lines have at most kFoldedLine octets where there are
/// spaces to fold at: each "line end, space" stands where `text` has a space. A word that is longer
/// stands on a line of its own; who writes it sees to it that no line is over 998 (section 2.1.1).
/// No line is of white space alone (section 3.2.2).
/// @param column  octets that stand in the first line before the text
std::string folded(std::string_view text, LineEnd line_end, std::size_t column = 0);

/// Appends the folded text to what stands there.
void append_folded(std::string& out, std::string_view text, LineEnd line_end,
                   std::size_t column = 0);

}  // namespace libauth::mail
