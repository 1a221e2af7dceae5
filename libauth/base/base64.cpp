// SPDX-License-Identifier: MIT

#include "libauth/base/base64.h"

#include <algorithm>

#include "libauth/base/text.h"

namespace libauth::base {
namespace {

std::optional<std::uint32_t> sextet(char c) {
  if (is_upper(c)) return static_cast<std::uint32_t>(c - 'A');
  if (is_alpha(c)) return static_cast<std::uint32_t>(c - 'a') + 26;
  if (is_digit(c)) return static_cast<std::uint32_t>(c - '0') + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text) {
  std::vector<std::uint8_t> octets;
  octets.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  std::size_t sextets = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (is_fws(c)) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const auto value = sextet(c);
    if (!value || padding > 0) return std::nullopt;
    bits = bits << 6 | *value;
    if (++sextets % 4 != 0) continue;
    octets.push_back(static_cast<std::uint8_t>(bits >> 16));
    octets.push_back(static_cast<std::uint8_t>(bits >> 8));
    octets.push_back(static_cast<std::uint8_t>(bits));
    bits = 0;
  }
  const std::size_t rest = sextets % 4;
  if (rest == 1 || padding != (4 - rest) % 4) return std::nullopt;
  if (rest == 2) {
    octets.push_back(static_cast<std::uint8_t>(bits >> 4));
  } else if (rest == 3) {
    octets.push_back(static_cast<std::uint8_t>(bits >> 10));
    octets.push_back(static_cast<std::uint8_t>(bits >> 2));
  }
  return octets;
}

std::string encode_base64(std::span<const std::uint8_t> octets) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < octets.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, octets.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) bits = bits << 8 | (i < count ? octets[at + i] : 0U);
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= count ? kDigits[bits >> (18 - 6 * i) & 63] : '=';
    }
  }
  return text;
}

}  // namespace libauth::base
