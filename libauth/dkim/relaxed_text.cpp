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

/// A bit for each octet of a block, the first one's lowest.
struct BlockBits {
  std::uint64_t white_space;
  std::uint64_t tab;
  std::uint64_t cr;
  std::uint64_t lf;
};

std::uint64_t first_bits(std::size_t count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

/// The 64 octets at a place of the text; behind its end they are 0.
MAILVET_AVX512 inline __m512i block_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return _mm512_setzero_si512();
  return _mm512_maskz_loadu_epi8(first_bits(text.size() - at), text.data() + at);
}

MAILVET_AVX512 inline BlockBits bits_of(__m512i block) {
  const std::uint64_t tab = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\t'));
  return {.white_space = tab | _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(' ')),
          .tab = tab,
          .cr = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\r')),
          .lf = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\n'))};
}

/// The bits of the octets that are some places behind those of the block.
std::uint64_t behind(std::uint64_t bits, std::uint64_t next, int places) {
  return bits >> places | next << (64 - places);
}

}  // namespace

MAILVET_AVX512 std::size_t relax_avx512(std::string_view text, std::size_t from, std::size_t count,
                                        char* out) {
  char* to = out;
  __m512i block = block_at(text, from);
  BlockBits bits = bits_of(block);
  for (std::size_t at = 0; at < count; at += 64) {
    const __m512i next_block = block_at(text, from + at + 64);
    const BlockBits next = bits_of(next_block);
    const std::uint64_t line_end = behind(bits.cr, next.cr, 1) & behind(bits.lf, next.lf, 2);
    const std::uint64_t dropped =
        bits.white_space & (behind(bits.white_space, next.white_space, 1) | line_end);
    const std::uint64_t kept = ~dropped & first_bits(count - at);
    block = _mm512_mask_mov_epi8(block, bits.tab, _mm512_set1_epi8(' '));
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(kept, block));
    to += std::popcount(kept);
    block = next_block;
    bits = next;
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
