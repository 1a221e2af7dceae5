// SPDX-License-Identifier: MIT

#include "service/cli/spf_reach.h"

#include <algorithm>

#include "libauth/spf/limits.h"

namespace service::cli {
namespace {

using libauth::spf::Result;
using libauth::spf::TermKind;
using libauth::spf::TermState;
using libauth::spf::Tree;
using libauth::spf::TreeRecord;
using libauth::spf::TreeTerm;

const libauth::spf::Limits kLimits;

/// The senders that are still on their way.
struct Senders {
  bool are_any = true;    ///< false: errors have ended the checks of all
  bool are_all = true;    ///< false: errors have ended those of some
  std::size_t least = 0;  ///< lookups of those that spent the fewest
  std::size_t most = 0;   ///< of those that spent the most
  std::size_t voids = 0;  ///< void lookups of those that spent the fewest

  Reach reach() const {
    if (!are_any) return Reach::nobody;
    return are_all ? Reach::everybody : Reach::some;
  }
  void stop() { are_any = are_all = false; }
};

/// Both groups together.
Senders merged(const Senders& a, const Senders& b) {
  if (!a.are_any || !b.are_any) {
    Senders left = a.are_any ? a : b;
    left.are_all = false;
    return left;
  }
  return {.are_any = true,
          .are_all = a.are_all && b.are_all,
          .least = std::min(a.least, b.least),
          .most = std::max(a.most, b.most),
          .voids = std::min(a.voids, b.voids)};
}

/// Whether some sender may match the term.
bool may_match(const TreeTerm& term) {
  return term.state == TermState::ok || term.state == TermState::depends || is_unknown(term.state);
}

class Walk {
 public:
  explicit Walk(const Tree& tree) : tree_(tree) {
    for (const TreeRecord& record : tree.records) {
      reach_.terms.emplace_back(record.terms.size(), Reach::everybody);
    }
  }

  SpfReach take() {
    visit_record(0, {}, false);
    return std::move(reach_);
  }

 private:
  /// The senders that an included record neither lets pass nor gives an error: the include goes on
  /// with them. Of other records: nobody.
  Senders visit_record(std::size_t index, Senders now, bool is_included) {
    const TreeRecord& record = tree_.records[index];
    std::optional<Senders> turned_away;
    const auto leave = [&](const Senders& senders) {
      turned_away = turned_away ? merged(*turned_away, senders) : senders;
    };
    std::optional<std::size_t> redirect;
    bool has_all = false;
    for (std::size_t i = 0; i < record.terms.size() && !has_all; ++i) {
      const TreeTerm& term = record.terms[i];
      if (term.state == TermState::ignored) continue;
      if (term.kind == TermKind::redirect) redirect = i;
      if (is_modifier(term)) continue;
      now = visit_term(index, i, now, is_included);
      has_all = term.kind == TermKind::all;
      const bool turns_away = is_included && term.qualifier != Result::pass && may_match(term);
      if (turns_away && !has_all) leave(now);
    }
    if (has_all) redirect.reset();
    if (redirect) now = visit_term(index, *redirect, now, is_included);
    const bool is_handed_over = redirect && record.terms[*redirect].record;
    if (!is_included && !is_handed_over) reach_.end = now.reach();
    leave(now);
    return *turned_away;
  }

  static bool is_modifier(const TreeTerm& term) {
    return term.kind == TermKind::redirect || term.kind == TermKind::exp ||
           term.kind == TermKind::unknown_modifier;
  }

  /// The senders that go on behind the term.
  Senders visit_term(std::size_t record, std::size_t index, Senders now, bool is_included) {
    const TreeTerm& term = tree_.records[record].terms[index];
    reach_.terms[record][index] = now.reach();
    if (now.are_any) spend(term, now);
    if (!now.are_any && reach_.terms[record][index] != Reach::nobody) {
      reach_.stopper = libauth::spf::TermPlace{record, index};
    }
    if (!term.record) return now;
    return visit_record(*term.record, now, is_included || term.kind == TermKind::include);
  }

  static void spend(const TreeTerm& term, Senders& now) {
    now.least += term.own_lookups;
    now.most += term.own_lookups;
    if (now.most > kLimits.lookups) now.are_all = false;
    now.most = std::min(now.most, kLimits.lookups);
    if (term.state == TermState::empty || term.state == TermState::no_such_name) ++now.voids;
    const bool is_over = now.least > kLimits.lookups || now.voids > kLimits.void_lookups;
    if (is_over || is_permerror(term.state)) now.stop();
  }

  const Tree& tree_;
  SpfReach reach_;
};

}  // namespace

SpfReach reach_of(const Tree& tree) {
  return tree.records.empty() ? SpfReach{} : Walk(tree).take();
}

}  // namespace service::cli
