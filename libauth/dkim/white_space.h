// SPDX-License-Identifier: MIT
//
// Finds the white space that the relaxed canonicalisations change (RFC 6376 sections 3.4.2 and
// 3.4.4). Most lines have none: what is between two such places is taken as it is, without a look
// at each octet.

#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace libauth::dkim {

/// Where a text may differ from its relaxed form.
enum class Places {
  white_space,           ///< at a tab, and at a space before a space or a control octet
  white_space_and_folds  ///< there, and at every CR
};

/// Octets that are looked at at once; one more is read.
inline constexpr std::size_t kScanBlock = 64;

/// Whether the octet is such a place. Without a branch, so that a loop over octets becomes vector
/// instructions.
template <Places kPlaces>
constexpr std::uint8_t is_place(std::uint8_t octet, std::uint8_t next) {
  const auto is_space = static_cast<std::uint8_t>(octet == ' ');
  const auto is_before = static_cast<std::uint8_t>(next <= ' ');
  const auto is_tab = static_cast<std::uint8_t>(octet == '\t');
  const auto is_fold =
      static_cast<std::uint8_t>(kPlaces == Places::white_space_and_folds && octet == '\r');
  return static_cast<std::uint8_t>((is_space & is_before) | is_tab | is_fold);
}

/// The lowest bits of eight octets that are 0 or 1, the first octet's bit lowest.
constexpr std::uint64_t packed_bits(std::uint64_t octets) {
  // Moves the bit of octet i to bit 56 + i.
  constexpr std::uint64_t kGather =
      std::endian::native == std::endian::little ? 0x0102040810204080U : 0x8040201008040201U;
  return octets * kGather >> 56;
}

/// Bit i is set where octet i of the block is such a place.
/// @param block  kScanBlock octets and one more
template <Places kPlaces>
std::uint64_t find_places(const std::uint8_t* block) {
  std::array<std::uint8_t, kScanBlock> found;
  for (std::size_t i = 0; i < kScanBlock; ++i) found[i] = is_place<kPlaces>(block[i], block[i + 1]);
  std::array<std::uint64_t, kScanBlock / 8> words;
  std::memcpy(words.data(), found.data(), kScanBlock);
  std::uint64_t any = 0;
  for (const std::uint64_t word : words) any |= word;
  if (any == 0) return 0;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < words.size(); ++i) bits |= packed_bits(words[i]) << (8 * i);
  return bits;
}

/// Calls `handle(at)` for the places of the text in their order. It gives the first octet that is
/// to be looked at again; places before it are passed over.
template <Places kPlaces, class Handle>
void for_each_place(std::string_view text, Handle handle) {
  std::size_t next = 0;
  for (std::size_t at = 0; at < text.size(); at += kScanBlock) {
    std::array<std::uint8_t, kScanBlock + 1> last;
    const auto* block = reinterpret_cast<const std::uint8_t*>(text.data() + at);
    if (text.size() - at <= kScanBlock) {
      last.fill('x');
      std::memcpy(last.data(), block, text.size() - at);
      block = last.data();
    }
    for (std::uint64_t bits = find_places<kPlaces>(block); bits != 0; bits &= bits - 1) {
      const std::size_t place = at + static_cast<std::size_t>(std::countr_zero(bits));
      if (place >= next) next = handle(place);
    }
  }
}

}  // namespace libauth::dkim
