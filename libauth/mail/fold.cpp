// SPDX-License-Identifier: MIT

#include "libauth/mail/fold.h"

#include <algorithm>

namespace libauth::mail {

std::string folded(std::string_view text, LineEnd line_end, std::size_t column) {
  std::string out;
  append_folded(out, text, line_end, column);
  return out;
}

void append_folded(std::string& out, std::string_view text, LineEnd line_end, std::size_t column) {
  std::size_t line = column;  // octets that stand in the line before `at`
  std::size_t start = 0;      // of what is not appended yet
  std::size_t at = 0;
  while (at < text.size() && line + (text.size() - at) > kFoldedLine) {
    // Of several spaces only the first is one to fold at: what stands before the next would be a
    // line of white space.
    const std::size_t word = std::min(text.find_first_not_of(' ', at), text.size());
    const std::size_t end = std::min(text.find(' ', word), text.size());
    const bool can_fold = word > at && word < text.size() && line > 0;
    if (can_fold && line + (end - at) > kFoldedLine) {
      out.append(text.substr(start, at - start)).append(octets_of(line_end));
      start = at;
      line = 0;
    }
    line += end - at;
    at = end;
  }
  out += text.substr(start);
}

}  // namespace libauth::mail
