// SPDX-License-Identifier: MIT

#include "libauth/spf/tree.h"

#include <algorithm>
#include <initializer_list>

#include "libauth/spf/limits.h"
#include "libauth/spf/parse.h"
#include "libauth/spf/tree_builder.h"

namespace libauth::spf {
namespace {

using dns::RrType;

/// Whether some sender may match the term.
bool may_match(const TreeTerm& term) {
  return term.state == TermState::ok || term.state == TermState::depends || is_unknown(term.state);
}

bool is_modifier(const TreeTerm& term) {
  return term.kind == TermKind::redirect || term.kind == TermKind::exp ||
         term.kind == TermKind::unknown_modifier;
}

std::optional<std::size_t> best_of(const Tree& tree, std::size_t index);

/// What the term costs a sender that it lets pass; none where it lets nobody.
std::optional<std::size_t> best_through(const Tree& tree, const TreeTerm& term) {
  if (term.qualifier != Result::pass || !may_match(term)) return std::nullopt;
  if (!term.record) return term.own_lookups;
  const auto inner = best_of(tree, *term.record);
  if (!inner) return std::nullopt;
  return term.own_lookups + *inner;
}

/// What a record costs a sender that its first accepting term matches; none where it accepts
/// nobody.
std::optional<std::size_t> best_of(const Tree& tree, std::size_t index) {
  std::size_t before = 0;
  const TreeTerm* redirect = nullptr;
  for (const TreeTerm& term : tree.records[index].terms) {
    if (term.kind == TermKind::redirect) redirect = &term;
    if (is_modifier(term)) continue;
    if (const auto through = best_through(tree, term)) return before + *through;
    before += term.lookups;
  }
  if (redirect == nullptr) return std::nullopt;
  const auto through = best_through(tree, *redirect);
  if (!through) return std::nullopt;
  return before + *through;
}

/// Counts what a sender costs that is matched as late as can be.
class WorstWalk {
 public:
  WorstWalk(Tree& tree, TreeCost& cost) : tree_(tree), cost_(cost) {}

  /// Gives whether the record lets everybody pass who gets to its last term.
  bool walk(std::size_t index) {
    TreeTerm* redirect = nullptr;
    for (TreeTerm& term : tree_.records[index].terms) {
      if (term.state == TermState::ignored) continue;
      // RFC 7208 section 6.1: wherever it stands, it comes after all mechanisms.
      if (term.kind == TermKind::redirect) redirect = &term;
      if (!is_modifier(term) && matches_everybody(spend(term))) {
        return term.qualifier == Result::pass;
      }
    }
    if (redirect == nullptr) return false;
    spend(*redirect);
    return redirect->record && walk(*redirect->record);
  }

 private:
  /// Counts the term's own lookup.
  const TreeTerm& spend(TreeTerm& term) {
    cost_.worst += term.own_lookups;
    term.crosses_limit = term.own_lookups > 0 && cost_.worst == Limits().lookups + 1;
    if (!term.record) {
      cost_.void4_worst += term.void_lookups4;
      cost_.void6_worst += term.void_lookups6;
    }
    return term;
  }

  bool matches_everybody(const TreeTerm& term) {
    if (term.kind == TermKind::all) return true;
    if (term.kind == TermKind::exists) return term.state == TermState::ok;
    return term.kind == TermKind::include && term.record && walk(*term.record);
  }

  Tree& tree_;
  TreeCost& cost_;
};

/// Works out the costs, and the term that crosses the limit.
TreeCost take_costs(Tree& tree) {
  TreeCost cost;
  const std::size_t allowed = Limits().lookups;
  WorstWalk(tree, cost).walk(0);
  cost.void_worst = std::max(cost.void4_worst, cost.void6_worst);
  cost.best = best_of(tree, 0).value_or(cost.worst);
  cost.head_room = allowed - std::min(allowed, cost.worst);
  for (const TreeRecord& record : tree.records) cost.depth = std::max(cost.depth, record.depth);
  return cost;
}

std::initializer_list<RrType> types_of(TermKind kind) {
  static constexpr std::initializer_list<RrType> kTxt = {RrType::txt};
  static constexpr std::initializer_list<RrType> kAddresses = {RrType::a, RrType::aaaa};
  static constexpr std::initializer_list<RrType> kExchanges = {RrType::mx};
  static constexpr std::initializer_list<RrType> kExistence = {RrType::a};
  switch (kind) {
    case TermKind::include:
    case TermKind::redirect:
      return kTxt;
    case TermKind::a:
      return kAddresses;
    case TermKind::mx:
      return kExchanges;
    case TermKind::exists:
      return kExistence;
    case TermKind::all:
    case TermKind::ptr:
    case TermKind::ip4:
    case TermKind::ip6:
    case TermKind::exp:
    case TermKind::unknown_modifier:
      break;
  }
  return {};
}

}  // namespace

Tree tree_of(const dns::Name& domain, const std::string& text, dns::Facts& facts) {
  const auto record = parse_record(text);
  TreeBuilder builder(domain, facts);
  builder.add_record(domain, text, record ? &*record : nullptr);
  Tree tree = builder.take();
  tree.cost = take_costs(tree);
  return tree;
}

bool is_permerror(TermState state) {
  return state == TermState::no_record || state == TermState::many_records ||
         state == TermState::syntax || state == TermState::loop || state == TermState::many_hosts;
}

bool is_unknown(TermState state) {
  return state == TermState::unknown || state == TermState::not_looked_at;
}

bool accepts_nobody(const Tree& tree, std::size_t record) {
  return !best_of(tree, record);
}

std::vector<dns::Question> questions_of(const TreeTerm& term) {
  const auto name = dns::Name::parse(term.target);
  std::vector<dns::Question> questions;
  if (!name || term.state == TermState::ignored) return questions;
  for (const RrType type : types_of(term.kind)) questions.push_back({*name, type});
  return questions;
}

}  // namespace libauth::spf
