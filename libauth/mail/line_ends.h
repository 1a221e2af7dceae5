// SPDX-License-Identifier: MIT
//
// CRs and LFs that stand alone. Each octet of a message comes by here.

#pragma once

#include <cstddef>
#include <string_view>

namespace libauth::mail {

struct BareLineEnds {
  std::size_t cr = 0;  ///< CR without LF behind it
  std::size_t lf = 0;  ///< LF without CR before it

  bool operator==(const BareLineEnds&) const = default;
};

/// Those of the text. An LF at its beginning and a CR at its end do not count: what is before and
/// behind is not known.
BareLineEnds count_bare_line_ends(std::string_view octets);

/// Whether there is one, as every processor finds out, and as those with AVX2 do
/// (libauth/base/avx2.h).
bool has_bare_line_end_plain(std::string_view octets);
bool has_bare_line_end_avx2(std::string_view octets);

}  // namespace libauth::mail
