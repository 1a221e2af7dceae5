// SPDX-License-Identifier: MIT

#include "libauth/spf/decisions.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace libauth::spf {
namespace {

using base::IpAddress;
using base::NetworkSet;

/// The term without its qualifier.
std::string_view words_of(const TreeTerm& term) {
  std::string_view text = term.text;
  if (text.starts_with('+') || text.starts_with('-') || text.starts_with('~') ||
      text.starts_with('?')) {
    text.remove_prefix(1);
  }
  return text;
}

/// Whether the term names networks that can be compared with those of others: "all" and "exists"
/// match everybody or nobody, "ptr" is not known, and a redirect that is taken is an error.
bool names_networks(TermKind kind) {
  return kind == TermKind::ip4 || kind == TermKind::ip6 || kind == TermKind::a ||
         kind == TermKind::mx || kind == TermKind::include;
}

/// Whether the term says where it has no address. Of "a" and "mx" the void lookups tell.
bool has_addresses_by_itself(TermKind kind) {
  return kind == TermKind::ip4 || kind == TermKind::ip6 || kind == TermKind::include;
}

NetworkSet minus(NetworkSet set, const NetworkSet& other) {
  set.remove(other);
  return set;
}

}  // namespace

void AddressOwners::add(const NetworkSet& set, std::size_t owner) {
  for (const base::AddressRange& range : set.ranges()) {
    auto& owners = owners_[range.first.is_v4() ? 0 : 1];
    owners.insert_or_assign(range.first, Owned{range.last, owner});
  }
}

std::optional<std::size_t> AddressOwners::of(const IpAddress& address) const {
  const auto& owners = owners_[address.is_v4() ? 0 : 1];
  const auto after = owners.upper_bound(address);
  if (after == owners.begin()) return std::nullopt;
  const Owned& owned = std::prev(after)->second;
  if (owned.last < address) return std::nullopt;
  return owned.owner;
}

const TreeTerm& Decisions::term(const Entry& entry) const {
  return tree_.records[entry.place.record].terms[entry.place.term];
}

NetworkSet& Decisions::decided_by(Result qualifier) {
  return by_result_[qualifier];
}

const NetworkSet& Decisions::take(TermPlace place, TermEffect effect) {
  entries_.push_back({.place = place,
                      .effect = std::move(effect),
                      .fresh = {},
                      .shared = {},
                      .issue = {},
                      .other = {}});
  Entry& entry = entries_.back();
  entry.fresh = minus(entry.effect.matches, decided_);
  judge(entry);
  // RFC 7208 section 4.6.2: the first term that matches decides.
  owners_.add(entry.fresh, entries_.size() - 1);
  decided_by(term(entry).qualifier).add(entry.fresh);
  decided_.add(entry.fresh);
  const NetworkSet errors = minus(entry.effect.errors, decided_);
  errors_.add(errors);
  decided_.add(errors);
  is_exact_ = is_exact_ && entry.effect.is_exact;
  return entry.fresh;
}

void Decisions::judge(Entry& entry) {
  const TermKind kind = term(entry).kind;
  if (kind == TermKind::all || kind == TermKind::redirect) return;
  if (judge_repeated(entry) || !entry.is_settled() || !names_networks(kind)) return;
  const NetworkSet& matches = entry.effect.matches;
  if (matches.is_empty()) {
    if (has_addresses_by_itself(kind)) set_issue(entry, NetworkIssue::never_matches, {});
  } else if (entry.fresh.is_empty()) {
    judge_covered(entry);
  } else {
    entry.shared = matches.intersection(decided_by(term(entry).qualifier));
  }
}

/// The same words in the same record match the same senders, whatever they are.
bool Decisions::judge_repeated(Entry& entry) {
  const auto [first, is_new] = texts_.try_emplace(
      {entry.place.record, std::string(words_of(term(entry)))}, entries_.size() - 1);
  if (is_new) return false;
  const bool is_same = term(entries_[first->second]).qualifier == term(entry).qualifier;
  set_issue(entry, is_same ? NetworkIssue::duplicate : NetworkIssue::contradicted, first->second);
  return true;
}

void Decisions::judge_covered(Entry& entry) {
  const NetworkSet& matches = entry.effect.matches;
  if (matches.intersects(errors_)) return;
  const NetworkSet otherwise = minus(matches, decided_by(term(entry).qualifier));
  if (!otherwise.is_empty()) {
    set_issue(entry, NetworkIssue::contradicted, owners_.of(otherwise.first_network().address));
    return;
  }
  const auto owner = owners_.of(matches.first_network().address);
  const bool is_same = owner && entries_[*owner].effect.matches == matches;
  set_issue(entry, is_same ? NetworkIssue::duplicate : NetworkIssue::never_matches, owner);
}

void Decisions::set_issue(Entry& entry, NetworkIssue issue, std::optional<std::size_t> other) {
  entry.issue = issue;
  entry.other = other;
  entry.is_needless = issue != NetworkIssue::contradicted;
}

void Decisions::find_unneeded() {
  NetworkSet later;  ///< what the terms behind let pass for certain
  AddressOwners owners;
  for (std::size_t i = entries_.size(); i-- > 0;) {
    Entry& entry = entries_[i];
    if (entry.is_needless) continue;
    const bool lets_pass = term(entry).qualifier == Result::pass && entry.is_settled();
    if (!lets_pass || !names_networks(term(entry).kind)) {
      // Without the terms before it, it would decide in their place, and otherwise or who knows
      // how.
      later = {};
      owners.clear();
    } else if (!entry.fresh.is_empty() && later.covers(entry.fresh)) {
      set_issue(entry, NetworkIssue::unneeded, owners.of(entry.fresh.first_network().address));
      unneeded_.add(entry.fresh);
    } else {
      owners.add(minus(entry.effect.matches, later), i);
      later.add(entry.effect.matches);
    }
  }
}

NetworkFinding Decisions::finding(const Entry& entry, NetworkIssue issue, const NetworkSet& about,
                                  std::optional<std::size_t> other) const {
  NetworkFinding finding;
  finding.issue = issue;
  finding.record = entry.place.record;
  finding.term = entry.place.term;
  if (!about.is_empty()) finding.network = about.first_network().text();
  if (other) finding.other = term(entries_[*other]).text;
  return finding;
}

std::vector<NetworkFinding> Decisions::findings() const {
  std::vector<NetworkFinding> findings;
  for (const Entry& entry : entries_) {
    if (entry.issue) {
      findings.push_back(finding(entry, *entry.issue, entry.effect.matches, entry.other));
      continue;
    }
    // Where a term before it is unneeded, that says the same.
    const NetworkSet shared = minus(entry.shared, unneeded_);
    if (shared.is_empty()) continue;
    const auto owner = owners_.of(shared.first_network().address);
    findings.push_back(finding(entry, NetworkIssue::overlap, shared, owner));
  }
  return findings;
}

std::vector<TermPlace> Decisions::needless() const {
  std::vector<TermPlace> places;
  for (const Entry& entry : entries_) {
    if (entry.is_needless) places.push_back(entry.place);
  }
  return places;
}

TermEffect Decisions::outcome() && {
  return {std::move(decided_by(Result::pass)), std::move(errors_), is_exact_};
}

}  // namespace libauth::spf
