// SPDX-License-Identifier: MIT
//
// Which octets may stand where in an Authentication-Results field. Private to this room.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace libauth::authres {

/// An octet of an RFC 2045 section 5.1 token: printable, no space, no tspecial.
bool is_token_octet(char c);

/// Such octets, one at least.
bool is_token(std::string_view text);

/// Puts a Keyword of RFC 5321 section 4.1.2, as RFC 8601 section 2.2 takes it (letters, digits and
/// hyphens, and no hyphen at the end), in lower case over the octets from `to` on, as many as it
/// has. False where the text is none; what stands there then means nothing.
bool put_keyword(std::string::iterator to, std::string_view text);

/// A pvalue of RFC 8601 section 2.2 that needs no quotes whoever reads it: a token, "@domain", or
/// "local-part@domain" where the local-part is a token too.
bool is_plain_pvalue(std::string_view text);

/// Octets of the printable character at the beginning of the text: 1 for printable ASCII, 2 to 4
/// for other well-formed UTF-8 (RFC 3629 section 4) that is no control and ends no line; 0 where
/// there is none.
std::size_t printable_size(std::string_view text);

/// Whether the text is made of printable characters alone.
bool is_printable(std::string_view text);

/// The text for people: what is not printable becomes \DDD, octet by octet, and what is over
/// `limit` octets is cut and ends in "...". A text that needs none of this stays as it is.
/// @param limit  at least 4
std::string shown(std::string_view text, std::size_t limit);

}  // namespace libauth::authres
