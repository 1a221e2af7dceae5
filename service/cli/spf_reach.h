// SPDX-License-Identifier: MIT
//
// Which terms of an SPF record's tree the checks of senders get to.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "libauth/spf/decisions.h"
#include "libauth/spf/tree.h"

namespace service::cli {

/// Who gets to a term of those whom nothing before it matches.
enum class Reach {
  everybody,
  some,    ///< for others an error ends the check before
  nobody,  ///< for all of them it does
};

struct SpfReach {
  std::vector<std::vector<Reach>> terms;  ///< by record and term, as in Tree::records
  Reach end = Reach::everybody;           ///< who gets to the last word of the domain's own record
  /// The last term that ends with an error the check of everybody who gets to it.
  std::optional<libauth::spf::TermPlace> stopper;
};

/// Counts the lookups (RFC 7208 section 4.6.4) of the senders that spend the fewest and the most:
/// whom the "-" of an included record turns away early has spent fewer. Void lookups count where
/// the name has nothing for any sender.
SpfReach reach_of(const libauth::spf::Tree& tree);

}  // namespace service::cli
