// SPDX-License-Identifier: MIT
//
// What may stand in the tags of a signature or a seal: the small grammars of RFC 6376 sections 2.11
// and 3.5.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "libauth/base/time.h"
#include "libauth/dns/name.h"

namespace libauth::dkim {

/// 1 to `most` decimal digits.
bool is_digits(std::string_view text, std::size_t most);

/// Sets of one ARC chain, RFC 8617 section 4.2.1.
inline constexpr unsigned kMaxInstance = 50;

/// The instance of an ARC set: one or two digits, 1 to kMaxInstance.
/// @abnf position = 1*2DIGIT ; 1 - 50
std::optional<unsigned> read_instance(std::string_view digits);

/// The time of "t" or "x": digits, seconds since 1970-01-01T00:00:00Z. A time of more than twelve
/// digits is as good as infinite (RFC 6376 section 3.5): it is 10^12.
std::optional<base::Time> read_time(std::string_view digits);

/// Printable ASCII and UTF-8 (RFC 3629); white space and line ends only where `with_fws`.
bool is_printable_utf8(std::string_view text, bool with_fws);

/// Where a CR or LF stands that is no fold (RFC 5322 section 3.2.2); npos where none does. Programs
/// differ in what they make of one, so that a signature with one is none.
std::size_t find_bare_line_end(std::string_view text);

/// A domain as a signature writes it: two labels or more (RFC 6376 section 3.5), no escape, no dot
/// at the end; U-labels are taken (RFC 8616 section 4).
std::optional<dns::Name> read_domain(std::string_view text);

/// A selector: labels of letters, digits and hyphens. "_" is taken too: RFC 6376 section 3.1 has
/// not got it, but selectors with it are in use, and nothing can be forged with it.
std::optional<dns::Name> read_selector(std::string_view text);

/// RFC 6376 section 2.11: "=" and two upper-case hexadecimal digits are an octet, white space is
/// nothing. None where "=" is followed by something else.
/// @abnf dkim-quoted-printable = *(FWS / hex-octet / dkim-safe-char)
std::optional<std::string> decode_quoted_printable(std::string_view text);

/// The local part of "i": none, a quoted string, or what needs no quotes (RFC 5321 section 4.1.2,
/// RFC 6531 section 3.3). Where dots stand does not matter.
bool is_local_part(std::string_view text);

/// RFC 5322 section 3.6.8, but for the semicolon, which ends a tag.
bool is_field_name(std::string_view name);

}  // namespace libauth::dkim
