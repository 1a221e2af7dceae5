// SPDX-License-Identifier: MIT
//
// How large a TLS report may be.

#pragma once

#include <cstddef>

namespace reports::tls {

/// What is over one of these is refused with a rule of its own; only text is cut, with a warning,
/// as the document is kept whole.
struct Limits {
  /// Octets of JSON. A failure takes some 300, so that this is room for 50,000 of them.
  std::size_t octets = std::size_t{16} << 20;
  /// Values of the document. Each takes about 120 octets of memory, so that "[],[]" over and over
  /// would take 40 times its size. A failure has about 10 of them.
  std::size_t nodes = 500'000;
  /// Objects and arrays inside each other. RFC 8460 needs 6.
  std::size_t depth = 32;
  /// Policies of one report. RFC 8460 reports on one domain, with one policy for each mechanism
  /// and each change of it.
  std::size_t policies = 1'000;
  /// Failures of one report, of all its policies together.
  std::size_t failure_details = 50'000;
  /// Octets of one text, such as a host name or a URI.
  std::size_t text = 2048;
  /// Octets of one policy-string: what RFC 8461 section 3.3 suggests as the most for a policy.
  std::size_t policy_string = std::size_t{64} << 10;
  /// Lines of all policy strings of one report together.
  std::size_t lines = 20'000;
};

}  // namespace reports::tls
