// SPDX-License-Identifier: MIT
//
// A row of comma-separated values, RFC 4180, that no spreadsheet runs.

#pragma once

#include <string>
#include <string_view>

namespace service::cli {

/// Cells of one row. What reports say is written by strangers, and spreadsheets take a cell that
/// begins with "=", "+", "-", "@", a tab or CR for a formula: such a cell gets an apostrophe in
/// front, unless it is a number.
class CsvRow {
 public:
  void add(std::string_view cell);
  /// The row with its line end, CRLF (RFC 4180 section 2).
  std::string line() const { return cells_ + "\r\n"; }

 private:
  std::string cells_;
  bool is_first_ = true;
};

}  // namespace service::cli
