// SPDX-License-Identifier: MIT
//
// Lines of a text whose line ends are of any kind, and the one line that a value becomes.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reports::failure {

/// Goes through the lines of a text. LF ends a line, with CR before it or without; in a text
/// without any LF it is CR. So a CR that somebody put into a line of a mail makes no line of it.
class Lines {
 public:
  /// @param text  must outlive the lines
  explicit Lines(std::string_view text)
      : text_(text), end_(text.find('\n') == std::string_view::npos ? '\r' : '\n') {}

  /// Whether there is a next line: then line() is it.
  bool next();
  /// Without its end.
  std::string_view line() const { return line_; }
  /// Octets before the line.
  std::size_t offset() const { return offset_; }
  /// Octets before the next line.
  std::size_t next_offset() const { return next_; }

 private:
  std::string_view text_;
  char end_;
  std::string_view line_;
  std::size_t offset_ = 0;
  std::size_t next_ = 0;
};

/// A text as a value on one line.
struct OneLine {
  std::string text;  ///< UTF-8 without control characters and without space at its ends
  bool had_invalid_utf8 = false;
  bool had_controls = false;  ///< other than tabs and line ends
};

/// Every control character, tabs and line ends too, becomes a space; what is no UTF-8 becomes
/// U+FFFD. Nothing that a mail header could take for the end of a field is left.
OneLine one_line(std::string_view text);

/// The text's beginning, at most as many octets, whole characters of UTF-8, without space at its
/// ends.
std::string_view beginning_of(std::string_view utf8, std::size_t octets);

}  // namespace reports::failure
