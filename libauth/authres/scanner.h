// SPDX-License-Identifier: MIT
//
// The words that an Authentication-Results field is made of, RFC 8601 section 2.2 over RFC 5322
// section 3.2 and RFC 2045 section 5.1. Private to this room.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "libauth/base/result.h"

namespace libauth::authres {

/// Reads words from left to right. What cannot be read fails: the first error stays, and the place
/// then means nothing.
class Scanner {
 public:
  /// @param text  outlives the scanner; check_octets() found nothing in it
  explicit Scanner(std::string_view text) : text_(text) {}

  std::size_t offset() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  bool is_at(char c) const { return !at_end() && text_[at_] == c; }
  /// Passes over the octet, where it is there.
  bool take(char c);

  /// [CFWS]: white space, folds and comments.
  bool skip_cfws();
  /// Keyword, in lower case. An underscore is taken too: "policy.is_org" is out there.
  std::optional<std::string> keyword(const char* rule);
  /// 1*DIGIT, with nothing of a word behind it.
  std::optional<unsigned> number(const char* rule);
  /// value = token / quoted-string. Octets above 127 are octets of a token (RFC 6532 section 3.2).
  std::optional<std::string> value(const char* rule);
  /// [CFWS] and a value as it is written in the field: as value(), or with an addr-spec in it, or
  /// any octets without quotes, white space, ";", parentheses and backslash. A local-part in quotes
  /// keeps them.
  std::optional<std::string> loose_value(const char* rule);

  /// Makes reading fail here.
  bool fail(const char* rule, const char* message);
  const base::ParseError& error() const { return error_; }

 private:
  template <class Predicate>
  std::string_view take_while(Predicate predicate);
  bool skip_comment();
  bool skip_quoted_pair();
  std::optional<std::string> quoted_string();
  std::optional<std::string> unquoted(const char* rule, bool is_behind_space);
  bool append_domain(std::string& value, const char* rule);

  std::string_view text_;
  std::size_t at_ = 0;
  base::ParseError error_;
};

/// What is wrong with the octets of a field whatever it says: NUL and other controls but for tabs,
/// and line ends that are no folds.
std::optional<base::ParseError> check_octets(std::string_view text);

}  // namespace libauth::authres
