// SPDX-License-Identifier: MIT
//
// The text of a zone file, cut into entries and words (RFC 1035 section 5.1).
//
// What would make an entry end elsewhere than its author meant (an open quote, an open parenthesis,
// an odd octet) is an error with its line; nothing is guessed.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"

namespace libauth::dns {

/// Where something stands in the text.
struct ZonePlace {
  std::size_t line = 1;
  std::size_t offset = 0;  ///< octets before it
};

/// "Line 3 of the zone file: the quote is not closed." from "the quote is not closed".
base::ParseError bad_zone(const ZonePlace& place, const std::string& why);

/// A <character-string> or a word: its octets as they stand, escapes too, without the quotes.
struct ZoneWord {
  std::string_view text;  ///< valid as long as the text of the zone file
  bool is_quoted = false;
};

/// A record or a directive: what stands on one line, or on several within parentheses.
struct ZoneEntry {
  ZonePlace place;
  bool has_owner = false;       ///< the line begins with a word, not with white space
  std::vector<ZoneWord> words;  ///< never empty
};

/// Cuts a text into entries, one after another. The text outlives it.
class ZoneText {
 public:
  /// A byte order mark of UTF-8 at the beginning is passed over.
  explicit ZoneText(std::string_view text);

  /// The next entry; none at the end of the text.
  base::Result<std::optional<ZoneEntry>> next();

 private:
  base::Result<void> take(ZoneEntry& entry);
  base::Result<void> take_quoted(ZoneEntry& entry);
  base::Result<void> take_word(ZoneEntry& entry);
  base::Result<void> open_or_close();
  base::Result<void> pass_line_end();
  void pass_comment();
  bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  ZonePlace here() const { return {line_, at_}; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::vector<ZonePlace> open_;  ///< parentheses that are not closed yet
};

/// The octets that a word stands for, with "\X" and "\DDD" resolved; none where an escape is wrong.
std::optional<std::string> unescaped(std::string_view word);

/// A time in seconds, "3600", or with units, "1h30m" (s, m, h, d and w, in either case); none where
/// it is not one or is over `most`.
std::optional<std::uint32_t> parse_seconds(std::string_view word, std::uint32_t most);

}  // namespace libauth::dns
