// SPDX-License-Identifier: MIT

#include "libauth/spf/stance.h"

#include <algorithm>
#include <optional>

namespace libauth::spf {
namespace {

using Kind = Stance::Kind;

Kind kind_of(Result qualifier) {
  switch (qualifier) {
    case Result::pass:
      return Kind::pass;
    case Result::softfail:
      return Kind::softfail;
    case Result::fail:
      return Kind::fail;
    case Result::neutral:
    case Result::none:
    case Result::temperror:
    case Result::permerror:
      break;
  }
  return Kind::neutral;
}

Stance stance(Kind kind, const std::string& domain, std::string term) {
  const auto name = dns::Name::parse(domain);
  Stance said;
  said.kind = kind;
  said.domain = domain;
  said.term = std::move(term);
  said.question = {name ? *name : dns::Name(), dns::RrType::txt};
  return said;
}

/// A term that may let everyone through and is not known counts above a last word that says no.
Stance better(const std::optional<Stance>& doubt, const Stance& word) {
  return doubt && word.kind != Kind::pass ? *doubt : word;
}

bool has_network(const TreeTerm& term, std::string_view network) {
  return std::find(term.networks.begin(), term.networks.end(), network) != term.networks.end();
}

class Finder {
 public:
  explicit Finder(const Tree& tree) : tree_(tree) {}

  Stance find(std::size_t index) const {
    const TreeRecord& record = tree_.records[index];
    std::optional<Stance> doubt;
    const TreeTerm* redirect = nullptr;
    for (const TreeTerm& term : record.terms) {
      if (term.state == TermState::ignored) continue;
      if (term.kind == TermKind::redirect) redirect = &term;
      if (term.kind == TermKind::all) {
        return better(doubt, stance(kind_of(term.qualifier), record.domain, term.text));
      }
      if (!is_accepting(term)) continue;
      const Stance through = through_of(record, term);
      if (through.kind == Kind::pass) return through;
      if (through.kind == Kind::unknown) doubt = through;
    }
    if (redirect == nullptr) return better(doubt, stance(Kind::missing, record.domain, {}));
    return better(doubt, follow(*redirect));
  }

 private:
  static bool is_accepting(const TreeTerm& term) {
    switch (term.kind) {
      case TermKind::include:
      case TermKind::a:
      case TermKind::mx:
      case TermKind::ip4:
      case TermKind::ip6:
      case TermKind::exists:
        return term.qualifier == Result::pass;
      case TermKind::all:
      case TermKind::ptr:
      case TermKind::redirect:
      case TermKind::exp:
      case TermKind::unknown_modifier:
        break;
    }
    return false;
  }

  /// Whether the term alone lets everyone of an address family pass.
  Stance through_of(const TreeRecord& record, const TreeTerm& term) const {
    Stance everyone = stance(Kind::pass, record.domain, term.text);
    everyone.ipv4 = has_network(term, "0.0.0.0/0");
    everyone.ipv6 = has_network(term, "::/0");
    if (everyone.ipv4 || everyone.ipv6) return everyone;
    if (term.kind == TermKind::exists && term.state == TermState::unknown) {
      return stance(Kind::unknown, record.domain, term.text);
    }
    if (term.kind != TermKind::include) return stance(Kind::none, record.domain, {});
    const Stance inner = follow(term);
    if (inner.kind != Kind::pass) return inner;
    // The owner finds the include in the own record, not the "all" in the other.
    everyone.ipv4 = inner.ipv4;
    everyone.ipv6 = inner.ipv6;
    return everyone;
  }

  Stance follow(const TreeTerm& term) const {
    if (term.record) return find(*term.record);
    const bool is_open = term.state == TermState::unknown || term.state == TermState::not_looked_at;
    return stance(is_open ? Kind::unknown : Kind::none, term.target, term.text);
  }

  const Tree& tree_;
};

}  // namespace

Stance stance_of(const Tree& tree) {
  if (tree.pending) return {};
  return Finder(tree).find(0);
}

}  // namespace libauth::spf
