// SPDX-License-Identifier: MIT

#include "libauth/spf/tree_builder.h"

#include <algorithm>
#include <utility>

#include "libauth/base/enum.h"
#include "libauth/spf/limits.h"
#include "libauth/spf/published.h"

namespace libauth::spf {
namespace {

using dns::Answer;
using dns::Name;
using dns::RrType;

TermKind kind_of(Mechanism mechanism) {
  switch (mechanism) {
    case Mechanism::all:
      return TermKind::all;
    case Mechanism::include:
      return TermKind::include;
    case Mechanism::a:
      return TermKind::a;
    case Mechanism::mx:
      return TermKind::mx;
    case Mechanism::ptr:
      return TermKind::ptr;
    case Mechanism::ip4:
      return TermKind::ip4;
    case Mechanism::ip6:
      return TermKind::ip6;
    case Mechanism::exists:
      break;
  }
  return TermKind::exists;
}

TreeTerm term_of(const Directive& directive) {
  TreeTerm term;
  term.text = directive.text;
  term.offset = directive.offset;
  term.kind = kind_of(directive.mechanism);
  term.qualifier = directive.qualifier;
  return term;
}

TreeTerm term_of(const Modifier& modifier, TermKind kind) {
  TreeTerm term;
  term.text = modifier.text;
  term.offset = modifier.offset;
  term.kind = kind;
  return term;
}

/// Whether the part is the same for all senders of a domain. RFC 7208 section 7.2: "d" is the
/// domain whose record it is, and "o" that of the sender.
bool is_same_for_all(const MacroPart& part) {
  return part.letter == 0 || part.letter == 'd' || part.letter == 'o';
}

bool is_same_for_all(const MacroString& string) {
  return std::all_of(string.parts.begin(), string.parts.end(),
                     [](const MacroPart& part) { return is_same_for_all(part); });
}

/// What follows the last part that is not the same for all senders.
MacroString end_of(const MacroString& string) {
  const auto last = std::find_if(string.parts.rbegin(), string.parts.rend(),
                                 [](const MacroPart& part) { return !is_same_for_all(part); });
  return {{last.base(), string.parts.end()}, string.place};
}

void set_state(TreeTerm& term, TermState state, std::string detail = {}) {
  term.state = state;
  term.detail = std::move(detail);
}

std::string status_of(const Answer& answer) {
  return std::string(base::name_of(answer.status));
}

/// RFC 7208 section 4.6.4: a lookup that got nothing.
void count_void(TreeTerm& term, bool v4, bool v6) {
  term.void_lookups4 += v4 ? 1U : 0U;
  term.void_lookups6 += v6 ? 1U : 0U;
  term.void_lookups = std::max(term.void_lookups4, term.void_lookups6);
}

/// The same for senders of both families.
void set_void(TreeTerm& term, const Answer& answer) {
  count_void(term, true, true);
  set_state(term, answer.is_missing_name() ? TermState::no_such_name : TermState::empty,
            status_of(answer));
}

}  // namespace

std::size_t TreeBuilder::add_record(const Name& domain, const std::string& text,
                                    const Record* record) {
  const std::size_t index = tree_.records.size();
  tree_.records.emplace_back();
  TreeRecord built;
  built.domain = domain.text();
  built.text = text;
  built.depth = path_.size();
  octets_ += text.size();
  path_.push_back(domain);
  if (record != nullptr) {
    add_directives(domain, *record, built);
    add_modifiers(domain, *record, built);
  }
  path_.pop_back();
  for (const TreeTerm& term : built.terms) {
    built.lookups += term.lookups;
    built.void_lookups4 += term.void_lookups4;
    built.void_lookups6 += term.void_lookups6;
  }
  built.void_lookups = std::max(built.void_lookups4, built.void_lookups6);
  std::sort(built.terms.begin(), built.terms.end(),
            [](const TreeTerm& a, const TreeTerm& b) { return a.offset < b.offset; });
  tree_.records[index] = std::move(built);
  return index;
}

void TreeBuilder::add_directives(const Name& domain, const Record& record, TreeRecord& into) {
  bool is_over = false;
  for (const Directive& directive : record.directives) {
    TreeTerm term = term_of(directive);
    // RFC 7208 section 5.1: mechanisms after "all" are ignored.
    if (is_over) {
      term.state = TermState::ignored;
    } else {
      evaluate(domain, directive, term);
    }
    is_over = is_over || directive.mechanism == Mechanism::all;
    into.terms.push_back(std::move(term));
  }
}

void TreeBuilder::add_modifiers(const Name& domain, const Record& record, TreeRecord& into) {
  if (record.redirect) {
    TreeTerm term = term_of(*record.redirect, TermKind::redirect);
    // RFC 7208 section 6.1: ignored where there is an "all" anywhere in the record.
    if (record.all() != nullptr) {
      term.state = TermState::ignored;
    } else if (spend(term)) {
      const auto target = target_of(domain, record.redirect->value, record.redirect->target, term);
      if (target) follow(*target, term);
    }
    term.spent = term.state == TermState::ignored ? 0 : spent_;
    into.terms.push_back(std::move(term));
  }
  if (record.exp) {
    TreeTerm term = term_of(*record.exp, TermKind::exp);
    // Only shown: it is asked for after a fail, and does not count (RFC 7208 section 4.6.4).
    target_of(domain, record.exp->value, record.exp->target, term);
    into.terms.push_back(std::move(term));
  }
  for (const Modifier& modifier : record.unknown) {
    into.terms.push_back(term_of(modifier, TermKind::unknown_modifier));
  }
}

void TreeBuilder::evaluate(const Name& domain, const Directive& directive, TreeTerm& term) {
  if (!costs_lookup(directive.mechanism)) {
    if (directive.mechanism != Mechanism::all) add_network(directive.network, term);
  } else if (spend(term)) {
    const auto target = target_of(domain, directive.domain, directive.target, term);
    if (directive.mechanism == Mechanism::ptr) {
      set_state(term, TermState::depends);
    } else if (target) {
      ask(*target, directive, term);
    }
  }
  term.spent = spent_;
}

void TreeBuilder::ask(const Name& target, const Directive& directive, TreeTerm& term) {
  switch (directive.mechanism) {
    case Mechanism::include:
      follow(target, term);
      break;
    case Mechanism::a:
      ask_addresses(target, directive, term);
      break;
    case Mechanism::mx:
      ask_exchanges(target, directive, term);
      break;
    case Mechanism::exists:
      ask_existence(target, term);
      break;
    case Mechanism::all:
    case Mechanism::ptr:
    case Mechanism::ip4:
    case Mechanism::ip6:
      break;
  }
}

/// Counts the term's own lookup; gives whether it is to be looked at.
bool TreeBuilder::spend(TreeTerm& term) {
  ++spent_;
  term.own_lookups = term.lookups = 1;
  if (spent_ <= kMaxTreeLookups) return true;
  leave_out(term);
  return false;
}

void TreeBuilder::leave_out(TreeTerm& term) {
  tree_.is_cut = true;
  set_state(term, TermState::not_looked_at);
}

/// Expands a string that is the same for all senders.
std::string TreeBuilder::expand_for_all(const Name& domain, const MacroString& string) const {
  const std::string current = domain.octets();
  MacroValues values;
  values.sender_domain = sender_domain_;
  values.domain = current;
  return expand(string, values);
}

/// The whole labels that all names end with that come of the string.
std::string TreeBuilder::suffix_of(const Name& domain, const MacroString& string) const {
  const std::string end = expand_for_all(domain, end_of(string));
  const std::size_t dot = end.find('.');
  if (dot == std::string::npos) return {};
  const auto name = target_name(std::string_view(end).substr(dot + 1));
  return name ? name->text() : std::string();
}

/// The name that the term asks for; none where it depends, or is no name (RFC 7208 section 4.8).
std::optional<Name> TreeBuilder::target_of(const Name& domain, const MacroString& string,
                                           const std::optional<Name>& fixed, TreeTerm& term) const {
  std::optional<Name> target = fixed;
  if (!target && string.parts.empty()) target = domain;
  if (!target && !is_same_for_all(string)) {
    set_state(term, TermState::depends);
    term.suffix = suffix_of(domain, string);
    return std::nullopt;
  }
  if (!target) target = target_name(expand_for_all(domain, string));
  if (target) {
    term.target = target->text();
  } else {
    set_state(term, TermState::not_a_name);
  }
  return target;
}

/// The answer where the DNS told; notes in the term that it did not.
const Answer* TreeBuilder::find(const dns::Question& question, TreeTerm& term) {
  const Answer* answer = facts_.find(question);
  if (answer == nullptr) {
    tree_.pending = true;
    set_state(term, TermState::unknown);
    return nullptr;
  }
  if (answer->is_known()) return answer;
  set_state(term, TermState::unknown, status_of(*answer));
  return nullptr;
}

/// Reads the record that an include or redirect leads to.
void TreeBuilder::follow(const Name& target, TreeTerm& term) {
  if (std::find(path_.begin(), path_.end(), target) != path_.end()) {
    set_state(term, TermState::loop);
    return;
  }
  if (path_.size() > kMaxTreeDepth) return leave_out(term);
  const Answer* answer = find({target, RrType::txt}, term);
  if (answer == nullptr) return;
  const Published published = published_record(target, facts_);
  switch (published.kind) {
    case Published::Kind::unknown:
      return;
    case Published::Kind::none:
      return set_state(term, TermState::no_record, status_of(*answer));
    case Published::Kind::many:
      return set_state(term, TermState::many_records);
    case Published::Kind::one:
      break;
  }
  if (!*published.record) {
    return set_state(term, TermState::syntax, published.record->error().message);
  }
  if (octets_ + published.text.size() > kMaxTreeOctets) return leave_out(term);
  const std::size_t index = add_record(target, std::string(published.text), &**published.record);
  term.record = index;
  term.lookups += tree_.records[index].lookups;
  term.void_lookups4 = tree_.records[index].void_lookups4;
  term.void_lookups6 = tree_.records[index].void_lookups6;
  term.void_lookups = tree_.records[index].void_lookups;
}

/// RFC 7208 section 5.3.
void TreeBuilder::ask_addresses(const Name& target, const Directive& directive, TreeTerm& term) {
  const Answer* v4 = find({target, RrType::a}, term);
  const Answer* v6 = find({target, RrType::aaaa}, term);
  if (v4 != nullptr) add_networks(*v4, directive, term);
  if (v6 != nullptr) add_networks(*v6, directive, term);
  const bool has_no_v4 = v4 != nullptr && v4->is_empty();
  const bool has_no_v6 = v6 != nullptr && v6->is_empty();
  if (has_no_v4 && has_no_v6) return set_void(term, *v4);
  // A sender is asked for by addresses of its own family alone.
  count_void(term, has_no_v4, has_no_v6);
  if (term.state != TermState::ok) return;
  if (has_no_v4) term.detail = "no IPv4 address";
  if (has_no_v6) term.detail = "no IPv6 address";
}

/// RFC 7208 section 5.4. Hosts without addresses are no void lookups of the term.
void TreeBuilder::ask_exchanges(const Name& target, const Directive& directive, TreeTerm& term) {
  const Answer* answer = find({target, RrType::mx}, term);
  if (answer == nullptr) return;
  if (answer->is_empty()) return set_void(term, *answer);
  // RFC 7208 section 4.6.4.
  if (answer->mx().size() > Limits().names) return set_state(term, TermState::many_hosts);
  for (const dns::Mx& host : answer->mx()) {
    if (host.exchange.is_root()) continue;
    for (const RrType type : {RrType::a, RrType::aaaa}) {
      const Answer* addresses = find({host.exchange, type}, term);
      if (addresses != nullptr) add_networks(*addresses, directive, term);
    }
  }
  std::sort(term.networks.begin(), term.networks.end());
  term.networks.erase(std::unique(term.networks.begin(), term.networks.end()), term.networks.end());
}

/// RFC 7208 section 5.7: with an answer it matches every sender.
void TreeBuilder::ask_existence(const Name& target, TreeTerm& term) {
  const Answer* answer = find({target, RrType::a}, term);
  if (answer == nullptr) return;
  if (answer->is_empty()) return set_void(term, *answer);
  for (const char* zero : {"0.0.0.0", "::"}) {
    add_network({*base::IpAddress::parse(zero), 0}, term);
  }
}

void TreeBuilder::add_networks(const Answer& answer, const Directive& directive, TreeTerm& term) {
  for (const base::IpAddress& address : answer.addresses()) {
    add_network({address, address.is_v4() ? directive.prefix4 : directive.prefix6}, term);
  }
}

void TreeBuilder::add_network(const base::Network& network, TreeTerm& term) {
  std::string text = base::Network{network.first(), network.prefix}.text();
  // Addresses come sorted, so that those of one network follow each other.
  if (!term.networks.empty() && term.networks.back() == text) return;
  if (++networks_ > kMaxTreeNetworks) return leave_out(term);
  term.networks.push_back(std::move(text));
}

}  // namespace libauth::spf
