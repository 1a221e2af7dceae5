// SPDX-License-Identifier: MIT
//
// How large a map of senders may be.

#pragma once

#include <cstddef>

namespace reports::sources {

/// What is over one of these is refused with a rule of its own.
struct MapLimits {
  /// Octets of CSV. A row has some 50; the largest public map has 40,000 of them.
  std::size_t octets = std::size_t{16} << 20;
  std::size_t rows = 200'000;
  /// Selectors with "*" or "#": each is tried for each signature of the owner.
  std::size_t patterns = 1'000;
  /// Octets of a name, and of a type. They are shown in lists.
  std::size_t name = 200;
};

}  // namespace reports::sources
