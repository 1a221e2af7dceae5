// SPDX-License-Identifier: MIT

#include "libauth/dkim/relaxed_text.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "libauth/base/text.h"
#include "libauth/dkim/white_space.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define MAILVET_HAS_AVX512
#include <immintrin.h>
#endif

namespace libauth::dkim {
namespace {

/// Whether white space at the place counts for nothing.
bool is_dropped(std::string_view text, std::size_t place) {
  const char next = text[place + 1];
  return base::is_wsp(next) || (next == '\r' && text[place + 2] == '\n');
}

}  // namespace

std::size_t relax_plain(std::string_view text, std::size_t from, std::size_t count, char* out) {
  char* to = out;
  std::size_t copied = from;
  const auto copy_until = [&](std::size_t end) {
    std::memcpy(to, text.data() + copied, end - copied);
    to += end - copied;
    copied = end;
  };
  // The octet behind the last one says what that one is.
  const std::string_view part = text.substr(from, count + 1);
  for_each_place<Places::white_space>(part, [&](std::size_t at) {
    if (at < count) {
      copy_until(from + at);
      if (!is_dropped(text, from + at)) *to++ = ' ';
      ++copied;
    }
    return at + 1;
  });
  copy_until(from + count);
  return static_cast<std::size_t>(to - out);
}

#ifdef MAILVET_HAS_AVX512

namespace {

#define MAILVET_AVX512 [[gnu::target("avx512bw,avx512vbmi2,popcnt")]]

std::uint64_t first_bits(std::size_t count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

/// The 64 octets at a place of the text; behind its end they are 0.
MAILVET_AVX512 inline __m512i block_at(std::string_view text, std::size_t at) {
  if (at + 64 <= text.size()) return _mm512_loadu_si512(text.data() + at);
  if (at >= text.size()) return _mm512_setzero_si512();
  return _mm512_maskz_loadu_epi8(first_bits(text.size() - at), text.data() + at);
}

/// A bit for each octet of the block that is the one asked for, the first one's lowest.
MAILVET_AVX512 inline std::uint64_t bits_of(__m512i block, char octet) {
  return _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(octet));
}

/// 64 octets, and where white space is in them.
struct Block {
  __m512i octets;
  std::uint64_t tabs;
  std::uint64_t white_space;
};

MAILVET_AVX512 inline Block read_block(std::string_view text, std::size_t at) {
  const __m512i octets = block_at(text, at);
  const std::uint64_t tabs = bits_of(octets, '\t');
  return {octets, tabs, tabs | bits_of(octets, ' ')};
}

}  // namespace

MAILVET_AVX512 std::size_t relax_avx512(std::string_view text, std::size_t from, std::size_t count,
                                        char* out) {
  char* to = out;
  Block block = read_block(text, from);
  for (std::size_t at = 0; at < count; at += 64) {
    const Block next = read_block(text, from + at + 64);
    __m512i octets = block.octets;
    std::uint64_t kept = first_bits(count - at);
    if (block.white_space != 0) {
      const std::uint64_t line_end = bits_of(block_at(text, from + at + 1), '\r') &
                                     bits_of(block_at(text, from + at + 2), '\n');
      const std::uint64_t more = block.white_space >> 1 | next.white_space << 63;
      kept &= ~(block.white_space & (more | line_end));
      octets = _mm512_mask_mov_epi8(octets, block.tabs, _mm512_set1_epi8(' '));
      octets = _mm512_maskz_compress_epi8(kept, octets);
    }
    _mm512_storeu_si512(to, octets);
    to += std::popcount(kept);
    block = next;
  }
  return static_cast<std::size_t>(to - out);
}

bool can_relax_avx512() {
  return __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vbmi2") != 0 &&
         __builtin_cpu_supports("popcnt") != 0;
}

#else

std::size_t relax_avx512(std::string_view text, std::size_t from, std::size_t count, char* out) {
  return relax_plain(text, from, count, out);
}

bool can_relax_avx512() {
  return false;
}

#endif

std::size_t relax(std::string_view text, std::size_t from, std::size_t count, char* out) {
  return can_relax_avx512() ? relax_avx512(text, from, count, out)
                            : relax_plain(text, from, count, out);
}

}  // namespace libauth::dkim
