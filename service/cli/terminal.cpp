// SPDX-License-Identifier: MIT

#include "service/cli/terminal.h"

#include <cstdlib>
#include <iostream>

#include <unistd.h>

#include "libauth/base/text.h"
#include "libauth/base/utf8.h"

namespace service::cli {
namespace {

/// Whether it is a terminal that takes escape sequences.
bool is_terminal(int fd) {
  const char* term = std::getenv("TERM");
  if (term == nullptr || std::string_view(term) == "dumb") return false;
  return isatty(fd) == 1;
}

bool takes_colour() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  return is_terminal(STDOUT_FILENO);
}

std::string_view escape_of(Colour colour) {
  switch (colour) {
    case Colour::red:
      return "\x1b[31m";
    case Colour::yellow:
      return "\x1b[33m";
    case Colour::green:
      return "\x1b[32m";
    case Colour::blue:
      return "\x1b[34m";
    case Colour::grey:
      return "\x1b[90m";
  }
  return {};
}

/// C0, DEL and C1, the separators of lines, and what turns the direction of a line (Unicode
/// Standard Annex 9): with that a text shows otherwise than it reads.
bool is_obeyed(char32_t point) {
  const bool is_control = point < 0x20 || (point >= 0x7F && point < 0xA0);
  const bool is_separator = point == 0x2028 || point == 0x2029;
  const bool is_mark = point == 0x061C || point == 0x200E || point == 0x200F;
  const bool is_direction =
      (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
  return is_control || is_separator || is_mark || is_direction;
}

}  // namespace

Terminal process_terminal() {
  return {.in = std::cin,
          .out = std::cout,
          .err = std::cerr,
          .colour = takes_colour(),
          .is_screen = isatty(STDOUT_FILENO) == 1,
          .progress = is_terminal(STDERR_FILENO)};
}

int fail(Terminal& terminal, std::string_view message) {
  terminal.err << "mailvet: " << shown(message) << std::endl;
  return kFailed;
}

void warn(Terminal& terminal, std::string_view message) {
  terminal.err << "mailvet: warning: " << shown(message) << std::endl;
}

int finish(Terminal& terminal, int status) {
  terminal.out.flush();
  if (terminal.out.good()) return status;
  return fail(terminal, "Cannot write to standard output.");
}

std::string shown(std::string_view text, std::string_view kept) {
  const std::string valid = libauth::base::valid_utf8(text);
  std::string line;
  for (std::string_view rest = valid; !rest.empty();) {
    const libauth::base::Utf8Character next = libauth::base::first_character(rest);
    const std::string_view octets = rest.substr(0, next.octets);
    const bool is_escaped =
        is_obeyed(next.code_point) && kept.find(octets) == std::string_view::npos;
    line += is_escaped ? libauth::base::printable(octets) : std::string(octets);
    rest.remove_prefix(next.octets);
  }
  return line;
}

std::string coloured(const Terminal& terminal, Colour colour, std::string_view text) {
  if (!terminal.colour) return std::string(text);
  return std::string(escape_of(colour)) + std::string(text) + "\x1b[0m";
}

}  // namespace service::cli
