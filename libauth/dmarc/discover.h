// SPDX-License-Identifier: MIT
//
// Which DMARC record counts for a domain: the tree walk of RFC 9989 section 4.10.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/dmarc/record.h"
#include "libauth/dns/facts.h"

namespace libauth::dmarc {

/// The names whose "_dmarc" records a walk from the domain may ask for, longest first: at most 8,
/// the domain itself and then the last 7 labels downwards (section 4.10 steps 3 to 7).
std::vector<dns::Name> walk_targets(const dns::Name& domain);

/// What one name of the walk publishes.
struct WalkStep {
  dns::Name name;                       ///< without "_dmarc"
  dns::Question question;               ///< what is asked for it
  const dns::Answer* answer = nullptr;  ///< null: not known yet
  std::size_t count = 0;                ///< DMARC records there; more than one count as none
  std::string text;                     ///< the record, where there is just one
  std::optional<Record> record;         ///< the record, where there is just one

  bool is_known() const { return answer != nullptr && answer->is_known(); }
};

/// A walk from a domain up, to the first record with psd=y or psd=n, or to the top label.
struct Walk {
  std::vector<WalkStep> steps;

  /// Whether every step's answer is known.
  bool is_known() const;
  /// Section 4.10.2, the organizational domain of the walk's first name; the answers are known.
  dns::Name organizational_domain() const;
};

/// Walks from the domain. Asks for all names at once; where facts are missing they are noted.
Walk walk_tree(const dns::Name& domain, dns::Facts& facts);

/// Which tag's word applies to the author domain.
enum class PolicySource { p, sp, np };

BOOST_DESCRIBE_ENUM(PolicySource, p, sp, np)

/// The policy for mail from a domain.
struct Discovery {
  enum class Kind {
    pending,    ///< facts are missing
    found,      ///< a record applies
    none,       ///< no record applies: DMARC does not (section 4.10.1)
    unusable,   ///< the record that would apply cannot be used (section 4.10.1)
    temperror,  ///< the DNS did not tell
  };
  Kind kind = Kind::pending;
  Walk walk;
  const WalkStep* step = nullptr;  ///< with found and unusable: where the record is, in `walk`
  Policy policy = Policy::none;    ///< with found: before "t"
  PolicySource source = PolicySource::p;
  std::optional<dns::Name> organizational_domain;  ///< none where the DNS did not tell
  std::vector<dns::Question> unanswered;           ///< with temperror: what the DNS did not tell

  Discovery() = default;
  Discovery(Discovery&&) = default;
  Discovery& operator=(Discovery&&) = default;
};

/// Finds the policy for mail whose author domain this is.
/// @spec RFC 9989 section 4.10.1
Discovery discover(const dns::Name& author, dns::Facts& facts);

}  // namespace libauth::dmarc
