// SPDX-License-Identifier: MIT
//
// Goes through a text line by line.

#pragma once

#include <string_view>

namespace reports::intake {

/// Takes the next line off the text, with its end (LF, so CRLF too) where it has one. Of an empty
/// text it is empty.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
  const std::string_view line = text.substr(0, size);
  text.remove_prefix(size);
  return line;
}

/// The line without its end.
inline std::string_view without_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace reports::intake
