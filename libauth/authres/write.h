// SPDX-License-Identifier: MIT
//
// Writes Authentication-Results fields, RFC 8601 section 2.2.

#pragma once

#include <cstddef>
#include <string>

#include "libauth/authres/record.h"
#include "libauth/mail/fold.h"

namespace libauth::authres {

/// Octets of a value that is written: RFC 5321 section 4.5.3.1, no path is longer. A property with
/// a longer one is left out.
inline constexpr std::size_t kMaxValue = 320;
/// Octets of a Keyword that is written; those of the registry have at most 15.
inline constexpr std::size_t kMaxKeyword = 64;
/// Octets of a whole value that is written, before it is folded, so that parse() reads it. The
/// results that do not fit are left out.
inline constexpr std::size_t kMaxWritten = 60'000;

/// The value of the field, without the name and without the last line end. Each result begins a
/// line, and lines are folded at 78 octets where there are spaces.
///
/// All values come from outside. What stands in the field is printable ASCII or UTF-8 (RFC 8601
/// section 2.2 with RFC 6532), quoted where it is no token and no plain address; a value with CR,
/// LF, NUL or another control, or that is not well-formed UTF-8, or that is too long, is refused:
/// its property is left out. A method, result, ptype or property name that is no Keyword, or an
/// authserv-id that is empty or cannot be printed, is a mistake of the caller: the result is left
/// out, or of authserv-id the text "invalid" stands there. Of comments and reasons such octets are
/// escaped as \DDD and the end is cut, so that they have at most kMaxValue octets.
///
/// Keywords are written in lower case. Of a version that is not 1 no results are written, and of no
/// version more than parse() reads: the first kMaxResults, and the first kMaxProperties of each.
///
/// What is written is read back equal by parse(), but for comments, the case of keywords, and what
/// is left out, escaped or cut.
std::string write_value(const AuthenticationResults& results,
                        mail::LineEnd line_end = mail::LineEnd::crlf);

/// The whole field: "Authentication-Results: " and the value.
std::string write_field(const AuthenticationResults& results,
                        mail::LineEnd line_end = mail::LineEnd::crlf);

}  // namespace libauth::authres
