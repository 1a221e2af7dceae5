// SPDX-License-Identifier: MIT

#include "reports/failure/lines.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "libauth/base/utf8.h"

namespace reports::failure {
namespace {

bool is_control(char c) {
  return (c >= '\0' && c < ' ') || c == '\x7f';
}

}  // namespace

bool Lines::next() {
  if (next_ >= text_.size()) return false;
  offset_ = next_;
  const std::size_t end = std::min(text_.find(end_, offset_), text_.size());
  next_ = std::min(end + 1, text_.size());
  line_ = text_.substr(offset_, end - offset_);
  if (end_ == '\n' && line_.ends_with('\r')) line_.remove_suffix(1);
  return true;
}

OneLine one_line(std::string_view text) {
  OneLine line;
  line.had_invalid_utf8 = !libauth::base::is_utf8(text);
  line.text = line.had_invalid_utf8 ? libauth::base::valid_utf8(text) : std::string(text);
  for (char& c : line.text) {
    if (!is_control(c)) continue;
    line.had_controls |= !libauth::base::is_fws(c);
    c = ' ';
  }
  line.text = std::string(libauth::base::trim(line.text));
  return line;
}

std::string_view beginning_of(std::string_view utf8, std::size_t octets) {
  if (utf8.size() > octets) {
    // An octet 10xxxxxx goes on with a character, RFC 3629 section 3.
    while (octets > 0 && (static_cast<unsigned char>(utf8[octets]) & 0xc0) == 0x80) --octets;
    utf8 = utf8.substr(0, octets);
  }
  return libauth::base::trim(utf8);
}

}  // namespace reports::failure
