// SPDX-License-Identifier: MIT

#include "libauth/spf/foresight.h"

#include <algorithm>

#include "libauth/spf/published.h"

namespace libauth::spf {

using dns::Answer;
using dns::Name;
using dns::RrType;

void Foresight::foresee_rest(const Name& domain, const Record& record, std::size_t first,
                             std::size_t lookups) {
  spent_ = std::max(spent_, lookups);
  foresee_directives(domain, record, first);
}

void Foresight::foresee_explanation(const Name& domain, const Record& record) {
  const bool can_fail = std::any_of(record.directives.begin(), record.directives.end(),
                                    [](const Directive& d) { return d.qualifier == Result::fail; });
  if (!record.exp || !can_fail) return;
  Name place;
  const auto target = client_.target_of(domain, *record.exp, place);
  if (target && *target != nullptr) facts_.find(**target, RrType::txt);
}

void Foresight::foresee_directives(const Name& domain, const Record& record, std::size_t first) {
  for (std::size_t i = first; i < record.directives.size(); ++i) {
    const Directive& directive = record.directives[i];
    if (directive.mechanism == Mechanism::all) return;
    if (!costs_lookup(directive.mechanism)) {
      if (directive.network.contains(client_.ip())) return;
      continue;
    }
    if (++spent_ > limits_.lookups) return;
    Name place;
    const auto target = client_.target_of(domain, directive, place);
    if (target && *target) foresee_directive(**target, directive.mechanism);
  }
  if (!record.redirect || ++spent_ > limits_.lookups) return;
  Name place;
  const auto target = client_.target_of(domain, *record.redirect, place);
  if (target && *target) foresee_record(**target);
}

void Foresight::foresee_directive(const Name& target, Mechanism mechanism) {
  switch (mechanism) {
    case Mechanism::include:
      foresee_record(target);
      break;
    case Mechanism::a:
      facts_.find(target, client_.address_type());
      break;
    case Mechanism::exists:
      facts_.find(target, RrType::a);
      break;
    case Mechanism::ptr:
      client_.validated_names();
      break;
    case Mechanism::mx:
      foresee_mx(target);
      break;
    case Mechanism::all:
    case Mechanism::ip4:
    case Mechanism::ip6:
      break;
  }
}

void Foresight::foresee_mx(const Name& target) {
  const Answer* answer = facts_.find(target, RrType::mx);
  if (answer == nullptr || answer->mx().size() > limits_.names) return;
  for (const dns::Mx& host : answer->mx()) {
    if (!host.exchange.is_root()) facts_.find(host.exchange, client_.address_type());
  }
}

void Foresight::foresee_record(const Name& target) {
  const Published published = published_record(target, facts_);
  if (published.kind != Published::Kind::one) return;
  if (*published.record) foresee_directives(target, **published.record, 0);
}

}  // namespace libauth::spf
