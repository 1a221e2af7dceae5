// SPDX-License-Identifier: MIT
//
// Which DMARC record counts for a domain: the tree walk of RFC 9989 section 4.10.
//
// What these give points into the facts, which have to outlive it.

#pragma once

#include <memory>
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
  dns::Name name;                        ///< without "_dmarc"
  dns::Question question;                ///< what is asked for it
  const dns::Answer* answer = nullptr;   ///< null: not known yet
  std::size_t count = 0;                 ///< DMARC records there; more than one count as none
  std::string text;                      ///< the record, where there is just one
  std::shared_ptr<const Record> record;  ///< the same read; may be kept longer than the facts

  bool is_known() const { return answer != nullptr && answer->is_known(); }
};

/// The records at one name.
WalkStep look_up(const dns::Name& name, dns::Facts& facts);

/// A walk from a domain up, to the first record with psd=y or psd=n, or to the top label.
struct Walk {
  std::vector<WalkStep> steps;
  bool is_over = false;  ///< it came to its end, so that there is no name left to ask for

  /// Whether the walk is over and every step's answer is known.
  bool is_known() const;
  /// Section 4.10.2, the organizational domain of the walk's first name; the answers are known.
  dns::Name organizational_domain() const;
};

/// Walks from the domain. Asks for all names at once; where facts are missing they are noted.
Walk walk_tree(const dns::Name& domain, dns::Facts& facts);

/// How the names of a walk are asked for that takes no more steps than it needs.
enum class Asking {
  one_by_one,  ///< a name only when it is known that the walk gets there
  foreseeing,  ///< all that are left as soon as one is missing; the steps are the same
};

/// The first step of a walk.
Walk begin_walk(const dns::Name& domain, dns::Facts& facts, Asking asking);
/// The other steps, up to the walk's end or the first name of which nothing is known (yet). The
/// steps that are there stay where they are.
void finish_walk(Walk& walk, dns::Facts& facts, Asking asking);

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

/// Finds the policy for mail whose author domain this is. Walks the whole tree, as an audit wants
/// it.
/// @spec RFC 9989 section 4.10.1
Discovery discover(const dns::Name& author, dns::Facts& facts);

/// The same for one message: the walk goes only as far as the policy takes, which is one step where
/// the author domain has a record. A step that the DNS did not tell ends it.
Discovery discover_policy(const dns::Name& author, dns::Facts& facts, Asking asking);
/// Goes on with the walk until the organizational domain is known, where the DNS tells it.
void find_organizational_domain(Discovery& discovery, dns::Facts& facts, Asking asking);

}  // namespace libauth::dmarc
