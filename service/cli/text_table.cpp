// SPDX-License-Identifier: MIT

#include "service/cli/text_table.h"

#include <algorithm>
#include <ostream>

namespace service::cli {
namespace {

/// Names of a list that are printed; the rest is counted.
constexpr std::size_t kListedNames = 5;

std::string in_column(const Cell& cell, std::size_t width, TextTable::Align align,
                      const Terminal& terminal) {
  const std::string space(width - std::min(width, width_of(cell.text)), ' ');
  const std::string text = cell.colour ? coloured(terminal, *cell.colour, cell.text) : cell.text;
  return align == TextTable::Align::left ? text + space : space + text;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string listed(const std::vector<std::string>& names, std::uint64_t count) {
  std::string text;
  const std::size_t shown_names = std::min(names.size(), kListedNames);
  for (std::size_t i = 0; i < shown_names; ++i) text += (i == 0 ? "" : ", ") + shown(names[i]);
  if (count > shown_names) text += " and " + std::to_string(count - shown_names) + " more";
  return text;
}

void TextTable::print(Terminal& terminal) const {
  std::vector<std::size_t> widths(columns_.size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i].text));
    }
  }
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += "  " + in_column(row[i], widths[i], columns_[i], terminal);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    terminal.out << line << '\n';
  }
}

}  // namespace service::cli
