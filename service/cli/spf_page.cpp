// SPDX-License-Identifier: MIT

#include "service/cli/spf_page.h"

#include <algorithm>
#include <ostream>

#include "libauth/base/text.h"

namespace service::cli {
namespace {

/// Columns of Page::labelled() in front of the text.
constexpr std::size_t kLabel = 14;

std::string spaces(std::size_t count) {
  return std::string(count, ' ');
}

}  // namespace

void Page::blank() {
  terminal_.out << '\n';
}

void Page::line(std::size_t indent, const std::vector<Piece>& pieces) {
  terminal_.out << spaces(indent);
  for (const Piece& piece : pieces) put(piece.text, piece.colour);
  terminal_.out << '\n';
}

void Page::heading(std::string_view text) {
  blank();
  line(0, {{std::string(text), Colour::blue}});
}

void Page::paragraph(std::size_t indent, std::string_view text, std::optional<Colour> colour) {
  terminal_.out << spaces(indent);
  put_words(text, indent, indent, colour);
}

void Page::bullet(std::string_view text) {
  terminal_.out << "  - ";
  put_words(text, 4, 4, std::nullopt);
}

void Page::labelled(std::string_view label, std::string_view text, std::optional<Colour> colour) {
  std::string word(label);
  word.resize(std::max(kLabel, word.size() + 1), ' ');
  put(word, Colour::grey);
  put_words(text, kLabel, word.size(), colour);
}

void Page::put(std::string_view text, std::optional<Colour> colour) {
  if (text.empty()) return;
  const std::string safe = shown(text);
  terminal_.out << (colour ? coloured(terminal_, *colour, safe) : safe);
}

void Page::put_words(std::string_view text, std::size_t indent, std::size_t column,
                     std::optional<Colour> colour) {
  const std::string safe = shown(text);
  std::string line;
  for (const std::string_view word : libauth::base::split(safe, ' ')) {
    if (!line.empty() && column + line.size() + 1 + word.size() > kWidth) {
      put(line, colour);
      terminal_.out << '\n' << spaces(indent);
      column = indent;
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  put(line, colour);
  terminal_.out << '\n';
}

std::string cut(std::string_view octets, std::size_t limit) {
  const std::string text = libauth::base::printable(octets.substr(0, limit), limit);
  if (octets.size() <= limit) return text;
  return text + "... (" + std::to_string(octets.size()) + " octets in all)";
}

std::string listed(const std::vector<std::string>& items, std::size_t limit, std::size_t total) {
  const std::size_t all = std::max(items.size(), total);
  const std::size_t count = std::min(items.size(), limit);
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_last = i + 1 == all;
    if (i > 0) text += is_last ? " and " : ", ";
    text += items[i];
  }
  if (all > count) text += " and " + std::to_string(all - count) + " more";
  return text;
}

std::string ordinal(std::size_t number) {
  const std::size_t last = number % 10;
  const bool is_teen = number % 100 / 10 == 1;
  const char* end = is_teen || last > 3 || last == 0 ? "th"
                    : last == 1                      ? "st"
                    : last == 2                      ? "nd"
                                                     : "rd";
  return std::to_string(number) + end;
}

std::string cost_line(const libauth::audit::Cost& cost) {
  return counted(cost.questions, "DNS question") + " in " + counted(cost.rounds, "round") + "\n";
}

}  // namespace service::cli
