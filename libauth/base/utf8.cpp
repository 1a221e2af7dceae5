// SPDX-License-Identifier: MIT

#include "libauth/base/utf8.h"

#include <algorithm>

namespace libauth::base {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

char32_t octet_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

/// A form of RFC 3629 section 3, by its first octet.
struct Form {
  std::size_t octets = 0;  ///< 0: no sequence begins so
  char32_t least = 0;      ///< a smaller code point has a shorter form
  char32_t mask = 0;       ///< bits of the code point in the first octet
};

Form form_of(char32_t first) {
  if (first <= 0x7f) return {1, 0, 0x7f};
  if (first >= 0xc2 && first <= 0xdf) return {2, 0x80, 0x1f};
  if (first >= 0xe0 && first <= 0xef) return {3, 0x800, 0x0f};
  if (first >= 0xf0 && first <= 0xf4) return {4, 0x10000, 0x07};
  return {};
}

bool is_scalar(char32_t code_point) {
  return code_point <= 0x10ffff && (code_point < 0xd800 || code_point > 0xdfff);
}

}  // namespace

Utf8Character first_character(std::string_view text) {
  if (text.empty()) return {};
  const Form form = form_of(octet_at(text, 0));
  if (form.octets == 0 || form.octets > text.size()) return {};
  char32_t code_point = octet_at(text, 0) & form.mask;
  for (std::size_t i = 1; i < form.octets; ++i) {
    const char32_t octet = octet_at(text, i);
    if ((octet & 0xc0) != 0x80) return {};
    code_point = code_point << 6 | (octet & 0x3f);
  }
  if (code_point < form.least || !is_scalar(code_point)) return {};
  return {code_point, form.octets};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t octets = first_character(text).octets;
    if (octets == 0) return false;
    text.remove_prefix(octets);
  }
  return true;
}

std::string valid_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string valid;
  while (!text.empty()) {
    const std::size_t octets = first_character(text).octets;
    valid += octets == 0 ? kReplacement : text.substr(0, octets);
    text.remove_prefix(std::max<std::size_t>(octets, 1));
  }
  return valid;
}

}  // namespace libauth::base
