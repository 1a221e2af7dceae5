// SPDX-License-Identifier: MIT
//
// One header field, octet for octet.

#pragma once

#include <string>
#include <string_view>

#include "libauth/base/text.h"

namespace libauth::mail {

/// A header field as it stands in a message, RFC 5322 section 2.2: views into the octets of its
/// header.
struct Field {
  std::string_view octets;  ///< the whole field without its last line end; folds as they are
  std::string_view name;    ///< as written, without white space before the colon; empty where the
                            ///< line is no field at all
  std::string_view value;   ///< all behind the colon, without the last line end

  bool is_field() const { return !name.empty(); }
  /// Whether the field has that name; case does not count (RFC 5322 section 1.2.2).
  bool is_named(std::string_view other) const {
    return is_field() && base::equals_ignoring_case(name, other);
  }
};

/// Reads one field. A text without a colon, or with an octet in the name that a name cannot have
/// (RFC 5322 section 3.6.8: ftext; white space may stand before the colon, section 4.5.8), is no
/// field: its name and value are empty.
/// @param octets  without the last line end
Field read_field(std::string_view octets);

/// The value as one line: each CRLF that white space follows is taken away (RFC 5322 section
/// 2.2.3).
std::string unfolded(std::string_view value);

}  // namespace libauth::mail
