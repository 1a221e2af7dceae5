// SPDX-License-Identifier: MIT
//
// A row of comma-separated values, RFC 4180, that no spreadsheet runs.

#pragma once

#include <string>
#include <string_view>

namespace service::cli {

/// Cells of one row. What reports say is written by strangers. Spreadsheets take a cell that begins
/// with "=", "+", "-", "@" or a tab for a formula: such a cell gets an apostrophe in front, unless
/// it is a number. Of what a terminal obeys, a cell has tabs and line feeds alone; see shown().
class CsvRow {
 public:
  void add(std::string_view cell);
  /// The row with its line end, CRLF (RFC 4180 section 2).
  std::string line() const { return cells_ + "\r\n"; }

 private:
  std::string cells_;
  bool is_first_ = true;
};

/// A list in one cell. Its elements have no separator in them: theirs is \044 for "," and \124 for
/// "|", and a backslash is \092, so that nobody can shift the elements of one list against those of
/// another, and each can be read back.
class CsvList {
 public:
  explicit CsvList(char separator) : separator_(separator) {}
  void add(std::string_view element);
  const std::string& cell() const { return cell_; }

 private:
  std::string cell_;
  char separator_;
  bool is_first_ = true;
};

}  // namespace service::cli
