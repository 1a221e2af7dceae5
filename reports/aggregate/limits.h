// SPDX-License-Identifier: MIT
//
// How large an aggregate report may be.

#pragma once

#include <cstddef>

namespace reports::aggregate {

/// What is over one of these is refused with a rule of its own; only text is cut, with a warning,
/// as the document is kept whole.
struct Limits {
  /// Octets of XML. The largest report seen has 4 MB; RFC 9990 knows no limit.
  std::size_t octets = std::size_t{64} << 20;
  /// Records. The largest report seen has some 30,000.
  std::size_t records = 100'000;
  /// Elements and attributes, counted as "<" and "=". Each takes up to 128 octets of memory, so
  /// that "<a/>x" over and over would take 25 times its size. A record has about 40 of them.
  std::size_t nodes = 4'000'000;
  /// Elements inside each other. RFC 9990 needs 5; extensions may be deeper. More than this only
  /// serves to hurt those who read the document after us.
  std::size_t depth = 64;
  /// Octets of one text, such as a comment. A mail address has at most 254, a sentence some
  /// hundred; lists and answers hold many of them.
  std::size_t text = 2048;
};

}  // namespace reports::aggregate
