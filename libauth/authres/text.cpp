// SPDX-License-Identifier: MIT

#include "libauth/authres/text.h"

#include <algorithm>
#include <array>

#include "libauth/base/text.h"
#include "libauth/base/utf8.h"
#include "libauth/mail/quote.h"

namespace libauth::authres {
namespace {

/// What an octet may be part of.
struct OctetUse {
  bool is_of_token = false;
  /// It, or its lower case, where it may stand in a Keyword; otherwise NUL.
  char keyword_octet = 0;
};

constexpr std::array<OctetUse, 256> kOctetUses = [] {
  constexpr std::string_view kSpecials = "()<>@,;:\\\"/[]?=";
  std::array<OctetUse, 256> uses{};
  for (char c = '!'; c <= '~'; ++c) {
    OctetUse& use = uses[static_cast<unsigned char>(c)];
    use.is_of_token = kSpecials.find(c) == std::string_view::npos;
    if (base::is_alnum(c) || c == '-') use.keyword_octet = base::to_lower(c);
  }
  return uses;
}();

constexpr const OctetUse& use_of(char c) {
  return kOctetUses[static_cast<unsigned char>(c)];
}

/// A run of letters, digits and hyphens with a letter or digit at its end: Ldh-str of RFC 5321
/// section 4.1.2.
bool is_ldh_str(std::string_view text) {
  const auto is_ldh = [](char c) { return use_of(c).keyword_octet != 0; };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_ldh) && text.back() != '-';
}

bool is_label(std::string_view text) {
  return is_ldh_str(text) && text.front() != '-';
}

/// domain-name of RFC 6376 section 3.5: two labels at least.
bool is_domain_name(std::string_view text) {
  std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return false;
  for (; dot != std::string_view::npos; dot = text.find('.')) {
    if (!is_label(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_label(text);
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
  return use_of(c).is_of_token;
}

bool is_token(std::string_view text) {
  const auto is_of_token = [](char c) { return use_of(c).is_of_token; };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_of_token);
}

bool put_keyword(std::string::iterator to, std::string_view text) {
  for (const char c : text) {
    const char octet = use_of(c).keyword_octet;
    if (octet == 0) return false;
    *to++ = octet;
  }
  return !text.empty() && text.back() != '-';
}

bool is_plain_pvalue(std::string_view text) {
  if (is_token(text)) return true;
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return false;
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
  for (;;) {
    const auto other = std::find_if_not(text.begin(), text.end(), base::is_printable_ascii);
    if (other == text.end()) return true;
    text = {other, text.end()};
    const std::size_t size = printable_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
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
