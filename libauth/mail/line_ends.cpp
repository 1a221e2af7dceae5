// SPDX-License-Identifier: MIT

#include "libauth/mail/line_ends.h"

#include "libauth/base/avx2.h"

namespace libauth::mail {
namespace {

/// Pairs of octets, each with the next one, that are looked at at once: a whole number of vectors.
constexpr std::size_t kBlock = 1024;
/// Pairs that are counted at once: as many as 8-bit counters hold.
constexpr std::size_t kCounted = 128;

/// Not 0 where one of the two belongs to a line end and the other one does not.
MAILVET_INLINE unsigned char is_odd(char octet, char next) {
  const unsigned char is_cr = octet == '\r';
  const unsigned char is_before_lf = next == '\n';
  return is_cr ^ is_before_lf;
}

/// Whether one of the pairs is odd.
/// @param count  pairs; there is one octet more
MAILVET_INLINE bool has_odd(const char* octets, std::size_t count) {
  unsigned char found = 0;
  for (std::size_t i = 0; i < count; ++i) found |= is_odd(octets[i], octets[i + 1]);
  return found != 0;
}

MAILVET_INLINE bool has_bare_line_end(std::string_view octets) {
  if (octets.empty()) return false;
  const std::size_t pairs = octets.size() - 1;
  std::size_t at = 0;
  for (; pairs - at >= kBlock; at += kBlock) {
    if (has_odd(octets.data() + at, kBlock)) return true;
  }
  return has_odd(octets.data() + at, pairs - at);
}

void count(const char* octets, std::size_t pairs, BareLineEnds& counts) {
  unsigned char cr = 0;
  unsigned char lf = 0;
  for (std::size_t i = 0; i < pairs; ++i) {
    const unsigned char is_bare = is_odd(octets[i], octets[i + 1]);
    const unsigned char is_cr = octets[i] == '\r';
    cr = static_cast<unsigned char>(cr + (is_bare & is_cr));
    lf = static_cast<unsigned char>(lf + (is_bare & ~is_cr));
  }
  counts.cr += cr;
  counts.lf += lf;
}

}  // namespace

bool has_bare_line_end_plain(std::string_view octets) {
  return has_bare_line_end(octets);
}

MAILVET_AVX2 bool has_bare_line_end_avx2(std::string_view octets) {
  return has_bare_line_end(octets);
}

BareLineEnds count_bare_line_ends(std::string_view octets) {
  BareLineEnds counts;
  const bool has_any =
      base::has_avx2() ? has_bare_line_end_avx2(octets) : has_bare_line_end_plain(octets);
  // Most messages have none.
  if (!has_any) return counts;
  std::size_t at = 0;
  for (; octets.size() - at > kCounted; at += kCounted) {
    count(octets.data() + at, kCounted, counts);
  }
  count(octets.data() + at, octets.size() - at - 1, counts);
  return counts;
}

}  // namespace libauth::mail
