// SPDX-License-Identifier: MIT

#include "libauth/spf/stance.h"

#include <optional>

#include "libauth/spf/parse.h"
#include "libauth/spf/published.h"

namespace libauth::spf {
namespace {

using dns::Name;
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

class Finder {
 public:
  explicit Finder(dns::Facts& facts) : facts_(facts) {}

  Stance find(const Name& domain, const Record& record) {
    std::optional<Stance> doubt;
    for (const Directive& directive : record.directives) {
      if (directive.mechanism == Mechanism::all) {
        return better(doubt, stance(kind_of(directive.qualifier), domain, directive.text));
      }
      if (directive.qualifier != Result::pass) continue;
      const Stance through = through_of(domain, directive);
      if (through.kind == Kind::pass) return through;
      if (through.kind == Kind::pending || through.kind == Kind::unknown) doubt = through;
    }
    if (!record.redirect) return better(doubt, stance(Kind::missing, domain, {}));
    return better(doubt, follow(domain, record.redirect->value, record.redirect->text));
  }

 private:
  static Stance stance(Kind kind, const Name& domain, std::string term) {
    return {kind, domain.text(), std::move(term), {domain, dns::RrType::txt}};
  }

  /// A term that may let everyone through and is not known counts above a last word that says no.
  static Stance better(const std::optional<Stance>& doubt, const Stance& word) {
    return doubt && word.kind != Kind::pass ? *doubt : word;
  }

  /// Whether the directive alone lets everyone of an address family pass.
  Stance through_of(const Name& domain, const Directive& directive) {
    const bool is_network =
        directive.mechanism == Mechanism::ip4 || directive.mechanism == Mechanism::ip6;
    if (is_network && directive.network.prefix == 0) {
      return stance(Kind::pass, domain, directive.text);
    }
    if (directive.mechanism != Mechanism::include) return stance(Kind::none, domain, {});
    Stance inner = follow(domain, directive.domain, directive.text);
    // The owner finds the include in the own record, not the "all" in the other.
    if (inner.kind == Kind::pass) return stance(Kind::pass, domain, directive.text);
    return inner;
  }

  Stance follow(const Name& domain, const MacroString& value, const std::string& term) {
    const auto target = fixed_target(domain, value);
    if (!target || ++records_ > kMaxStanceRecords) return stance(Kind::none, domain, term);
    const Published published = published_record(*target, facts_);
    if (published.answer == nullptr) return stance(Kind::pending, *target, term);
    if (published.kind == Published::Kind::unknown) return stance(Kind::unknown, *target, term);
    if (published.kind != Published::Kind::one) return stance(Kind::none, *target, term);
    const auto record = parse_record(published.text);
    return record ? find(*target, *record) : stance(Kind::none, *target, term);
  }

  dns::Facts& facts_;
  std::size_t records_ = 1;
};

}  // namespace

Stance stance_of(const Name& domain, const Record& record, dns::Facts& facts) {
  return Finder(facts).find(domain, record);
}

}  // namespace libauth::spf
