// SPDX-License-Identifier: MIT

#include "service/api/spf_tree.h"

#include <algorithm>
#include <utility>

#include "libauth/audit/fix/spf_modifier.h"
#include "libauth/base/text.h"
#include "libauth/dns/settle.h"
#include "libauth/spf/limits.h"
#include "libauth/spf/published.h"
#include "libauth/spf/stance.h"
#include "service/api/dns_failure.h"

namespace service::api {
namespace {

using libauth::dns::Answer;
using libauth::dns::Facts;
using libauth::dns::Name;
using libauth::dns::Question;
using libauth::dns::RrType;
using libauth::spf::Published;
using libauth::spf::Stance;
using libauth::spf::TermKind;
using libauth::spf::TermState;
using libauth::spf::Tree;
using libauth::spf::TreeRecord;
using libauth::spf::TreeTerm;

std::string printable(std::string_view text) {
  return libauth::base::printable(text, text.size());
}

/// The questions of a term, those for the hosts of an "mx" among them.
std::vector<Question> all_questions_of(const TreeTerm& term, const Facts& facts) {
  std::vector<Question> questions = libauth::spf::questions_of(term);
  if (term.kind != TermKind::mx || questions.empty()) return questions;
  const auto* answer = facts.peek(questions.front());
  if (answer == nullptr) return questions;
  for (const auto& host : answer->mx()) {
    for (const RrType type : {RrType::a, RrType::aaaa}) questions.push_back({host.exchange, type});
  }
  return questions;
}

std::string why_unknown(const TreeTerm& term, const Facts& facts) {
  for (const Question& question : all_questions_of(term, facts)) {
    const auto* answer = facts.peek(question);
    if (answer != nullptr && !answer->is_known()) return failure_sentence(question, *answer);
  }
  return "The DNS did not answer for " + term.target + ". Try again later.";
}

const Answer* text_answer(const std::string& domain, const Facts& facts) {
  const auto name = Name::parse(domain);
  return name ? facts.peek({*name, RrType::txt}) : nullptr;
}

std::string why_no_record(const TreeTerm& term, const Facts& facts) {
  const Answer* answer = text_answer(term.target, facts);
  if (answer != nullptr && answer->is_missing_name()) return term.target + " does not exist.";
  std::string text = term.target + " has no SPF record.";
  if (answer == nullptr) return text;
  for (const SpfNearMiss& miss : near_misses_in(*answer)) text += " " + sentence(miss);
  return text;
}

std::string why_unreadable(const TreeTerm& term, const Facts& facts) {
  const Answer* answer = text_answer(term.target, facts);
  const auto error = answer == nullptr ? std::optional<SpfSyntaxError>()
                                       : syntax_error_in(term.target, spf_record_in(*answer));
  return error ? sentence(*error) : "The record cannot be read: " + term.detail;
}

std::string because(const TreeTerm& term, const Facts& facts) {
  switch (term.state) {
    case TermState::no_record:
      return why_no_record(term, facts);
    case TermState::many_records:
      return term.target + " has more than one SPF record.";
    case TermState::syntax:
      return why_unreadable(term, facts);
    case TermState::loop:
      return "The record of " + term.target + " leads back here.";
    case TermState::many_hosts:
      return term.target + " has more than ten mail exchanges.";
    case TermState::not_looked_at:
      return "It was not looked at, because there is too much of it.";
    default:
      return why_unknown(term, facts);
  }
}

/// Gathers why the record cannot be used.
class Reasons {
 public:
  explicit Reasons(SpfTree& look) : look_(look) {}

  void add(SpfUse use, std::string sentence) {
    // What is surely broken stays broken, whatever else is unknown.
    if (look_.use != SpfUse::permerror) look_.use = use;
    if (look_.reasons.size() < kMaxSpfReasons) look_.reasons.push_back(std::move(sentence));
  }

