// SPDX-License-Identifier: MIT

#include "reports/analysis/impact.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "reports/analysis/readiness.h"
#include "reports/analysis/receivers.h"

namespace reports::analysis {
namespace {

using libauth::base::name_of;
using libauth::dmarc::Policy;
using sources::Class;

/// What a policy asks for a flow.
enum class Fate { kept, quarantined, rejected, undetermined };

Fate fate_of(const NamedFlow& named, const Effect& effect) {
  if (effect.strictest == Policy::none) return Fate::kept;
  const auto passed = passes(named);
  if (passed == true) return Fate::kept;
  if (!passed || effect.mildest == Policy::none) return Fate::undetermined;
  return effect.mildest == Policy::reject ? Fate::rejected : Fate::quarantined;
}

bool is_stopped(const store::Flow& flow) {
  const auto disposition = disposition_of(flow);
  return disposition == aggregate::Disposition::quarantine ||
         disposition == aggregate::Disposition::reject;
}

/// RFC 9990 section 3.1.1: reasons that say something about the message, and not about the policy
/// as "sampled_out" and "policy_test_mode" do.
bool is_excused(const store::Flow& flow) {
  constexpr std::array<std::string_view, 6> kReasons = {
      "arc", "forwarded", "local_policy", "mailing_list", "other", "trusted_forwarder"};
  if (is_stopped(flow)) return false;
  const auto words = libauth::base::split(flow.reasons, ' ');
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return std::find(kReasons.begin(), kReasons.end(), word) != kReasons.end();
  });
}

void count_losses(Losses& losses, const store::Flow& flow, Fate fate) {
  const std::uint64_t messages = flow.messages;
  if (fate == Fate::kept) return;
  if (fate == Fate::undetermined) return add(losses.undetermined, messages);
  add(losses.lost, messages);
  add(fate == Fate::rejected ? losses.rejected : losses.quarantined, messages);
  if (is_stopped(flow)) add(losses.already_lost, messages);
  if (is_excused(flow)) add(losses.excused, messages);
}

void count_causes(Causes& causes, const store::Flow& flow) {
  add(flow.signers.empty() ? causes.dkim_missing : causes.dkim_unaligned, flow.messages);
  add(flow.spf_domain ? causes.spf_unaligned : causes.spf_missing, flow.messages);
}

double per_day(std::uint64_t messages, std::uint64_t days) {
  if (days == 0) return 0;
  return std::round(static_cast<double>(messages) * 100 / static_cast<double>(days)) / 100;
}

/// Counts what one source would lose. Flows must outlive it.
class SourceCounter {
 public:
  explicit SourceCounter(const NamedFlow& named) {
    impact_.name = named.source.name;
    impact_.type = named.source.type;
    impact_.verdict = named.verdict;
    impact_.mail_class = is_own(named.mail_class) ? Class::failing : named.mail_class;
  }

  void add(const NamedFlow& named, const Effect& effect, Fate fate) {
    const store::Flow& flow = named.flow;
    analysis::add(impact_.messages, flow.messages);
    count_losses(impact_.losses, flow, fate);
    if (fate != Fate::quarantined && fate != Fate::rejected) return;
    words_.add(name_of(effect.word), flow.messages);
    receivers_.add(flow.reporter, flow.messages);
    header_from_.add_known(flow.header_from, flow.messages);
    rules_.add(name_of(named.rule), flow.messages);
    count_causes(impact_.causes, flow);
  }

  bool is_hit() const { return impact_.losses.lost > 0 || impact_.losses.undetermined > 0; }

  ImpactedSource impact(std::uint64_t days) && {
    impact_.lost_per_day = per_day(impact_.losses.lost, days);
    impact_.words = words_.sorted();
    impact_.receivers = receivers_.sorted();
    impact_.header_from = header_from_.ranking();
    impact_.rules = rules_.sorted();
    return std::move(impact_);
  }

 private:
  ImpactedSource impact_;
  Tally words_;
  Tally receivers_;
  Tally header_from_;
  Tally rules_;
};

/// Counts what all sources would lose of one kind of mail.
class GroupCounter {
 public:
  void add(const NamedFlow& named, const Effect& effect) {
    const Fate fate = fate_of(named, effect);
    analysis::add(group_.messages, named.flow.messages);
    count_losses(group_.losses, named.flow, fate);
    const auto [row, is_new] = rows_.emplace(named.source.name, counters_.size());
    if (is_new) counters_.emplace_back(named);
    counters_[row->second].add(named, effect, fate);
  }

