// SPDX-License-Identifier: MIT

#include "libauth/dkim/white_space.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "libauth/base/avx2.h"

namespace libauth::dkim {
namespace {

/// 255 where the octet is such a place, 0 where it is not. Without a branch, so that a loop over
/// octets becomes vector instructions.
template <Places kPlaces>
MAILVET_INLINE std::uint8_t is_place(std::uint8_t octet, std::uint8_t next) {
  const bool is_space = octet == ' ';
  const bool is_before = next <= ' ';
  const bool is_tab = octet == '\t';
  const bool is_fold = kPlaces == Places::white_space_and_folds && octet == '\r';
  return ((is_space & is_before) | is_tab | is_fold) ? 255 : 0;
}

/// Octets whose flags are packed at once.
constexpr std::size_t kPacked = 16;

/// A bit for each of the flags, the first one's lowest.
MAILVET_INLINE std::uint64_t packed(const std::uint8_t* flags) {
#ifdef __SSE2__
  // The compiler does not find this instruction by itself.
  const auto octets = _mm_loadu_si128(reinterpret_cast<const __m128i*>(flags));
  return static_cast<std::uint64_t>(_mm_movemask_epi8(octets));
#else
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kPacked; ++i) bits |= std::uint64_t{flags[i] & 1U} << i;
  return bits;
#endif
}

template <Places kPlaces>
MAILVET_INLINE std::uint64_t places_of(const std::uint8_t* block) {
  std::array<std::uint8_t, kScanBlock> flags;
  for (std::size_t i = 0; i < kScanBlock; ++i) flags[i] = is_place<kPlaces>(block[i], block[i + 1]);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kScanBlock; i += kPacked) bits |= packed(flags.data() + i) << i;
  return bits;
}

template <Places kPlaces>
MAILVET_INLINE void scan(const char* octets, std::size_t blocks, PlaceBits& bits) {
  const auto* block = reinterpret_cast<const std::uint8_t*>(octets);
  for (std::size_t i = 0; i < blocks; ++i) bits[i] = places_of<kPlaces>(block + i * kScanBlock);
}

MAILVET_INLINE void scan(Places places, const char* octets, std::size_t blocks, PlaceBits& bits) {
  if (places == Places::white_space) {
    scan<Places::white_space>(octets, blocks, bits);
  } else {
    scan<Places::white_space_and_folds>(octets, blocks, bits);
  }
}

}  // namespace

void find_places_plain(Places places, const char* octets, std::size_t blocks, PlaceBits& bits) {
  scan(places, octets, blocks, bits);
}

MAILVET_AVX2 void find_places_avx2(Places places, const char* octets, std::size_t blocks,
                                   PlaceBits& bits) {
  scan(places, octets, blocks, bits);
}

void find_places(Places places, const char* octets, std::size_t blocks, PlaceBits& bits) {
  if (base::has_avx2()) {
    find_places_avx2(places, octets, blocks, bits);
  } else {
    find_places_plain(places, octets, blocks, bits);
  }
}

}  // namespace libauth::dkim
