// SPDX-License-Identifier: MIT

#include "libauth/dkim/tag_writer.h"

#include <algorithm>

namespace libauth::dkim {
namespace {

/// Octets of a line, and one less where a semicolon may come behind a word.
constexpr std::size_t kLine = 78;
constexpr std::size_t kWords = kLine - 1;

/// Base64 begins on a line of its own where less of it would stand in this one.
constexpr std::size_t kLeastBase64 = 8;

}  // namespace

TagWriter::TagWriter(std::string_view field_name) : text_(field_name) {
  text_ += ':';
  column_ = text_.size();
}

void TagWriter::break_line() {
  text_ += "\r\n ";
  column_ = 1;
}

void TagWriter::put(std::string_view word) {
  text_ += word;
  column_ += word.size();
}

/// Ends the tag before, and writes the first word of this one where there is room for it and for as
/// many octets more.
void TagWriter::begin_tag(std::string_view first_word, std::size_t room) {
  if (has_tag_) put(";");
  // The first tag stays behind the name of the field: no line is of white space alone.
  if (has_tag_ && column_ + 1 + first_word.size() + room > kWords) {
    break_line();
  } else {
    put(" ");
  }
  has_tag_ = true;
  put(first_word);
}

void TagWriter::add(std::string_view name, std::string_view value) {
  std::string word(name);
  word += '=';
  begin_tag(word.append(value));
}

void TagWriter::add_list(std::string_view name, std::span<const std::string> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::string word = values[i];
    if (i + 1 < values.size()) word += ':';
    if (i == 0) {
      begin_tag(std::string(name) + '=' + word);
    } else {
      // RFC 6376 section 3.5: FWS may stand behind a colon of "h".
      if (column_ + word.size() > kWords) break_line();
      put(word);
    }
  }
}

void TagWriter::add_base64(std::string_view name, std::string_view value) {
  begin_tag(std::string(name) + '=', kLeastBase64);
  append_base64(value);
}

void TagWriter::append_base64(std::string_view value) {
  while (!value.empty()) {
    if (column_ >= kWords) break_line();
    const std::size_t count = std::min(value.size(), kWords - column_);
    put(value.substr(0, count));
    value.remove_prefix(count);
  }
}

}  // namespace libauth::dkim
