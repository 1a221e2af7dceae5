// SPDX-License-Identifier: MIT

#include "libauth/mail/address_text.h"

#include <array>

#include "libauth/base/text.h"
#include "libauth/base/utf8.h"
#include "libauth/mail/address.h"

namespace libauth::mail {
namespace {

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

/// Octets of the character that begins the text, UTF8-non-ascii of RFC 6532 section 3.1; 0 where it
/// is not well-formed (RFC 3629 section 4), or one of the controls U+0080 to U+009F, which are as
/// little text as those of ASCII are.
std::size_t utf8_size(std::string_view text) {
  const base::Utf8Character character = base::first_character(text);
  return character.code_point < 0xa0 ? 0 : character.octets;
}

/// Which octets are atext in ASCII, by their number.
constexpr std::array<bool, 256> kAtext = [] {
  std::array<bool, 256> atext{};
  for (unsigned octet = 0; octet < 128; ++octet) {
    atext.at(octet) = base::is_alnum(static_cast<char>(octet));
  }
  for (const char c : std::string_view("!#$%&'*+-/=?^_`{|}~")) {
    atext.at(static_cast<unsigned char>(c)) = true;
  }
  return atext;
}();

/// An octet that stands for itself in a quoted string: qtext in ASCII, or WSP.
bool is_quoted_text(char c) {
  return (base::is_printable_ascii(c) && c != '"' && c != '\\') || c == '\t';
}

}  // namespace

bool is_atext(char c) {
  return kAtext[static_cast<unsigned char>(c)];
}

template <class IsPart>
std::string_view AddressText::take_while(const IsPart& is_part) {
  const std::size_t start = at_;
  std::size_t end = start;
  while (end < text_.size() && is_part(text_[end])) ++end;
  at_ = end;
  return text_.substr(start, end - start);
}

bool AddressText::has_atom() const {
  return !at_end() && (is_atext(text_[at_]) || !is_ascii(text_[at_]));
}

bool AddressText::skip_cfws() {
  for (;;) {
    if (has('(')) {
      if (!skip_comment()) return false;
    } else if (!take_fws(nullptr)) {
      return true;
    }
  }
}

bool AddressText::skip_comment() {
  std::size_t depth = 0;
  do {
    if (at_end()) return fail("comment", "A comment is not closed with \")\".");
    if (has('(')) {
      if (depth == kMaxCommentDepth) return fail("comment", "Comments stand too deep in comments.");
      ++depth;
      ++at_;
    } else if (take(')')) {
      --depth;
    } else if (!take_fws(nullptr) && !take_content(nullptr, false)) {
      return false;
    }
  } while (depth > 0);
  return true;
}

bool AddressText::read_atom(std::string& atom) {
  if (!has_atom()) return fail("atom", "A word is missing here.");
  for (;;) {
    atom += take_while(is_atext);
    if (!has_atom()) return true;
    if (!take_visible(&atom)) return false;
  }
}

bool AddressText::read_quoted_string(std::string& content) {
  ++at_;
  for (;;) {
    content += take_while(is_quoted_text);
    if (take('"')) return true;
    if (at_end()) return fail("quoted-string", "A quoted string is not closed with a quote.");
    if (!take_fws(&content) && !take_content(&content, false)) return false;
  }
}

bool AddressText::read_domain_literal(std::string& literal) {
  ++at_;
  literal += '[';
  while (!take(']')) {
    if (at_end() || has('[')) {
      return fail("domain-literal", "A domain literal is not closed with \"]\".");
    }
    if (!take_fws(nullptr) && !take_content(&literal, true)) return false;
  }
  literal += ']';
  return true;
}

/// WSP, or a CRLF that WSP follows: RFC 5322 sections 3.2.2 and 4.2. The CRLF is not part of the
/// text.
bool AddressText::take_fws(std::string* text) {
  if (has(' ') || has('\t')) {
    if (text) *text += text_[at_];
    ++at_;
    return true;
  }
  if (!has('\r')) return false;
  const std::string_view rest = text_.substr(at_);
  if (rest.size() < 3 || rest[1] != '\n' || !base::is_wsp(rest[2])) return false;
  at_ += 2;
  return true;
}

/// A character inside a quoted string, comment or literal: itself, or a quoted-pair. The obsolete
/// quoted pairs of controls (RFC 5322 section 4.1) are refused.
bool AddressText::take_content(std::string* text, bool with_backslash) {
  if (take('\\')) {
    if (text && with_backslash) *text += '\\';
    if (has(' ') || has('\t')) return take_fws(text);
  }
  return take_visible(text);
}

bool AddressText::take_visible(std::string* text) {
  const std::size_t size = visible_size();
  if (size == 0) return fail("VCHAR", "A character is missing behind a backslash.");
  if (text) *text += text_.substr(at_, size);
  at_ += size;
  return true;
}

/// Octets of the next character that can be seen; 0 where there is none.
std::size_t AddressText::visible_size() const {
  if (at_end()) return 0;
  if (!is_ascii(text_[at_])) return utf8_size(text_.substr(at_));
  return base::is_printable_ascii(text_[at_]) && text_[at_] != ' ' ? 1 : 0;
}

bool AddressText::fail(std::string_view rule, std::string_view message) {
  error_ = {at_, std::string(rule), std::string(message)};
  if (has(')')) error_ = {at_, "comment", "A \")\" stands here that closes no comment."};
  if (at_end() || visible_size() > 0 || base::is_wsp(text_[at_])) return false;
  if (has('\r') || has('\n')) {
    error_.rule = "FWS";
    error_.message = "A CR or LF stands here that does not fold the line.";
  } else if (is_ascii(text_[at_])) {
    error_.rule = "VCHAR";
    error_.message = "A control character stands here.";
  } else {
    error_.rule = "UTF8-non-ascii";
    error_.message = "The octets here are not UTF-8 text, and nobody says what else they are.";
  }
  return false;
}

}  // namespace libauth::mail
