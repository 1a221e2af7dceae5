// SPDX-License-Identifier: MIT
//
// Writes a failure report as a mail, RFC 9991.

#pragma once

#include <string>
#include <string_view>

#include "libauth/base/result.h"
#include "reports/failure/report.h"

namespace reports::failure {

/// The rules of a ParseError: why a report cannot be written.
inline constexpr std::string_view kRequiredRule = "required-field";  ///< a field is missing
inline constexpr std::string_view kAddressRule = "address";          ///< mail.from or mail.to
inline constexpr std::string_view kDateRule = "date";         ///< not of the years 1970 to 9999
inline constexpr std::string_view kAsciiRule = "ascii";       ///< mail has other characters
inline constexpr std::string_view kNameRule = "field-name";   ///< of other_fields, RFC 5322
inline constexpr std::string_view kLineRule = "line-octets";  ///< a word is longer than a line
inline constexpr std::string_view kOriginalRule =
    "original";  ///< has octets that no mail can carry

/// The report as a whole mail: multipart/report of three parts, with CRLF line ends. parse() reads
/// from its parts what was written.
///
/// Written are the fields, `mail`, and the header of `original`, with its body where it has one.
/// What is private in them is for the caller to take out first (RFC 6590, RFC 9991 section 7), and
/// so is the limit on how many reports go out (RFC 9991 section 8.1).
///
/// Values come from mails that nobody vouches for: control characters in them become spaces and
/// what is no UTF-8 becomes U+FFFD, so that no value ends its field. The boundary stands nowhere in
/// the parts. DKIM-Domain and its like are written where they are there: whether the message had a
/// signature, and so whether RFC 9991 section 4 asks for them, only the caller knows.
///
/// @spec    RFC 9991 section 4; RFC 6591 section 3; RFC 5965 section 2
/// @param   report  feedback_type is "auth-failure"; user_agent, version, auth_failure,
/// identity_alignment, authentication_results, reported_domain, original, and from, to, date and
/// message_id of mail are needed too
/// @return  the error has one of the rules above
/// @threads safe; keeps no state
libauth::base::Result<std::string> write(const Report& report);

}  // namespace reports::failure
