// SPDX-License-Identifier: MIT

#include "libauth/mail/line_end.h"

namespace libauth::mail {

std::string_view octets_of(LineEnd line_end) {
  return line_end == LineEnd::crlf ? "\r\n" : "\n";
}

LineEnd first_line_end(std::string_view text) {
  const std::size_t end = text.find('\n');
  const bool is_bare = end != std::string_view::npos && !text.substr(0, end).ends_with('\r');
  return is_bare ? LineEnd::lf : LineEnd::crlf;
}

}  // namespace libauth::mail
