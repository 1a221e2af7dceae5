// SPDX-License-Identifier: MIT

#include "reports/text/octets.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace reports::text {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

unsigned octet(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

bool is_tail(unsigned value, unsigned low = 0x80, unsigned high = 0xBF) {
  return value >= low && value <= high;
}

/// Octets of the UTF-8 sequence at the place, not ASCII; 0 where there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const unsigned first = octet(text, at);
  const unsigned second = octet(text, at + 1);
  if (first >= 0xC2 && first <= 0xDF) return is_tail(second) ? 2 : 0;
  if (!is_tail(octet(text, at + 2))) return 0;
  if (first == 0xE0) return is_tail(second, 0xA0) ? 3 : 0;
  if (first == 0xED) return is_tail(second, 0x80, 0x9F) ? 3 : 0;
  if (first >= 0xE1 && first <= 0xEF) return is_tail(second) ? 3 : 0;
  if (!is_tail(octet(text, at + 3))) return 0;
  if (first == 0xF0) return is_tail(second, 0x90) ? 4 : 0;
  if (first == 0xF4) return is_tail(second, 0x80, 0x8F) ? 4 : 0;
  if (first >= 0xF1 && first <= 0xF3) return is_tail(second) ? 4 : 0;
  return 0;
}

constexpr std::size_t kBlock = 32;

/// Whether all octets of a block are ASCII and none is NUL.
bool is_plain(const char* octets) {
  std::array<std::uint64_t, kBlock / sizeof(std::uint64_t)> words{};
  std::memcpy(words.data(), octets, kBlock);
  constexpr std::uint64_t kHigh = 0x8080808080808080;
  constexpr std::uint64_t kLow = 0x0101010101010101;
  std::uint64_t found = 0;
  for (const std::uint64_t word : words) found |= word | (word - kLow);
  return (found & kHigh) == 0;
}

}  // namespace

std::size_t clean_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (at + kBlock <= text.size() && is_plain(text.data() + at)) {
      at += kBlock;
      continue;
    }
    const unsigned first = octet(text, at);
    const std::size_t length = first < 0x80 ? std::size_t{first != 0} : sequence_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return at;
}

std::optional<CleanOctets> clean(std::string_view text) {
  std::size_t at = clean_prefix(text);
  if (at == text.size()) return std::nullopt;
  CleanOctets result;
  result.text.reserve(text.size());
  std::size_t from = 0;
  while (at < text.size()) {
    result.text.append(text.substr(from, at - from));
    if (text[at] == '\0') {
      if (result.nuls++ == 0) result.nul_offset = at;
    } else {
      if (result.invalid++ == 0) result.utf8_offset = at;
      result.text.append(kReplacement);
    }
    from = at + 1;
    at = from + clean_prefix(text.substr(from));
  }
  result.text.append(text.substr(from));
  return result;
}

}  // namespace reports::text
