// SPDX-License-Identifier: MIT
//
// Makes well-formed XML of a report that is not. Private to this room.
//
// One pass over the octets that knows which elements a report has and inside which others they
// stand. With that, a "<" that begins no tag is text, and an element without its end tag ends where
// one begins that cannot be inside it. What the document does not say is not made up: a value that
// breaks off is left out, and so is a record that does.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libauth/base/result.h"
#include "reports/aggregate/limits.h"
#include "reports/aggregate/reader.h"

namespace reports::aggregate {

/// A report in well-formed XML: at most about six times the octets of the broken one.
struct Recovered {
  std::string xml;
  /// Where what was copied comes from: from the first place in `xml` on, the second in the
  /// document. In order.
  std::vector<std::pair<std::size_t, std::size_t>> origins;

  /// The place in the document that became the place in `xml`.
  std::size_t origin_of(std::size_t offset) const;
};

/// The report that is in the text, the repairs noted with the reader. The text is UTF-8.
///
/// @return  the error's rule is "feedback" where there is no report, "xml" where there are two,
///          "limit-depth" where elements are nested too deeply
/// @limits  Limits::depth; O(n) time
libauth::base::Result<Recovered> recover(std::string_view text, const Limits& limits,
                                         Reader& reader);

}  // namespace reports::aggregate
