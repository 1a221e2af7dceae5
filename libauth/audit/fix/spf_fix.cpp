// SPDX-License-Identifier: MIT

#include "libauth/audit/fix/spf_fix.h"

#include <algorithm>
#include <set>
#include <utility>

#include "libauth/audit/fix/what_if.h"
#include "libauth/base/text.h"
#include "libauth/spf/limits.h"
#include "libauth/spf/parse.h"
#include "libauth/spf/stance.h"

namespace libauth::audit {
namespace {

using spf::TermKind;
using spf::TermState;
using spf::Tree;
using spf::TreeTerm;

/// Addresses that are written in place of a name, at most: more of them nobody keeps up to date.
constexpr std::size_t kMaxWritten = 12;

constexpr const char* kNothing = "It leaves out terms that match nobody.";
constexpr const char* kDeadEnds =
    "It leaves out includes that can only give permerror; a service that still sends tells which "
    "one to include.";
constexpr const char* kWithoutPtr =
    "It leaves out \"ptr\": name the servers that only it lets pass by ip4 or ip6.";

/// The tree of the record as if it were published, where it can be read and the facts are there.
std::optional<Tree> tree_if(const dns::Name& domain, const std::string& record, dns::Facts& facts) {
  if (!spf::is_spf_record(record) || !spf::parse_record(record)) return std::nullopt;
  WhatIf what_if(facts, domain, record);
  dns::Facts changed(what_if);
  Tree tree = spf::tree_of(domain, record, changed);
  for (const dns::Question& question : changed.missing()) facts.find(question);
  if (tree.pending) return std::nullopt;
  return tree;
}

/// Whether no sender who gets to the term gets permerror by it alone, as far as that can be told
/// without one.
bool is_sound(const TreeTerm& term) {
  switch (term.state) {
    case TermState::ok:
    case TermState::depends:
    case TermState::ignored:
    case TermState::empty:
    case TermState::no_such_name:
      return true;
    case TermState::not_a_name:
      // RFC 7208 section 6.1: a redirect to what is no name is a permerror.
      return term.kind != TermKind::redirect;
    case TermState::no_record:
    case TermState::many_records:
    case TermState::syntax:
    case TermState::loop:
    case TermState::many_hosts:
    case TermState::unknown:
    case TermState::not_looked_at:
      break;
  }
  return false;
}

/// The void lookups that a record may cost the senders of each address family.
struct VoidLimits {
  std::size_t v4 = spf::Limits().void_lookups;
  std::size_t v6 = spf::Limits().void_lookups;
};

/// Whether no sender gets permerror by the record: by no term of the tree, nor by the limits of RFC
/// 7208 section 4.6.4. Those of void lookups are kept for one address family at least, and for the
/// other one as well as before.
bool is_usable(const Tree& tree, const VoidLimits& before) {
  const spf::Limits limits;
  const spf::TreeCost& cost = tree.cost;
  const bool has_family = std::min(cost.void4_worst, cost.void6_worst) <= limits.void_lookups;
  return !tree.is_cut && cost.worst <= limits.lookups && has_family &&
         cost.void4_worst <= std::max(before.v4, limits.void_lookups) &&
         cost.void6_worst <= std::max(before.v6, limits.void_lookups) &&
         std::all_of(tree.records.begin(), tree.records.end(), [](const spf::TreeRecord& record) {
           return std::all_of(record.terms.begin(), record.terms.end(), is_sound);
         });
}

/// An include of a domain without SPF record, or one that leads back: it gives permerror to every
/// sender who gets there (RFC 7208 section 5.2). A record that is there its owner may mend instead.
bool is_dead_end(const Tree& /*tree*/, const TreeTerm& term) {
  return term.kind == TermKind::include &&
         (term.state == TermState::no_record || term.state == TermState::loop);
}

/// Terms that a record is given without where it cannot be used with them, in this order.
struct Burden {
  bool (*is_met)(const Tree&, const TreeTerm&);
  const char* note;
};
constexpr Burden kBurdens[] = {{is_dead_end, kDeadEnds}, {matches_nothing, kNothing}};

/// A record that gives nobody permerror.
struct Usable {
  std::string record;
  std::string note;
  Tree tree;
};

void add_sentence(const std::string& sentence, std::string& note) {
  if (note.find(sentence) == std::string::npos) note += (note.empty() ? "" : " ") + sentence;
}

/// The root's record without the terms of that kind.
std::string text_without(const Tree& tree, const Burden& burden) {
  std::string record = "v=spf1";
  for (const TreeTerm& term : tree.records.front().terms) {
    if (!burden.is_met(tree, term)) record += " " + term.text;
  }
  return record;
}

/// The record, without burdens where it cannot be used with them.
std::optional<Usable> usable_spf(const dns::Name& domain, const std::string& record,
                                 const std::string& note, dns::Facts& facts,
                                 const VoidLimits& before = {}) {
  auto tree = tree_if(domain, record, facts);
  if (!tree) return std::nullopt;
  Usable usable{record, note, std::move(*tree)};
  for (const Burden& burden : kBurdens) {
    if (is_usable(usable.tree, before)) break;
    const auto& terms = usable.tree.records.front().terms;
    const bool has_any = std::any_of(terms.begin(), terms.end(), [&](const TreeTerm& term) {
      return burden.is_met(usable.tree, term);
    });
    if (!has_any) continue;
    usable.record = text_without(usable.tree, burden);
    add_sentence(burden.note, usable.note);
    tree = tree_if(domain, usable.record, facts);
    // What was left out may be all that was meant to pass.
    if (!tree || spf::accepts_nobody(*tree, 0)) return std::nullopt;
    usable.tree = std::move(*tree);
  }
  if (!is_usable(usable.tree, before)) return std::nullopt;
  return usable;
}

bool costs(const TreeTerm& term) {
  return term.own_lookups > 0;
}

/// Whether the two ask the same, so that the later one never decides.
bool is_repeated(const TreeTerm& earlier, const TreeTerm& later) {
  if (earlier.kind != later.kind || earlier.state != later.state) return false;
  if (later.target.empty()) return base::equals_ignoring_case(earlier.text, later.text);
  return earlier.target == later.target && earlier.networks == later.networks;
}

bool repeats(const spf::TreeRecord& record, const TreeTerm& term) {
  if (term.kind == TermKind::redirect || !costs(term)) return false;
  return std::any_of(record.terms.begin(), record.terms.end(), [&](const TreeTerm& other) {
    return other.offset < term.offset && is_repeated(other, term);
  });
}

/// Of two "all" the one that is less hard on senders; the other one where one is empty.
std::string milder(const std::string& a, const std::string& b) {
  constexpr std::string_view kHardness = "?~-";
  const auto hardness = [&](const std::string& all) {
    return all.empty() ? kHardness.size() : kHardness.find(all.front());
  };
  return std::min(hardness(a), hardness(b)) == hardness(a) ? a : b;
}

std::string written_out(const TreeTerm& term) {
  const bool has_qualifier = std::string_view("+-~?").find(term.text.front()) != std::string::npos;
  const std::string qualifier = has_qualifier ? term.text.substr(0, 1) : "";
  std::string text;
  for (const std::string& network : term.networks) {
    const bool is_v6 = network.find(':') != std::string::npos;
    std::string_view shown = network;
    const std::string_view whole = is_v6 ? "/128" : "/32";
    if (shown.ends_with(whole)) shown.remove_suffix(whole.size());
    text += (text.empty() ? "" : " ") + qualifier + (is_v6 ? "ip6:" : "ip4:") + std::string(shown);
  }
  return text;
}

/// The terms of a text without those that were there: a term that stands again never decides.
std::string words_not_in(std::set<std::string>& said, const std::string& text) {
  std::string rest;
  for (const std::string_view word : base::split(text, ' ')) {
    if (!said.emplace(word).second) continue;
    rest += (rest.empty() ? "" : " ") + std::string(word);
  }
  return rest;
}

bool can_be_written_out(const TreeTerm& term) {
  return (term.kind == TermKind::a || term.kind == TermKind::mx) && term.state == TermState::ok &&
         !term.networks.empty() && term.networks.size() <= kMaxWritten;
}

/// Whether the tree's own record names anybody who may send, be it by a term that does not work.
bool is_meant_to_accept(const Tree& tree) {
  const auto& terms = tree.records.front().terms;
  return std::any_of(terms.begin(), terms.end(), [](const TreeTerm& term) {
    const bool is_modifier = term.kind == TermKind::exp || term.kind == TermKind::unknown_modifier;
    return !is_modifier && term.kind != TermKind::all && term.qualifier == spf::Result::pass;
  });
}

}  // namespace

Fix spf_fix(const dns::Name& domain, std::string record, std::string note) {
  if (record.size() > kMaxString) {
    note += (note.empty() ? "" : " ") +
            std::string(
                "Publish it as one TXT record of several strings of at most 255 octets "
                "each; they are joined without a space.");
  }
  return {domain.text(), "TXT", std::move(record), std::move(note)};
}

std::optional<Fix> readable_spf_fix(const dns::Name& domain, const std::string& record,
                                    std::string note, dns::Facts& facts) {
  auto usable = usable_spf(domain, record, note, facts);
  if (!usable) return std::nullopt;
  return spf_fix(domain, std::move(usable->record), std::move(usable->note));
}

std::optional<std::string> merged_spf(const std::vector<std::string>& records) {
  std::string merged = "v=spf1";
  std::set<std::string> seen;
  std::string exp;
  std::string all;
  const auto add = [&](const std::string& text) {
    if (seen.insert(base::to_lower(text)).second) merged += " " + text;
  };
  for (const std::string& text : records) {
    const auto record = spf::parse_record(text);
    if (!record || record->redirect || text.size() > kMaxMerged) return std::nullopt;
    for (const spf::Directive& directive : record->directives) {
      if (directive.mechanism != spf::Mechanism::all) {
        add(directive.text);
        continue;
      }
      all = milder(all, directive.text);
      break;
    }
    for (const spf::Modifier& modifier : record->unknown) add(modifier.text);
    if (record->exp && exp.empty()) exp = " " + record->exp->text;
  }
  merged += exp + (all.empty() ? "" : " " + all);
  if (merged.size() > kMaxMerged) return std::nullopt;
  return merged;
}

SpfFixer::SpfFixer(const Tree& tree, dns::Facts& facts)
    : tree_(tree), facts_(facts), domain_(*dns::Name::parse(tree.records.front().domain)) {}

std::optional<Fix> SpfFixer::edited(const Edit& edit, const std::string& note, const SpfGoal& goal,
                                    const std::string& tail) {
  return replaced(record_of(edit) + (tail.empty() ? "" : " ") + tail, note, goal);
}

std::string SpfFixer::record_of(const Edit& edit) const {
  std::string record = "v=spf1";
  for (const TreeTerm& term : tree_.records.front().terms) {
    const std::string text = edit(term);
    if (!text.empty()) record += " " + text;
  }
  return record;
}

std::optional<Fix> SpfFixer::without(const Filter& unwanted, const std::string& note,
                                     const SpfGoal& goal) {
  return edited([&](const TreeTerm& term) { return unwanted(term) ? "" : term.text; }, note, goal);
}

std::string SpfFixer::record_without(const Filter& unwanted) const {
  return record_of([&](const TreeTerm& term) { return unwanted(term) ? "" : term.text; });
}

std::optional<Fix> SpfFixer::replaced(const std::string& record, const std::string& note,
                                      const SpfGoal& goal) {
  // What other rounds are needed for is not settled by this one.
  if (!facts_.missing().empty()) return std::nullopt;
  const spf::TreeCost& cost = tree_.cost;
  const auto usable =
      usable_spf(domain_, record, note, facts_, {cost.void4_worst, cost.void6_worst});
  if (!usable || (goal.is_reached && !goal.is_reached(usable->tree))) return std::nullopt;
  // A record that lets nobody pass any more is no help, and one that lets everybody pass no good.
  if (spf::accepts_nobody(usable->tree, 0) && is_meant_to_accept(tree_)) return std::nullopt;
  if (spf::stance_of(usable->tree).kind == spf::Stance::Kind::pass) return std::nullopt;
  if (!gives_same_results(tree_, usable->tree, facts_, goal.change)) return std::nullopt;
  return spf_fix(domain_, usable->record, usable->note);
}

std::optional<Fix> SpfFixer::with_fewer_lookups() {
  const auto is_idle = [this](const TreeTerm& term) { return matches_nothing(tree_, term); };
  const auto is_ptr = [](const TreeTerm& term) { return term.kind == TermKind::ptr; };
  const auto is_unwanted = [&](const TreeTerm& term) { return is_idle(term) || is_ptr(term); };
  const auto& terms = tree_.records.front().terms;
  const SpfGoal goal = {.is_reached = [](const Tree& tree) {
    return tree.cost.void_worst <= spf::Limits().void_lookups;
  }};
  std::string note = std::any_of(terms.begin(), terms.end(), is_idle) ? kNothing : "";
  if (auto fix = replaced(record_without(is_idle), note, goal)) return fix;
  if (std::any_of(terms.begin(), terms.end(), is_ptr)) {
    add_sentence(kWithoutPtr, note);
    if (auto fix = replaced(record_without(is_unwanted), note, goal)) return fix;
  }
  return with_addresses(
      is_unwanted, [&](const TreeTerm& term) { return !is_idle(term); }, std::move(note), goal);
}

std::optional<Fix> SpfFixer::with_addresses(const Filter& unwanted, const Filter& eligible,
                                            std::string note, const SpfGoal& goal) {
  std::vector<std::size_t> written;
  for (const TreeTerm& term : tree_.records.front().terms) {
    if (!eligible(term) || !can_be_written_out(term)) continue;
    written.push_back(term.offset);
    add_sentence("The addresses in place of \"" + base::printable(term.text) +
                     "\" must be kept up to date from now on.",
                 note);
    std::set<std::string> said;
    const auto edit = [&](const TreeTerm& own) -> std::string {
      if (unwanted(own)) return {};
      const bool is_written =
          std::find(written.begin(), written.end(), own.offset) != written.end();
      return words_not_in(said, is_written ? written_out(own) : own.text);
    };
    if (auto fix = replaced(record_of(edit), note, goal)) return fix;
  }
  return std::nullopt;
}

bool matches_nothing(const Tree& tree, const TreeTerm& term) {
  switch (term.state) {
    case TermState::ignored:
    case TermState::empty:
    case TermState::no_such_name:
      return true;
    case TermState::not_a_name:
      return term.kind != TermKind::redirect && term.kind != TermKind::exp;
    case TermState::ok:
    case TermState::depends:
      break;
    case TermState::no_record:
    case TermState::many_records:
    case TermState::syntax:
    case TermState::loop:
    case TermState::many_hosts:
    case TermState::unknown:
    case TermState::not_looked_at:
      return false;
  }
  // Such as the "mx" of a domain that takes no mail (RFC 7505).
  const bool asks_for_addresses = term.kind == TermKind::a || term.kind == TermKind::mx;
  if (asks_for_addresses && term.state == TermState::ok && term.networks.empty()) return true;
  const bool is_idle_include =
      term.kind == TermKind::include && term.record && spf::accepts_nobody(tree, *term.record);
  return is_idle_include || repeats(tree.records.front(), term);
}

}  // namespace libauth::audit
