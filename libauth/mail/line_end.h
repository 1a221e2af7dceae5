// SPDX-License-Identifier: MIT
//
// How lines end, of what is read and of what is written.

#pragma once

#include <string_view>

#include <boost/describe/enum.hpp>

namespace libauth::mail {

enum class LineEnd {
  crlf,  ///< as on the wire (RFC 5321 section 2.3.8). A CR or LF alone is an octet like others
  lf,    ///< as in a file, and as mail filters hand fields to their server. In what is read an LF
         ///< without CR before it stands for CRLF: it is the caller who says so, nothing is guessed
};

BOOST_DESCRIBE_ENUM(LineEnd, crlf, lf)

/// CRLF or LF.
std::string_view octets_of(LineEnd line_end);

/// How the first line of the text ends; crlf where it has no end.
LineEnd first_line_end(std::string_view text);

}  // namespace libauth::mail
