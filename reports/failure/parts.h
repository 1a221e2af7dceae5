// SPDX-License-Identifier: MIT
//
// What a failure report is read from: the parts of a mail, decoded by who unpacked it.

#pragma once

#include <optional>
#include <string>

namespace reports::failure {

/// The parts of one mail that make a failure report. Texts are decoded octets (the transfer
/// encoding is undone, the character set is not), with any line ends: CRLF, LF or CR.
struct Parts {
  std::string header;  ///< of the mail that brought it: all fields, without the empty line
  std::string text;    ///< the text for people, all text/plain before the report together
  std::optional<std::string> feedback;  ///< message/feedback-report, RFC 5965 section 3.1; none in
                                        ///< the plain-text reports of Exim and cPanel
  std::optional<std::string> original;  ///< the message that failed, or its header only
  bool is_header_only = false;          ///< it came as text/rfc822-headers or the like
};

}  // namespace reports::failure
