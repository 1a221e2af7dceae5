// SPDX-License-Identifier: MIT
//
// An ARC-Seal field, RFC 8617 section 4.1.3.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "libauth/arc/result.h"
#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "libauth/dkim/signature.h"
#include "libauth/dns/name.h"

namespace libauth::arc {

struct Seal {
  unsigned instance = 0;  ///< "i": 1 to 50
  dkim::Algorithm algorithm{};
  std::vector<std::uint8_t> signature;  ///< "b", decoded
  Result chain{};                       ///< "cv"
  dns::Name domain;                     ///< "d"
  dns::Name selector;                   ///< "s"
  std::optional<base::Time> timestamp;  ///< "t"
};

/// Reads the value of an ARC-Seal field. "h" and "bh" must not be there; other unknown tags are
/// passed over.
base::Result<Seal> parse_seal(std::string_view value);

}  // namespace libauth::arc
