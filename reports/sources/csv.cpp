// SPDX-License-Identifier: MIT

#include "reports/sources/csv.h"

#include <algorithm>

#include "libauth/base/text.h"

namespace reports::sources {

namespace base = libauth::base;

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

base::ParseError CsvReader::error(std::string_view rule, std::string_view what) const {
  return {row_offset_, std::string(rule),
          "line " + std::to_string(row_line_) + ": " + std::string(what)};
}

base::Result<std::vector<std::string>> CsvReader::next() {
  std::vector<std::string> cells;
  skip_space();
  while (at_ < text_.size() && at_line_end()) {
    skip_line_end();
    skip_space();
  }
  row_line_ = line_;
  row_offset_ = at_;
  if (at_ == text_.size()) return cells;
  for (;;) {
    std::string& cell = cells.emplace_back();
    skip_space();
    if (at_ < text_.size() && text_[at_] == '"') {
      if (!read_quoted(cell)) return error(kCsvQuoteRule, "a quoted cell does not end");
      skip_space();
      if (!at_line_end() && text_[at_] != ',') {
        return error(kCsvQuoteRule, "there is text after a quoted cell");
      }
    } else {
      read_plain(cell);
    }
    if (at_line_end()) break;
    ++at_;  // the comma
  }
  skip_line_end();
  return cells;
}

/// RFC 4180 section 2, rules 5 to 7: two quotes stand for one.
bool CsvReader::read_quoted(std::string& cell) {
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '"') {
      ++at_;
      if (at_ == text_.size() || text_[at_] != '"') {
        cell = std::string(base::trim(cell));
        return true;
      }
    } else if (text_[at_] == '\n') {
      ++line_;
    }
    cell += text_[at_];
  }
  return false;
}

void CsvReader::read_plain(std::string& cell) {
  const std::size_t end = std::min(text_.find_first_of(",\n", at_), text_.size());
  cell = std::string(base::trim(text_.substr(at_, end - at_)));
  at_ = end;
}

void CsvReader::skip_space() {
  while (at_ < text_.size() && base::is_wsp(text_[at_])) ++at_;
}

bool CsvReader::at_line_end() const {
  return at_ == text_.size() || text_[at_] == '\n' || text_.substr(at_).starts_with("\r\n");
}

void CsvReader::skip_line_end() {
  if (at_ == text_.size()) return;
  at_ += text_[at_] == '\r' ? 2U : 1U;
  ++line_;
}

}  // namespace reports::sources
