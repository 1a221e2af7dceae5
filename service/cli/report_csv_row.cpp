// SPDX-License-Identifier: MIT

#include "service/cli/report_csv_row.h"

#include <algorithm>

#include "service/cli/terminal.h"

namespace service::cli {
namespace {

/// "-12" and "+1.5".
bool is_number(std::string_view cell) {
  if (cell.starts_with('-') || cell.starts_with('+')) cell.remove_prefix(1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_of_number = [&](char c) { return is_digit(c) || c == '.'; };
  return !cell.empty() && is_digit(cell.front()) && std::ranges::all_of(cell, is_of_number) &&
         std::ranges::count(cell, '.') <= 1;
}

bool is_formula(std::string_view cell) {
  constexpr std::string_view kStarts = "=+-@\t";
  return !cell.empty() && kStarts.find(cell.front()) != std::string_view::npos && !is_number(cell);
}

/// \DDD, as shown() has it.
std::string escaped(char separator) {
  const std::string number = std::to_string(int{separator});
  return "\\" + std::string(3 - number.size(), '0') + number;
}

}  // namespace

void CsvRow::add(std::string_view cell) {
  if (!is_first_) cells_ += ',';
  is_first_ = false;
  std::string text = shown(cell, "\t\n");
  if (is_formula(text)) text.insert(0, "'");
  if (text.find_first_of(",\"\n") == std::string::npos) {
    cells_ += text;
    return;
  }
  // RFC 4180 section 2, rules 6 and 7
  cells_ += '"';
  for (const char c : text) {
    if (c == '"') cells_ += '"';
    cells_ += c;
  }
  cells_ += '"';
}

void CsvList::add(std::string_view element) {
  if (!is_first_) cell_ += separator_;
  is_first_ = false;
  for (const char c : element) {
    if (c == separator_ || c == '\\') {
      cell_ += escaped(c);
    } else {
      cell_ += c;
    }
  }
}

}  // namespace service::cli
