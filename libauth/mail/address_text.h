// SPDX-License-Identifier: MIT
//
// The lexical tokens of RFC 5322 section 3.2, with UTF-8 (RFC 6532 section 3.2) where ASCII text
// may stand.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "libauth/base/result.h"

namespace libauth::mail {

/// An octet of an atom in ASCII.
/// @spec RFC 5322 section 3.2.3
bool is_atext(char c);

/// Goes through a text from left to right. A function that is false leaves the reason in error().
class AddressText {
 public:
  explicit AddressText(std::string_view text) : text_(text) {}

  std::size_t offset() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  /// Whether this octet is next.
  bool has(char c) const { return !at_end() && text_[at_] == c; }
  /// Goes over the octet where it is next.
  bool take(char c) {
    if (!has(c)) return false;
    ++at_;
    return true;
  }
  /// Whether an atom is next, or octets above 127 that should be one.
  bool has_atom() const;

  /// Goes over comments and folding white space, none too. Comments may stand in comments, up to
  /// kMaxCommentDepth.
  bool skip_cfws();
  /// 1*atext, appended to the text.
  bool read_atom(std::string& atom);
  /// A quoted-string from its quote on; appends what is between the quotes, without folds and
  /// backslashes.
  bool read_quoted_string(std::string& content);
  /// A domain-literal from its bracket on; appends it with its brackets and backslashes, without
  /// white space.
  bool read_domain_literal(std::string& literal);

  /// Why reading goes no further here; where the next octet may stand nowhere, that is the reason.
  /// Always false.
  bool fail(std::string_view rule, std::string_view message);
  const base::ParseError& error() const { return error_; }

 private:
  bool skip_comment();
  /// Goes over all next octets that are part of something.
  template <class IsPart>
  std::string_view take_while(const IsPart& is_part);
  bool take_fws(std::string* text);
  bool take_content(std::string* text, bool with_backslash);
  bool take_visible(std::string* text);
  std::size_t visible_size() const;

  std::string_view text_;
  std::size_t at_ = 0;
  base::ParseError error_;
};

}  // namespace libauth::mail
