// SPDX-License-Identifier: MIT

#include "libauth/mail/fold.h"

#include <algorithm>

namespace libauth::mail {

std::string folded(std::string_view text, LineEnd line_end, std::size_t column) {
  std::string out;
  std::size_t line = column;
  while (!text.empty()) {
    // Of several spaces only the first is one to fold at: what stands before the next would be a
    // line of white space.
    const std::size_t word = std::min(text.find_first_not_of(' '), text.size());
    const std::size_t end = std::min(text.find(' ', word), text.size());
    const bool can_fold = word > 0 && word < text.size() && line > 0;
    if (can_fold && line + end > kFoldedLine) {
      out += octets_of(line_end);
      line = 0;
    }
    out += text.substr(0, end);
    line += end;
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace libauth::mail
