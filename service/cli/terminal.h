// SPDX-License-Identifier: MIT
//
// Where a command reads and writes, and how it ends.

#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace service::cli {

/// Exit status of every command.
inline constexpr int kGood = 0;
inline constexpr int kFindings = 1;  ///< it ran, and what it found is not good
inline constexpr int kFailed = 2;    ///< usage, or it could not run, or could not decide

/// The streams of a command.
struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool colour = false;     ///< whether `out` takes escape sequences
  bool is_screen = false;  ///< whether `out` is a terminal, which obeys what is written to it
  bool progress = false;   ///< whether `err` has a line that can be written over again
};

/// The streams of the process. Colour where standard output is a terminal and NO_COLOR is not set,
/// progress where standard error is one.
Terminal process_terminal();

/// Says on one line what was wrong, "mailvet: <message>", and gives kFailed.
int fail(Terminal& terminal, std::string_view message);

/// Says on one line what is odd, "mailvet: warning: <message>".
void warn(Terminal& terminal, std::string_view message);

/// `status`, or kFailed with a line that says so where the output could not be written.
int finish(Terminal& terminal, int status);

/// The text on one line, without anything that a terminal obeys: control characters, and those that
/// turn the direction of a line, become \DDD, and what is no UTF-8 becomes U+FFFD.
/// @param kept  control characters that stay as they are
std::string shown(std::string_view text, std::string_view kept = {});

enum class Colour { red, yellow, green, blue, grey };

/// The text in that colour, where the terminal has colours.
std::string coloured(const Terminal& terminal, Colour colour, std::string_view text);

}  // namespace service::cli