 private:
  SpfTree& look_;
};

void judge_term(const TreeRecord& record, const TreeTerm& term, const Facts& facts,
                Reasons& reasons) {
  const bool is_permerror = libauth::spf::is_permerror(term.state);
  if (!is_permerror && !is_unknown(term.state)) return;
  const SpfUse use = is_permerror ? SpfUse::permerror : SpfUse::unknown;
  reasons.add(use, libauth::base::printable(term.text, 80) + " in the record of " + record.domain +
                       ": " + because(term, facts));
}

void judge_voids(const libauth::spf::TreeCost& cost, Reasons& reasons) {
  const std::size_t limit = libauth::spf::Limits().void_lookups;
  const auto add = [&](const std::string& senders, std::size_t voids) {
    if (voids <= limit) return;
    reasons.add(SpfUse::permerror, senders + std::to_string(voids) + " lookups find nothing, and " +
                                       std::to_string(limit) + " are allowed.");
  };
  if (cost.void4_worst == cost.void6_worst) return add("", cost.void_worst);
  add("For senders with IPv4 addresses ", cost.void4_worst);
  add("For senders with IPv6 addresses ", cost.void6_worst);
}

void judge_tree(const Facts& facts, SpfTree& look) {
  Reasons reasons(look);
  const libauth::spf::Limits limits;
  const auto& cost = look.tree.cost;
  if (cost.worst > limits.lookups) {
    reasons.add(SpfUse::permerror, "A sender that nothing in the record matches costs " +
                                       std::to_string(cost.worst) + " lookups, and " +
                                       std::to_string(limits.lookups) + " are allowed.");
  }
  judge_voids(cost, reasons);
  for (const TreeRecord& record : look.tree.records) {
    for (const TreeTerm& term : record.terms) judge_term(record, term, facts, reasons);
  }
}

std::string why_not_told(const Published& published, const SpfTree& look) {
  const auto name = Name::parse(look.domain);
  if (published.answer == nullptr || !name) {
    return "The DNS was not asked for the record of " + look.domain + ".";
  }
  return failure_sentence({*name, RrType::txt}, *published.answer);
}

/// Says why there is no tree; gives whether there is one.
bool judge_published(const Published& published, SpfTree& look) {
  Reasons reasons(look);
  switch (published.kind) {
    case Published::Kind::unknown:
      reasons.add(SpfUse::unknown, why_not_told(published, look));
      return false;
    case Published::Kind::none:
      reasons.add(SpfUse::none,
                  "There is no SPF record at " + look.domain +
                      (published.answer->is_missing_name() ? ", which does not exist." : "."));
      for (const SpfNearMiss& miss : look.near_misses) reasons.add(SpfUse::none, sentence(miss));
      return false;
    case Published::Kind::many:
      look.several = spf_records_in(*published.answer);
      reasons.add(SpfUse::permerror, "There are " + std::to_string(published.count) +
                                         " SPF records at " + look.domain +
                                         ", and there may be only one.");
      return false;
    case Published::Kind::one:
      break;
  }
  look.record = printable(published.text);
  look.syntax_error = syntax_error_in(look.domain, published.text);
  if (look.syntax_error) reasons.add(SpfUse::permerror, sentence(*look.syntax_error));
  return true;
}

/// Adds what is odd and does no harm to the use of the record.
void add_notes(SpfTree& look) {
  const auto add = [&look](std::string note) {
    if (look.notes.size() < kMaxSpfReasons) look.notes.push_back(std::move(note));
  };
  for (const SpfNearMiss& miss : look.near_misses) {
    add("Beside the SPF record: " + sentence(miss) + " Receivers ignore it.");
  }
  if (!look.is_readable()) return;
  if (look.tree.records.front().terms.empty()) {
    add("The record has no terms: it says nothing about anybody. Every check of a sender ends with "
        "neutral, as if there were no record.");
  }
  for (const TreeRecord& record : look.tree.records) {
    for (const TreeTerm& term : record.terms) {
      if (term.kind != TermKind::unknown_modifier) continue;
      const std::string meant = libauth::audit::meant_modifier(term.text);
      if (meant.empty()) continue;
      add("Receivers ignore \"" + libauth::base::printable(term.text, 80) + "\" in the record of " +
          record.domain + ": it is likely meant as \"" + libauth::base::printable(meant, 80) +
          "\".");
    }
  }
}

/// What a round learns; all that is not needed at the end is thrown away.
struct Looked {
  Published published;
  Tree tree;
  std::optional<Stance> stance;
};

Looked look(const Name& domain, Facts& facts) {
  Looked looked;
  looked.published = libauth::spf::published_record(domain, facts);
  if (looked.published.kind != Published::Kind::one) return looked;
  looked.tree = libauth::spf::tree_of(domain, std::string(looked.published.text), facts);
  if (*looked.published.record) {
    looked.stance = stance_of(looked.tree);
  }
  return looked;
}

std::string_view word_of(Stance::Kind kind) {
  switch (kind) {
    case Stance::Kind::pass:
      return "pass";
    case Stance::Kind::neutral:
      return "neutral";
    case Stance::Kind::softfail:
      return "softfail";
    case Stance::Kind::fail:
      return "fail";
    case Stance::Kind::missing:
      return "missing";
    case Stance::Kind::none:
      return "none";
    case Stance::Kind::pending:
    case Stance::Kind::unknown:
      break;
  }
  return "unknown";
}

/// Whose record has the term: a stance names the domain that an include or redirect leads to where
/// that cannot be followed.
std::string owner_of(const Stance& stance, const Tree& tree) {
  const auto leads_there = [&stance](const TreeTerm& term) {
    return !term.record && term.text == stance.term && term.target == stance.domain;
  };
  for (const TreeRecord& record : tree.records) {
    if (std::ranges::any_of(record.terms, leads_there)) return record.domain;
  }
  return stance.domain;
}

}  // namespace

SpfTreeOutcome look_at_spf(const Name& domain, const DnsAccess& dns) {
  Facts facts(dns.resolver);
  libauth::dns::SettleCost cost;
  Looked looked = libauth::dns::settle(
      dns.resolver, facts, [&domain](Facts& known) { return look(domain, known); }, dns.limits,
      &cost);
  SpfTreeOutcome outcome;
  SpfTree& tree = outcome.tree;
  tree.domain = domain.text();
  tree.cost = {static_cast<std::int64_t>(cost.rounds), static_cast<std::int64_t>(cost.questions)};
  const Question question{domain, RrType::txt};
  if (const auto* answer = facts.peek(question)) {
    tree.evidence.push_back(libauth::audit::evidence_of(question, *answer));
    tree.near_misses = near_misses_in(*answer);
  }
  if (judge_published(looked.published, tree)) {
    tree.tree = std::move(looked.tree);
    tree.authorised = authorised_by(tree.tree);
    if (const auto& stance = looked.stance) {
      tree.last_word = {std::string(word_of(stance->kind)), owner_of(*stance, tree.tree),
                        stance->term};
      if (!stance->ipv4) tree.last_word->family = "ipv6";
      if (!stance->ipv6) tree.last_word->family = "ipv4";
    }
    judge_tree(facts, tree);
    add_notes(tree);
    for (TreeRecord& record : tree.tree.records) record.text = printable(record.text);
  }
  const auto* answer = looked.published.answer;
  const bool is_silent = looked.published.kind == Published::Kind::unknown &&
                         !(answer != nullptr && answer->from_zone);
  if (is_silent && dns.explain_silence) {
    outcome.silence = dns.explain_silence();
    if (!outcome.silence.empty()) tree.reasons.push_back(outcome.silence);
  }
  return outcome;
}

}  // namespace service::api
