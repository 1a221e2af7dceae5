// SPDX-License-Identifier: MIT
//
// Text for people in lines that fit a terminal.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/audit/audit.h"
#include "libauth/base/text.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// A piece of a line.
struct Piece {
  std::string text;
  std::optional<Colour> colour{};
};

/// Writes to the terminal. Whatever it is given goes through shown(), so that texts from outside
/// may be part of any sentence.
class Page {
 public:
  /// Columns of a line, where its words allow.
  static constexpr std::size_t kWidth = 96;

  explicit Page(Terminal& terminal) : terminal_(terminal) {}

  void blank();
  /// One line, as long as it is.
  void line(std::size_t indent, const std::vector<Piece>& pieces);
  /// A heading at the left edge, with an empty line above.
  void heading(std::string_view text);
  /// Sentences, broken between words.
  void paragraph(std::size_t indent, std::string_view text,
                 std::optional<Colour> colour = std::nullopt);
  /// A paragraph with "- " in front of its first line.
  void bullet(std::string_view text);
  /// A paragraph with a word in front of its first line, in columns of its own.
  void labelled(std::string_view label, std::string_view text,
                std::optional<Colour> colour = std::nullopt);

 private:
  void put(std::string_view text, std::optional<Colour> colour);
  void put_words(std::string_view text, std::size_t indent, std::size_t column,
                 std::optional<Colour> colour);

  Terminal& terminal_;
};

/// Octets of the DNS as printable ASCII, the others as \DDD: UTF-8 may turn the direction of a
/// line. Cut after `limit` of them; then what is missing is said: "... (512 octets in all)".
std::string cut(std::string_view octets, std::size_t limit);

/// "a, b and c"; of more than `limit` the first, "and 7 more".
/// @param total  how many there are, where that is more than there are items
std::string listed(const std::vector<std::string>& items, std::size_t limit, std::size_t total = 0);

using libauth::base::counted;

/// "1st", "2nd", "11th".
std::string ordinal(std::size_t number);

/// "9 DNS questions in 3 rounds", and the line end.
std::string cost_line(const libauth::audit::Cost& cost);

}  // namespace service::cli
