// SPDX-License-Identifier: MIT
//
// How large a failure report may be, and how much of the original is kept.

#pragma once

#include <cstddef>

namespace reports::failure {

/// A report over `octets` or `fields` is refused with a rule of its own. The rest is cut, with a
/// warning, as the mail is kept whole.
struct Limits {
  /// Octets of all parts together. Mail servers take messages of 25 to 50 MB, and a report may have
  /// a whole one in it.
  std::size_t octets = std::size_t{64} << 20;
  /// Lines of the report part that begin a field. RFC 6591 knows some 25; those that may be
  /// repeated are there for every recipient, domain and address found in a message.
  std::size_t fields = 1000;
  /// Octets of one value. Authentication-Results with a dozen signatures has some 2000.
  std::size_t text = 8192;
  /// Octets of the original's header, and of DKIM-Canonicalized-Header. Postfix refuses headers of
  /// more than 102,400.
  std::size_t header = std::size_t{256} << 10;
  /// Octets of the original's body, and of DKIM-Canonicalized-Body, that are kept. None: who needs
  /// them asks for them (RFC 9991 section 7).
  std::size_t body = 0;
};

}  // namespace reports::failure
