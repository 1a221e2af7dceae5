// SPDX-License-Identifier: MIT
//
// How authenticated identifiers stand to the author domain, RFC 9989 section 4.4.

#pragma once

#include <optional>
#include <vector>

#include "libauth/dmarc/discover.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/dns/facts.h"
#include "libauth/dns/name.h"

namespace libauth::dmarc {

/// Whether the organizational domains of the two can be equal: each is an ancestor of its name, or
/// the name itself, so that names without a common end never have the same.
bool can_be_aligned(const dns::Name& one, const dns::Name& other);

/// Compares domains with one author domain.
class Aligner {
 public:
  /// Keeps none of them longer than itself.
  /// @param organizational  that of the author domain; null where it is not known
  Aligner(const dns::Name& author, const dns::Name* organizational, const Settings& settings,
          dns::Facts& facts);

  /// Finds how the identifier is aligned.
  /// @param is_wanted  whether its organizational domain may be asked for; otherwise it may stay
  ///                   `unknown`
  void align(IdentifierAlignment& identifier, bool is_wanted);

  /// What the DNS did not tell of organizational domains.
  const std::vector<dns::Question>& unanswered() const { return unanswered_; }

 private:
  std::optional<dns::Name> organizational_domain_of(const dns::Name& domain);

  const dns::Name& author_;
  const dns::Name* organizational_;
  const Settings& settings_;
  dns::Facts& facts_;
  std::vector<dns::Question> unanswered_;
};

}  // namespace libauth::dmarc
