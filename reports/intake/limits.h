// SPDX-License-Identifier: MIT
//
// How much may be unpacked from one upload.

#pragma once

#include <cstddef>

namespace reports::intake {

/// What is over one of these is refused with a rule of its own, never cut.
struct Limits {
  /// Octets of the upload itself.
  std::size_t input = std::size_t{64} << 20;
  /// Octets that come out, of all members and all layers together. The largest report seen has
  /// 4 MB; the reader of reports refuses documents above 64 MiB anyhow.
  std::size_t output = std::size_t{64} << 20;
  /// Octets out for each octet in. Real reports reach 166:1, and deflate ends at 1032:1, so that
  /// what is above this is archives in archives that were made to be large.
  std::size_t ratio = 1000;
  /// The ratio counts from this output on: small documents of spaces hurt nobody.
  std::size_t ratio_from = std::size_t{1} << 20;
  /// Members of all archives together. Receivers send one; people upload a month of them.
  std::size_t members = 1000;
  /// Layers of packing: gzip in zip in gzip is seen, more only in archives that contain themselves.
  std::size_t depth = 3;
};

}  // namespace reports::intake
