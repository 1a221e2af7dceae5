// SPDX-License-Identifier: MIT
//
// What an SPF check may cost.

#pragma once

#include <cstddef>

namespace libauth::spf {

/// The limits of RFC 7208 section 4.6.4.
struct Limits {
  std::size_t lookups = 10;      ///< terms that ask the DNS
  std::size_t void_lookups = 2;  ///< of them, terms that got nothing
  std::size_t names = 10;        ///< hosts of one "mx"; names of one "ptr"
};

/// Octets of an expanded explanation: about eight lines of an SMTP reply, of at most 512 octets
/// each (RFC 5321 section 4.5.3.1.5). A longer one is left out, because the macros in 64 KiB of
/// text could make gigabytes.
constexpr std::size_t kMaxExplanation = 4096;

}  // namespace libauth::spf
