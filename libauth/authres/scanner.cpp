// SPDX-License-Identifier: MIT

#include "libauth/authres/scanner.h"

#include <algorithm>

#include "libauth/authres/parse.h"
#include "libauth/authres/text.h"
#include "libauth/base/text.h"
#include "libauth/mail/quote.h"

namespace libauth::authres {
namespace {

bool is_eight_bit(char c) {
  return static_cast<unsigned char>(c) > 127;
}

bool is_keyword_octet(char c) {
  return base::is_alnum(c) || c == '-' || c == '_';
}

bool is_loose_octet(char c) {
  return !base::is_fws(c) && std::string_view("\";()\\").find(c) == std::string_view::npos;
}

/// Whether the text begins as a property or a reason does: `header.d=` or `reason=`.
bool looks_like_property(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view name = text.substr(0, equals);
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return base::equals_ignoring_case(name, "reason");
  const auto is_word = [](std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), is_keyword_octet);
  };
  return is_word(name.substr(0, dot)) && is_word(name.substr(dot + 1));
}

/// Octets of the fold at the place: CRLF, or LF where a filter got it so, and WSP; 0 where there is
/// none.
std::size_t fold_size(std::string_view text) {
  const std::size_t line_end = text.starts_with("\r\n") ? 2 : text.starts_with('\n') ? 1 : 0;
  const bool is_fold = line_end > 0 && text.size() > line_end && base::is_wsp(text[line_end]);
  return is_fold ? line_end + 1 : 0;
}

}  // namespace

std::optional<base::ParseError> check_octets(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (base::is_printable_ascii(c) || c == '\t' || is_eight_bit(c)) {
      ++at;
      continue;
    }
    const std::size_t size = fold_size(text.substr(at));
    if (size == 0) {
      return base::ParseError{at, "authres-payload",
                              "There is a control, or a line end that is no fold."};
    }
    at += size;
  }
  return std::nullopt;
}

bool Scanner::fail(const char* rule, const char* message) {
  if (error_.rule.empty()) error_ = {at_, rule, message};
  return false;
}

bool Scanner::take(char c) {
  if (!is_at(c)) return false;
  ++at_;
  return true;
}

template <class Predicate>
std::string_view Scanner::take_while(Predicate predicate) {
  const std::size_t start = at_;
  while (!at_end() && predicate(text_[at_])) ++at_;
  return text_.substr(start, at_ - start);
}

bool Scanner::skip_cfws() {
  for (;;) {
    take_while(base::is_fws);
    if (!is_at('(')) return true;
    if (!skip_comment()) return false;
  }
}

/// comment of RFC 5322 section 3.2.2, with a count in place of recursion.
bool Scanner::skip_comment() {
  std::size_t depth = 0;
  do {
    if (at_end()) return fail("comment", "A comment has no end.");
    if (is_at('\\')) {
      if (!skip_quoted_pair()) return false;
      continue;
    }
    if (is_at('(') && ++depth > kMaxCommentDepth) {
      return fail("comment", "There are too many comments within comments.");
    }
    if (is_at(')')) --depth;
    ++at_;
  } while (depth > 0);
  return true;
}

/// quoted-pair = "\" (VCHAR / WSP), RFC 5322 section 3.2.1.
bool Scanner::skip_quoted_pair() {
  ++at_;
  if (at_end() || is_at('\r') || is_at('\n')) {
    return fail("quoted-pair", "There is nothing behind a backslash.");
  }
  ++at_;
  return true;
}

std::optional<std::string> Scanner::keyword(const char* rule) {
  const std::string_view word = take_while(is_keyword_octet);
  if (word.empty()) {
    fail(rule, "There is no word of letters, digits and hyphens.");
    return std::nullopt;
  }
  return base::to_lower(word);
}

std::optional<unsigned> Scanner::number(const char* rule) {
  const std::size_t start = at_;
  const auto number =
      base::parse_number<unsigned>(take_while([](char c) { return is_token_octet(c); }));
  if (!number) {
    at_ = start;
    fail(rule, "There is no number, or one that is too big.");
  }
  return number;
}

std::optional<std::string> Scanner::value(const char* rule) {
  if (is_at('"')) return quoted_string();
  const std::string_view token =
      take_while([](char c) { return is_token_octet(c) || is_eight_bit(c); });
  if (token.empty()) {
    fail(rule, "There is no token and no quoted string.");
    return std::nullopt;
  }
  return std::string(token);
}

/// The content of a quoted-string, RFC 5322 section 3.2.4, unfolded.
std::optional<std::string> Scanner::quoted_string() {
  std::string content;
  for (++at_; !is_at('"'); ++at_) {
    if (at_end()) {
      fail("quoted-string", "A quoted string has no end.");
      return std::nullopt;
    }
    if (is_at('\\')) {
      if (!skip_quoted_pair()) return std::nullopt;
      --at_;
    } else if (is_at('\r') || is_at('\n')) {
      continue;
    }
    content += text_[at_];
  }
  ++at_;
  return content;
}

std::optional<std::string> Scanner::loose_value(const char* rule) {
  const std::size_t start = at_;
  if (!skip_cfws()) return std::nullopt;
  if (!is_at('"')) return unquoted(rule, at_ != start);
  auto content = quoted_string();
  if (!content || !skip_cfws() || !is_at('@')) {
    return error_.rule.empty() ? std::move(content) : std::nullopt;
  }
  std::string address = mail::quoted_string(*content);
  if (!append_domain(address, rule)) return std::nullopt;
  return address;
}

std::optional<std::string> Scanner::unquoted(const char* rule, bool is_behind_space) {
  std::string value(take_while(is_loose_octet));
  if (value.empty()) {
    fail(rule, "There is no value.");
    return std::nullopt;
  }
  if (is_behind_space && looks_like_property(value)) {
    // "smtp.mailfrom= header.d=example.com": nobody can say which of the two it is.
    fail(rule, "There is no value, or one that looks like a property.");
    return std::nullopt;
  }
  if (value.find('@') != std::string::npos) return value;
  if (!skip_cfws()) return std::nullopt;
  if (is_at('@') && !append_domain(value, rule)) return std::nullopt;
  return value;
}

bool Scanner::append_domain(std::string& value, const char* rule) {
  const std::string_view domain = take_while(is_loose_octet);
  if (domain.size() < 2) return fail(rule, "There is no domain behind the \"@\".");
  value += domain;
  return true;
}

}  // namespace libauth::authres
