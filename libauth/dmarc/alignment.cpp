// SPDX-License-Identifier: MIT

#include "libauth/dmarc/alignment.h"

#include "libauth/dmarc/discover_rfc7489.h"

namespace libauth::dmarc {

bool can_be_aligned(const dns::Name& one, const dns::Name& other) {
  return one.last_labels(1) == other.last_labels(1);
}

Aligner::Aligner(const dns::Name& author, const dns::Name* organizational, const Settings& settings,
                 dns::Facts& facts)
    : author_(author), organizational_(organizational), settings_(settings), facts_(facts) {}

void Aligner::align(IdentifierAlignment& identifier, bool is_wanted) {
  const dns::Name& domain = identifier.domain;
  if (domain == author_) {
    identifier.aligned = Aligned::strict;
    if (organizational_ != nullptr) identifier.organizational_domain = *organizational_;
    return;
  }
  // Its organizational domain is at or above it, and so are all that it can be aligned with.
  const bool is_outside = organizational_ != nullptr && !domain.is_at_or_below(*organizational_);
  identifier.aligned = Aligned::no;
  if (is_outside || !can_be_aligned(domain, author_)) return;
  identifier.aligned = Aligned::unknown;
  if (organizational_ == nullptr || !is_wanted) return;
  identifier.organizational_domain = organizational_domain_of(domain);
  if (!identifier.organizational_domain) return;
  const bool is_same = *identifier.organizational_domain == *organizational_;
  identifier.aligned = is_same ? Aligned::relaxed : Aligned::no;
}

std::optional<dns::Name> Aligner::organizational_domain_of(const dns::Name& domain) {
  if (settings_.mode == Mode::rfc7489) return organizational_domain_rfc7489(domain);
  // One walk for each identifier, RFC 9989 section 4.10.2.
  const Asking asking = settings_.foresight ? Asking::foreseeing : Asking::one_by_one;
  Walk walk = begin_walk(domain, facts_, asking);
  finish_walk(walk, facts_, asking);
  if (walk.is_known()) return walk.organizational_domain();
  unanswered_.push_back(walk.steps.back().question);
  return std::nullopt;
}

}  // namespace libauth::dmarc
