// SPDX-License-Identifier: MIT
//
// Rows of comma-separated values, RFC 4180.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"

namespace reports::sources {

inline constexpr std::string_view kCsvQuoteRule = "csv-quote";  ///< the quotes of a cell are wrong

/// Reads one row after the other. Line ends are CRLF or LF; a byte order mark and empty lines are
/// passed over; white space around a cell does not count. A quote inside a cell that does not begin
/// with one is a character like any other.
class CsvReader {
 public:
  /// The text outlives the reader.
  explicit CsvReader(std::string_view text);

  /// The cells of the next row; none at all where there is no further row. The message of an error
  /// begins with the line: "line 7: ...".
  /// @spec RFC 4180 section 2
  libauth::base::Result<std::vector<std::string>> next();

  /// Of the row that was read last: its first line, the first being 1, and the octets before it.
  std::size_t line() const { return row_line_; }
  std::size_t offset() const { return row_offset_; }

  /// The error of that rule at the row that was read last.
  libauth::base::ParseError error(std::string_view rule, std::string_view what) const;

 private:
  bool read_quoted(std::string& cell);
  void read_plain(std::string& cell);
  void skip_space();
  bool at_line_end() const;
  void skip_line_end();

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t row_line_ = 1;
  std::size_t row_offset_ = 0;
};

}  // namespace reports::sources
