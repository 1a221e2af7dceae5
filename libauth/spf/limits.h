// SPDX-License-Identifier: MIT
//
// How much an SPF check may ask of the DNS.

#pragma once

#include <cstddef>

namespace libauth::spf {

/// The limits of RFC 7208 section 4.6.4.
struct Limits {
  std::size_t lookups = 10;      ///< terms that ask the DNS
  std::size_t void_lookups = 2;  ///< of them, terms that got nothing
  std::size_t names = 10;        ///< hosts of one "mx"; names of one "ptr"
};

}  // namespace libauth::spf
