// SPDX-License-Identifier: MIT
//
// Undoes the transfer encodings of mail, however badly they were done.

#pragma once

#include <string>
#include <string_view>

namespace reports::intake {

/// What a mail's Content-Transfer-Encoding makes of octets. 7bit, 8bit and binary change nothing.
enum class Encoding { none, base64, quoted_printable, uuencode };

/// The octets that the text stands for: what is no part of the encoding is passed over, lines may
/// have any length and any end, and nothing is ever an error, as what comes out shows by itself
/// whether it is a report.
///
/// base64 (RFC 2045 section 6.8): octets outside the alphabet are passed over, padding may be
/// missing or stand in the middle; behind padding, lines that are no base64 are a footer.
/// quoted-printable (RFC 2045 section 6.7): "=" that begins no encoded octet stands for itself.
/// uuencode: from the line "begin", or from the first line where there is none, to "end".
///
/// @return  no longer than the text
/// @threads safe; keeps no state
std::string decoded(std::string_view text, Encoding encoding);

/// Whether the line has only octets that base64 has, space, and the ">" of quoted lines.
bool is_base64_line(std::string_view line);

}  // namespace reports::intake