  ImpactGroup group(std::uint64_t days) && {
    group_.lost_per_day = per_day(group_.losses.lost, days);
    for (SourceCounter& counter : counters_) {
      if (counter.is_hit()) group_.sources.push_back(std::move(counter).impact(days));
    }
    std::sort(group_.sources.begin(), group_.sources.end(),
              [](const ImpactedSource& a, const ImpactedSource& b) {
                return std::pair(b.losses.lost, std::string_view(a.name)) <
                       std::pair(a.losses.lost, std::string_view(b.name));
              });
    return std::move(group_);
  }

 private:
  ImpactGroup group_;
  boost::unordered_flat_map<std::string_view, std::size_t> rows_;
  std::vector<SourceCounter> counters_;
};

/// Counts each kind of mail apart.
struct GroupCounters {
  GroupCounter own;
  GroupCounter unknown;
  GroupCounter forwarders;
  GroupCounter spoofing;

  GroupCounter& of(Class mail_class) {
    switch (mail_class) {
      case Class::unknown:
        return unknown;
      case Class::forwarder:
        return forwarders;
      case Class::spoofing:
        return spoofing;
      case Class::aligned:
      case Class::failing:
        break;
    }
    return own;
  }
};

void count_groups(Impact& impact, const Traffic& traffic, const Existence& existence) {
  GroupCounters counters;
  for (const NamedFlow& named : traffic.flows) {
    const Word word = word_for(named.flow.header_from, traffic.domain, existence);
    counters.of(named.mail_class).add(named, effect_of(impact.proposed, word));
  }
  impact.own = std::move(counters.own).group(impact.days);
  impact.unknown = std::move(counters.unknown).group(impact.days);
  impact.forwarders = std::move(counters.forwarders).group(impact.days);
  impact.spoofing = std::move(counters.spoofing).group(impact.days);
}

std::uint64_t own_lost(PolicyWords words, const Traffic& traffic, const Existence& existence) {
  words.testing = false;
  Losses losses;
  for (const NamedFlow& named : traffic.flows) {
    if (!is_own(named.mail_class)) continue;
    const Word word = word_for(named.flow.header_from, traffic.domain, existence);
    count_losses(losses, named.flow, fate_of(named, effect_of(words, word)));
  }
  return losses.lost;
}

bool is_empty(const Proposal& proposal) {
  return !proposal.p && !proposal.sp && !proposal.np && !proposal.testing;
}

std::vector<std::string> overdue_receivers(const Receivers& receivers) {
  std::vector<std::string> names;
  if (receivers.state != kSomeOverdue) return names;
  for (const auto* entries : {&receivers.receivers, &receivers.missing}) {
    for (const ReceiverEntry& entry : *entries) {
      if (entry.is_overdue == true) names.push_back(entry.reporter);
    }
  }
  return names;
}

void judge(Impact& impact, const Situation& situation) {
  impact.is_stricter = is_stricter(impact.proposed, situation.today.words);
  impact.blockers = blockers_of(impact.proposed, situation);
  impact.readiness = readiness_of(impact.blockers);
  if (!impact.blockers.empty()) return;
  impact.blockers = losses_in_force(impact.proposed, situation);
  if (!impact.blockers.empty()) impact.readiness = kInForce;
}

}  // namespace

Impact impact_of(const Observed& observed, const Proposal& proposal, const PolicyOfToday& today,
                 const Existence& existence, libauth::base::Time now) {
  const Traffic& traffic = observed.current;
  const CurrentPolicy current = today.policy.value_or(CurrentPolicy{});
  const Situation situation{traffic, observed.days, current, existence};
  Impact impact;
  impact.domain = traffic.domain;
  impact.period = traffic.period;
  impact.days = observed.days;
  impact.messages = traffic.messages;
  impact.current = today.policy;
  impact.policy_source = today.source;
  impact.next_step = next_step_of(situation);
  impact.is_next_step = is_empty(proposal);
  impact.proposed = impact.is_next_step ? impact.next_step.raised : with(current.words, proposal);
  count_groups(impact, traffic, existence);
  if (impact.proposed.testing) {
    impact.own_lost_without_t = own_lost(impact.proposed, traffic, existence);
  }
  judge(impact, situation);
  impact.overdue_receivers = overdue_receivers(receivers_of(observed, now, existence));
  return impact;
}

}  // namespace reports::analysis
