// SPDX-License-Identifier: MIT

#include "reports/analysis/changes.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "libauth/base/text.h"
#include "reports/analysis/thresholds.h"
#include "reports/sources/own_domain.h"

namespace reports::analysis {
namespace {

using sources::Class;

/// Who sent in the period before, by name.
using Senders = std::map<std::string_view, Sender>;
using Reporters = boost::unordered_flat_set<std::string_view>;

Reporters reporters_of(const Traffic& traffic) {
  Reporters reporters;
  for (const NamedFlow& named : traffic.flows) reporters.insert(named.flow.reporter);
  return reporters;
}

/// By what these receivers tell.
Senders senders_of(const Traffic& traffic, const Reporters& reporters) {
  Senders senders;
  for (const NamedFlow& named : traffic.flows) {
    if (reporters.contains(named.flow.reporter)) senders[named.source.name].add(named);
  }
  return senders;
}

/// Likewise.
ClassCounts classes_at(const Traffic& traffic, const Reporters& reporters) {
  ClassCounts counts;
  for (const NamedFlow& named : traffic.flows) {
    if (!reporters.contains(named.flow.reporter)) continue;
    add(counts, named.mail_class, named.flow.messages);
  }
  return counts;
}

ClassCounts classes_of(const Traffic& traffic) {
  ClassCounts counts;
  for (const NamedFlow& named : traffic.flows) add(counts, named.mail_class, named.flow.messages);
  return counts;
}

void compare_numbers(Changes& changes, const Sources& sources, const Traffic& then) {
  const ClassCounts& now = sources.classes;
  const ClassCounts before = classes_of(then);
  changes.messages = {sources.messages, then.messages};
  changes.own = {own_messages(now), own_messages(before)};
  changes.aligned = {now.aligned, before.aligned};
  changes.failing = {now.failing, before.failing};
  changes.forwarded = {now.forwarder, before.forwarder};
  changes.spoofed = {now.spoofing, before.spoofing};
  changes.unknown = {now.unknown, before.unknown};
  changes.pass_rate = percent(now.aligned, changes.own.now);
  changes.pass_rate_before = percent(before.aligned, changes.own.before);
}

/// What stands in a period, by kind of thing.
struct Seen {
  Tally sources;
  Tally selectors;   ///< of own domains
  Tally subdomains;  ///< of mail that is not spoofed
  Tally countries;   ///< of own mail
  Tally networks;
};

/// Counts selectors of own domains. Each signature is looked at once.
class SelectorCounter {
 public:
  SelectorCounter(Tally& selectors, std::string_view domain)
      : selectors_(selectors), own_(domain) {}

  void add(const store::Flow& flow) {
    if (flow.signers.empty()) return;
    for (const std::string_view signer : libauth::base::split(flow.signers, ' ')) {
      const auto [row, is_new] = is_own_.emplace(signer, false);
      if (is_new) row->second = own_.covers(signer.substr(0, signer.find('/')));
      if (row->second) selectors_.add(signer, flow.messages);
    }
  }

 private:
  Tally& selectors_;
  sources::OwnDomain own_;
  boost::unordered_flat_map<std::string_view, bool> is_own_;
};

Seen seen_in(const Traffic& traffic) {
  Seen seen;
  SelectorCounter selectors(seen.selectors, traffic.domain);
  for (const NamedFlow& named : traffic.flows) {
    const store::Flow& flow = named.flow;
    seen.sources.add(named.source.name, flow.messages);
    selectors.add(flow);
    const bool is_subdomain = word_for(flow.header_from, traffic.domain, {}) != Word::p;
    if (is_subdomain && named.mail_class != Class::spoofing) {
      seen.subdomains.add_known(flow.header_from, flow.messages);
    }
    if (!is_own(named.mail_class)) continue;
    seen.countries.add_known(named.country, flow.messages);
    seen.networks.add_known(named.network, flow.messages);
  }
  return seen;
}

/// What stands in the first and not in the second one.
std::vector<Counted> without(const Tally& now, const Tally& then) {
  std::vector<Counted> rest;
  for (Counted& row : now.sorted()) {
    if (!then.contains(row.name)) rest.push_back(std::move(row));
  }
  return rest;
}

/// Addresses that spoof come and go, and each is a source: they are only counted.
bool only_spoofs(const SourceEntry& entry) {
  return entry.classes.spoofing == entry.messages;
}

void note_new(Changes& changes, const Sources& now) {
  for (const SourceEntry& entry : now.sources) {
    if (entry.is_new != true) continue;
    if (only_spoofs(entry)) {
      ++changes.new_spoofing_sources;
    } else {
      changes.new_sources.push_back(
          {entry.source.name, entry.source.type, entry.mail_class, entry.messages});
    }
  }
}

void note_vanished(Changes& changes, const Senders& before, const Tally& names_now) {
  for (const auto& [name, sender] : before) {
    if (names_now.contains(name) || sender.messages() < kFewMessages) continue;
    if (!is_own(sender.mail_class())) continue;
    changes.vanished_sources.push_back(
        {std::string(name), sender.source().type, sender.mail_class(), sender.messages()});
  }
  std::stable_sort(
      changes.vanished_sources.begin(), changes.vanished_sources.end(),
      [](const ChangedSource& a, const ChangedSource& b) { return a.messages > b.messages; });
}

}  // namespace

Changes changes_of(const Observed& observed, const Sources& sources) {
  Changes changes;
  changes.period = observed.current.period;
  changes.before = observed.before.period;
  changes.is_comparable = !observed.before.flows.empty();
  changes.has_history = !observed.history.flows.empty();
  compare_numbers(changes, sources, observed.before);

  const Seen now = seen_in(observed.current);
  note_new(changes, sources);
  const Reporters reporters = reporters_of(observed.current);
  note_vanished(changes, senders_of(observed.before, reporters), now.sources);
  const ClassCounts at_same = classes_at(observed.current, reporters_of(observed.before));
  const ClassCounts at_same_before = classes_at(observed.before, reporters);
  changes.own_at_same_receivers = {own_messages(at_same), own_messages(at_same_before)};
  changes.aligned_at_same_receivers = {at_same.aligned, at_same_before.aligned};
  if (changes.has_history) {
    const Seen before = seen_in(observed.history);
    changes.new_selectors = without(now.selectors, before.selectors);
    changes.new_subdomains = without(now.subdomains, before.subdomains);
    changes.new_countries = without(now.countries, before.countries);
    changes.new_networks = without(now.networks, before.networks);
  }
  changes.policy = seen_policy(observed.receivers);
  changes.policy_before = seen_policy(observed.receivers_before);
  changes.is_policy_changed =
      changes.policy && changes.policy_before && *changes.policy != *changes.policy_before;
  return changes;
}

}  // namespace reports::analysis
