// SPDX-License-Identifier: MIT

#include "libauth/dmarc/discover_rfc7489.h"

#include <optional>

#include "libauth/dns/public_suffix.h"

namespace libauth::dmarc {
namespace {

using Kind = Discovery::Kind;

/// Whether "p" or "sp" keeps the record from being a policy; "np" is an unknown tag.
bool has_bad_policy(const Record& record) {
  const bool has_bad_sp = record.tags.find("sp", true) != nullptr && !record.sp;
  return !record.p || has_bad_sp;
}

void choose_policy(const dns::Name& author, Discovery& discovery) {
  const Record& record = *discovery.step->record;
  discovery.kind = Kind::found;
  const bool is_own = discovery.step->name == author;
  discovery.source = is_own ? PolicySource::p : PolicySource::sp;
  if (!has_bad_policy(record)) {
    discovery.policy = is_own ? *record.p : record.sp.value_or(*record.p);
  } else if (record.rua.empty()) {
    // RFC 7489 section 6.6.3 step 6: without a destination for reports it is no policy.
    discovery.kind = Kind::unusable;
  }
}

}  // namespace

dns::Name organizational_domain_rfc7489(const dns::Name& domain) {
  return dns::registrable_domain(domain).value_or(domain);
}

Discovery discover_rfc7489(const dns::Name& author, dns::Facts& facts, Asking asking) {
  Discovery discovery;
  const dns::Name organizational = organizational_domain_rfc7489(author);
  discovery.organizational_domain = organizational;
  Walk& walk = discovery.walk;
  walk.steps.reserve(2);
  walk.steps.push_back(look_up(author, facts));
  const bool is_pending = walk.steps.front().answer == nullptr;
  if (is_pending && asking == Asking::foreseeing) look_up(organizational, facts);
  // Step 3: only where the author domain has none at all the organizational domain is asked.
  const bool goes_on = walk.steps.front().is_known() && walk.steps.front().count == 0;
  if (goes_on && organizational != author) walk.steps.push_back(look_up(organizational, facts));
  walk.is_over = true;
  const WalkStep& last = walk.steps.back();
  if (last.answer == nullptr) return discovery;
  if (!last.is_known()) {
    discovery.kind = Kind::temperror;
    discovery.unanswered.push_back(last.question);
  } else if (last.record == nullptr) {
    // Step 5: no record, or several.
    discovery.kind = Kind::none;
  } else {
    discovery.step = &last;
    choose_policy(author, discovery);
  }
  return discovery;
}

}  // namespace libauth::dmarc
