// SPDX-License-Identifier: MIT

#include "service/cli/terminal.h"

#include <cstdlib>
#include <iostream>

#include <unistd.h>

#include "libauth/base/text.h"
#include "service/utf8.h"

namespace service::cli {
namespace {

bool takes_colour() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  if (term == nullptr || std::string_view(term) == "dumb") return false;
  return isatty(STDOUT_FILENO) == 1;
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

/// The octets of the control character at the start of UTF-8 text: C0, DEL, or C1 (U+0080 to
/// U+009F, which is 0xC2 and one more octet); 0 where there is none.
std::size_t control_at_start(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7F) return 1;
  if (first != 0xC2 || text.size() < 2) return 0;
  return static_cast<unsigned char>(text[1]) < 0xA0 ? 2 : 0;
}

}  // namespace

Terminal process_terminal() {
  return {.in = std::cin, .out = std::cout, .err = std::cerr, .colour = takes_colour()};
}

int fail(Terminal& terminal, std::string_view message) {
  terminal.err << "mailvet: " << shown(message) << std::endl;
  return kFailed;
}

int finish(Terminal& terminal, int status) {
  terminal.out.flush();
  if (terminal.out.good()) return status;
  return fail(terminal, "Cannot write to standard output.");
}

std::string shown(std::string_view text) {
  const std::string valid = valid_utf8(text);
  std::string line;
  for (std::string_view rest = valid; !rest.empty();) {
    const std::size_t control = control_at_start(rest);
    const std::size_t size = control == 0 ? 1 : control;
    line += control == 0 ? std::string(rest.substr(0, 1))
                         : libauth::base::printable(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  return line;
}

std::string coloured(const Terminal& terminal, Colour colour, std::string_view text) {
  if (!terminal.colour) return std::string(text);
  return std::string(escape_of(colour)) + std::string(text) + "\x1b[0m";
}

}  // namespace service::cli
