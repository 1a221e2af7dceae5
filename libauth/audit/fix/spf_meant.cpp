// SPDX-License-Identifier: MIT

#include "libauth/audit/fix/spf_meant.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "libauth/audit/fix/spf_modifier.h"

namespace libauth::audit {
namespace {

using spf::Result;
using spf::TermKind;
using spf::TreeRecord;
using spf::TreeTerm;

bool has_last_word(const TreeRecord& record) {
  return std::any_of(record.terms.begin(), record.terms.end(), [](const TreeTerm& term) {
    return term.kind == TermKind::all || term.kind == TermKind::redirect;
  });
}

/// Of the terms that a modifier can be meant to be.
bool is_all(std::string_view term) {
  return term.ends_with("all") && term.find_first_of(":=") == std::string_view::npos;
}

bool is_last_word(std::string_view term) {
  return is_all(term) || term.starts_with("redirect=");
}

}  // namespace

std::string meant_term(const TreeRecord& record, const TreeTerm& term) {
  if (term.kind != TermKind::unknown_modifier) return {};
  std::string meant = meant_modifier(term.text);
  // RFC 7208 section 6.1: a redirect beside "all" is ignored; section 5.1: so is a second "all".
  return is_last_word(meant) && has_last_word(record) ? "" : meant;
}

bool has_meant_last_word(const TreeRecord& record) {
  return std::any_of(record.terms.begin(), record.terms.end(),
                     [&](const TreeTerm& term) { return is_last_word(meant_term(record, term)); });
}

std::optional<Fix> with_meant_terms(const spf::Tree& tree, SpfFixer& fixer,
                                    std::function<bool(const spf::Tree&)> is_reached) {
  const TreeRecord& own = tree.records.front();
  std::string all;
  for (const TreeTerm& term : own.terms) {
    const std::string meant = meant_term(own, term);
    if (all.empty() && is_all(meant)) all = meant;
  }
  const auto edit = [&own](const TreeTerm& term) -> std::string {
    const std::string meant = meant_term(own, term);
    if (is_all(meant)) return {};
    return meant.empty() ? term.text : meant;
  };
  // Whoever passes keeps that, and nobody gets an error.
  const SpfGoal goal = {
      .is_reached = std::move(is_reached),
      .change = {.from = {Result::permerror, Result::neutral, Result::softfail, Result::fail},
                 .to = kNoPermerror.to}};
  return fixer.edited(edit, {}, goal, all);
}

}  // namespace libauth::audit
