// SPDX-License-Identifier: MIT
//
// Writes a field that is a tag list (RFC 6376 section 3.2), folded where its tags may be.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace libauth::dkim {

/// Lines of at most 78 octets (RFC 5322 section 2.1.1) where the words are not longer; each next
/// one begins with a space. The same calls give the same text. It checks no value: each is such as
/// its tag allows.
class TagWriter {
 public:
  /// @param field_name  as it is to be written, without the colon
  explicit TagWriter(std::string_view field_name);

  /// A tag whose value stands on one line.
  void add(std::string_view name, std::string_view value);
  /// A tag whose values have colons between them; lines may begin behind a colon.
  void add_list(std::string_view name, std::span<const std::string> values);
  /// A tag of base64, which lines may cut anywhere.
  void add_base64(std::string_view name, std::string_view value);
  /// Appends to the value of the tag of base64 that was added last. A signature is put in so, when
  /// the text before it is hashed.
  void append_base64(std::string_view value);

  /// The field so far, without a semicolon behind the last tag and without a line end.
  const std::string& text() const { return text_; }

 private:
  void begin_tag(std::string_view first_word, std::size_t room = 0);
  void put(std::string_view word);
  void break_line();

  std::string text_;
  std::size_t column_ = 0;  ///< octets in the last line
  bool has_tag_ = false;
};

}  // namespace libauth::dkim
