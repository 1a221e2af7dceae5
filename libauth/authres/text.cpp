// SPDX-License-Identifier: MIT

#include "libauth/authres/text.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "libauth/base/utf8.h"
#include "libauth/mail/quote.h"

namespace libauth::authres {
namespace {

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_octet);
}

/// A run of letters, digits and hyphens with a letter or digit at its end: Ldh-str of RFC 5321
/// section 4.1.2.
bool is_ldh_str(std::string_view text) {
  const auto is_ldh = [](char c) { return base::is_alnum(c) || c == '-'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_ldh) && text.back() != '-';
}

/// domain-name of RFC 6376 section 3.5.
bool is_domain_name(std::string_view text) {
  const auto labels = base::split(text, '.');
  return labels.size() > 1 && std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
           return is_ldh_str(label) && label.front() != '-';
         });
}

/// C1 controls, and the separators that some readers take for line ends.
bool is_control(char32_t code_point) {
  return (code_point >= 0x80 && code_point <= 0x9f) || code_point == 0x2028 || code_point == 0x2029;
}

/// One octet as \DDD.
std::string escaped_octet(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return {'\\', static_cast<char>('0' + octet / 100), static_cast<char>('0' + octet / 10 % 10),
          static_cast<char>('0' + octet % 10)};
}

}  // namespace

bool is_token_octet(char c) {
  constexpr std::string_view kSpecials = "()<>@,;:\\\"/[]?=";
  return base::is_printable_ascii(c) && c != ' ' && kSpecials.find(c) == std::string_view::npos;
}

bool is_keyword(std::string_view text) {
  return is_ldh_str(text);
}

bool is_plain_pvalue(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return is_token(text);
  const std::string_view local_part = text.substr(0, at);
  const bool has_plain_local_part =
      local_part.empty() || (is_token(local_part) && mail::is_dot_atom(local_part));
  return has_plain_local_part && is_domain_name(text.substr(at + 1));
}

std::size_t printable_size(std::string_view text) {
  if (text.empty()) return 0;
  if (base::is_printable_ascii(text.front())) return 1;
  const base::Utf8Character character = base::first_character(text);
  // What is left of ASCII are its controls.
  return character.octets > 1 && !is_control(character.code_point) ? character.octets : 0;
}

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = printable_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string shown(std::string_view text, std::size_t limit) {
  constexpr std::string_view kCut = "...";
  std::string out;
  std::size_t cut = 0;  // where kCut still fits behind
  while (!text.empty()) {
    const std::size_t size = printable_size(text);
    const std::string piece =
        size > 0 ? std::string(text.substr(0, size)) : escaped_octet(text.front());
    if (out.size() + piece.size() > limit) return out.substr(0, cut).append(kCut);
    out += piece;
    if (out.size() + kCut.size() <= limit) cut = out.size();
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

}  // namespace libauth::authres
