// SPDX-License-Identifier: MIT
//
// Finds the white space that the relaxed canonicalisations change (RFC 6376 sections 3.4.2 and
// 3.4.4). Most lines have none: what is between two such places is taken as it is, without a look
// at each octet.

#pragma once

#include <algorithm>
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

/// Octets whose places one word has room for.
inline constexpr std::size_t kScanBlock = 64;
/// Blocks that are looked at at once.
inline constexpr std::size_t kScanBlocks = 32;

/// A bit for each octet of some blocks, the first octet's lowest: set where it is such a place.
using PlaceBits = std::array<std::uint64_t, kScanBlocks>;

/// Finds the places in blocks of kScanBlock octets.
/// @param octets  the blocks, and one octet more
/// @param blocks  up to kScanBlocks
void find_places(Places places, const char* octets, std::size_t blocks, PlaceBits& bits);

/// The same, as every processor does it, and as those with AVX2 do it (libauth/base/avx2.h).
void find_places_plain(Places places, const char* octets, std::size_t blocks, PlaceBits& bits);
void find_places_avx2(Places places, const char* octets, std::size_t blocks, PlaceBits& bits);

/// Calls `handle(at)` for the places of the text in their order. It gives the first octet that is
/// to be looked at again; places before it are passed over.
template <Places kPlaces, class Handle>
void for_each_place(std::string_view text, Handle handle) {
  PlaceBits found;
  std::array<char, kScanBlock + 1> last;
  std::size_t next = 0;
  for (std::size_t at = 0; at < text.size();) {
    // The last block is not whole, or lacks the octet behind it.
    const std::size_t whole = (text.size() - at - 1) / kScanBlock;
    const std::size_t blocks = std::clamp<std::size_t>(whole, 1, kScanBlocks);
    const char* octets = text.data() + at;
    if (whole == 0) {
      last.fill('x');
      std::memcpy(last.data(), octets, text.size() - at);
      octets = last.data();
    }
    find_places(kPlaces, octets, blocks, found);
    for (std::size_t block = 0; block < blocks; ++block, at += kScanBlock) {
      for (std::uint64_t bits = found[block]; bits != 0; bits &= bits - 1) {
        const std::size_t place = at + static_cast<std::size_t>(std::countr_zero(bits));
        if (place >= next) next = handle(place);
      }
    }
  }
}

}  // namespace libauth::dkim
