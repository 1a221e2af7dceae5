// SPDX-License-Identifier: MIT
//
// Eight octets of a text as one number, so that something is done to all of them at once: most
// names and words of a header are shorter than what vector instructions are for.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace libauth::base {

inline constexpr std::size_t kWordOctets = sizeof(std::uint64_t);

/// The octets that stand there. Their order in the number is the processor's.
inline std::uint64_t read_word(const char* octets) {
  std::uint64_t word = 0;
  std::memcpy(&word, octets, kWordOctets);
  return word;
}

inline void write_word(char* octets, std::uint64_t word) {
  std::memcpy(octets, &word, kWordOctets);
}

/// The octet in all eight places.
constexpr std::uint64_t all_of_word(unsigned char octet) {
  return 0x0101010101010101U * octet;
}
inline constexpr std::uint64_t kHighBits = all_of_word(0x80);

/// The first octets of the text, eight at most. Of a shorter text some are there twice: of two
/// texts of one size the numbers are equal where the first eight octets are. 0 for an empty text.
inline std::uint64_t first_word(std::string_view text) {
  const char* octets = text.data();
  const std::size_t size = text.size();
  if (size >= kWordOctets) return read_word(octets);
  if (size >= 4) {
    std::uint32_t front = 0;
    std::uint32_t back = 0;
    std::memcpy(&front, octets, sizeof front);
    std::memcpy(&back, octets + size - sizeof back, sizeof back);
    return std::uint64_t{front} << 32 | back;
  }
  if (size == 0) return 0;
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(octets[i]); };
  const std::uint64_t rest = all_of_word(octet(size - 1)) << 16;
  return rest | std::uint64_t{octet(size / 2)} << 8 | octet(0);
}

/// The last octets of the text likewise.
inline std::uint64_t last_word(std::string_view text) {
  return first_word(text.substr(text.size() - std::min(text.size(), kWordOctets)));
}

/// The octets with A-Z made a-z.
constexpr std::uint64_t lower_word(std::uint64_t word) {
  // Without their highest bits the octets can be added to: none runs over into the next one.
  const std::uint64_t low = word & ~kHighBits;
  const std::uint64_t from_a = low + all_of_word(0x80 - 'A');
  const std::uint64_t behind_z = low + all_of_word(0x80 - 'Z' - 1);
  return word | (from_a & ~behind_z & ~word & kHighBits) >> 2;
}

/// Whether all of the octets are printable ASCII, and none is a space.
constexpr bool is_graphic_word(std::uint64_t word) {
  const std::uint64_t low = word & ~kHighBits;
  const std::uint64_t behind_space = low + all_of_word(0x80 - '!');
  const std::uint64_t is_delete = low + all_of_word(0x80 - 0x7f);
  return (behind_space & ~is_delete & ~word & kHighBits) == kHighBits;
}

/// Whether `holds(word)` for all octets of the text, taken in words; some octets are in two of
/// them. True for an empty text.
template <class Holds>
bool all_words(std::string_view text, Holds holds) {
  if (text.size() <= kWordOctets) return text.empty() || holds(first_word(text));
  const char* last = text.data() + text.size() - kWordOctets;
  for (const char* at = text.data(); at < last; at += kWordOctets) {
    if (!holds(read_word(at))) return false;
  }
  return holds(read_word(last));
}

}  // namespace libauth::base
