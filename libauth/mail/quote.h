// SPDX-License-Identifier: MIT
//
// How texts are put into structured header fields, RFC 5322 section 3.2.

#pragma once

#include <string>
#include <string_view>

namespace libauth::mail {

/// The text in quotes, with a backslash before each quote and backslash: a quoted-string of RFC
/// 5322 section 3.2.4 where the octets of the text are such as may stand in one.
std::string quoted_string(std::string_view text);
/// Appends the quoted text to what stands there.
void append_quoted_string(std::string& out, std::string_view text);

/// The text in parentheses, with a backslash before each parenthesis and backslash: a comment of
/// RFC 5322 section 3.2.2 where the octets of the text are such as may stand in one.
std::string comment(std::string_view text);
/// Appends the comment to what stands there.
void append_comment(std::string& out, std::string_view text);

/// Whether the text is a dot-atom-text of RFC 5322 section 3.2.3, which needs no quotes.
bool is_dot_atom(std::string_view text);

}  // namespace libauth::mail
