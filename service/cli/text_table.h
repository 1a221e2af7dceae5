// SPDX-License-Identifier: MIT
//
// Columns of text for people, as wide as what is in them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libauth/base/text.h"
#include "libauth/base/time.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// One cell. Whatever the text is, it is printed as shown() has it.
struct Cell {
  Cell(std::string_view words) : text(shown(words)) {}
  Cell(const std::string& words) : text(shown(words)) {}
  Cell(const char* words) : text(shown(words)) {}
  Cell(std::uint64_t number) : text(std::to_string(number)) {}
  Cell(std::string_view words, Colour ink) : text(shown(words)), colour(ink) {}

  std::string text;
  std::optional<Colour> colour{};
};

class TextTable {
 public:
  enum class Align { left, right };

  /// @param columns  how the cells of each stand; rows have as many cells, or fewer
  explicit TextTable(std::vector<Align> columns) : columns_(std::move(columns)) {}

  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  bool is_empty() const { return rows_.empty(); }

  /// Two spaces in front of each line and between columns, none at the end of a line.
  void print(Terminal& terminal) const;

 private:
  std::vector<Align> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// The octets of UTF-8 that begin a character: about how wide the text is.
std::size_t width_of(std::string_view text);

using libauth::base::counted;
using libauth::base::day_of;

/// The first of the names, by commas, and how many there are more: "a, b and 3 more".
/// @param count  of all, names.size() or more
std::string listed(const std::vector<std::string>& names, std::uint64_t count);

}  // namespace service::cli
