// SPDX-License-Identifier: MIT
//
// The relaxed form of a part of a body, RFC 6376 section 3.4.4. Private to this room.
//
// Which octets go is known from each one and the two behind it: white space goes where white space
// or a line end follows, and what stays of it is a space. So that a body is made canonical part by
// part, whatever its lines are.

#pragma once

#include <cstddef>
#include <string_view>

namespace libauth::dkim {

/// Octets that relax() may write behind the last one that counts.
inline constexpr std::size_t kRelaxSpare = 64;

/// Writes the relaxed form of the octets [from, from + count) of the text, and gives how many these
/// are: not more than `count`.
/// @param text  the octets with those behind them; its last octet is no white space and no CR
/// @param out  has room for `count` octets and kRelaxSpare
std::size_t relax(std::string_view text, std::size_t from, std::size_t count, char* out);

/// The same, as every processor does it, and as those do it that can pack octets (AVX-512 with
/// VBMI2).
std::size_t relax_plain(std::string_view text, std::size_t from, std::size_t count, char* out);
std::size_t relax_avx512(std::string_view text, std::size_t from, std::size_t count, char* out);

/// Whether relax_avx512() may be called.
bool can_relax_avx512();

}  // namespace libauth::dkim
