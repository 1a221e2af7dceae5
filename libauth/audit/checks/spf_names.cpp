// SPDX-License-Identifier: MIT

#include <map>
#include <set>

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_spf.h"
#include "libauth/audit/fix/spf_fix.h"
#include "libauth/dns/public_suffix.h"
#include "libauth/spf/limits.h"

namespace libauth::audit {
namespace {

using dns::Answer;
using dns::Name;
using dns::RrType;
using spf::TermKind;
using spf::TermState;
using spf::TreeRecord;
using spf::TreeTerm;

constexpr FindingInfo kRegistrable = {
    .id = "spf-name-registrable",
    .severity = Severity::critical,
    .verdict = Verdict::fail,
    .message =
        "The term \"{term}\" in the record of {owner} leads to {name}, and the DNS does not know "
        "{registrable}: {whoever} can send in the name of {domain}.",
    .spec = "",
};
constexpr FindingInfo kMissing = {
    .id = "spf-name-missing",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The term \"{term}\" in the SPF record of {domain} asks for {name}, which does not "
        "exist.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kInvalid = {
    .id = "spf-name-invalid",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The term \"{term}\" in the SPF record of {domain} asks for what can be no domain name.",
    .spec = "RFC 7208 section 4.8",
};
constexpr FindingInfo kUnknown = {
    .id = "spf-name-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "The term \"{term}\" in the record of {owner} leads to {name}, and it is not known whether "
        "there is a {registrable}, or anybody can get it: the DNS did not answer.",
    .spec = "",
};
constexpr std::array kFindings = {&kRegistrable, &kMissing, &kInvalid, &kUnknown};

/// A name that does not exist, or that names end with which depend on the sender.
struct NameAtRisk {
  Name name;                              ///< what was asked for, or the last of its aliases
  std::optional<dns::Question> question;  ///< that told that it does not exist
};

/// What all names end with that the term asks for, where they depend on the sender; of a "ptr" what
/// a sender's own name has to end with. A sender chooses the rest.
std::optional<Name> open_name(const TreeTerm& term) {
  if (term.state != TermState::depends || term.own_lookups == 0) return std::nullopt;
  const bool is_ptr = term.kind == TermKind::ptr && !term.target.empty();
  const std::string& name = is_ptr ? term.target : term.suffix;
  const auto parsed = Name::parse(name);
  if (name.empty() || !parsed) return std::nullopt;
  return *parsed;
}

/// Who can take a name that the DNS does not know. That it does not is no proof that anybody can:
/// a registry may hold it back.
std::string whoever(const Name& name) {
  const Name suffix = dns::public_suffix(name);
  return dns::is_private_suffix(suffix)
             ? "whoever gets that name from the provider of " + suffix.text()
             : "if it can be registered, whoever does so";
}

/// What the DNS says about a domain that a name stands in.
enum class Registration {
  pending,
  there,    ///< it exists, or nothing can be registered above the name
  missing,  ///< it does not exist, and the suffix above it does
  unknown,
};

class NamesJudge {
 public:
  NamesJudge(const Subject& subject, const SpfWithTree& known, Reporter& reporter)
      : subject_(subject),
        tree_(known.tree),
        reporter_(reporter),
        fixer_(known.tree, subject.facts) {}

  void judge() {
    // Every name is asked for in one round, and the fix knows of all of them.
    for (const TreeRecord& record : tree_.records) {
      for (const TreeTerm& term : record.terms) look_at(record, term);
    }
    if (is_pending_) return;
    const std::set<std::size_t> passing = passing_records();
    for (std::size_t i = 0; i < tree_.records.size(); ++i) {
      const TreeRecord& record = tree_.records[i];
      for (const TreeTerm& term : record.terms) judge_term(record, term, passing.contains(i));
    }
    if (has_unknown_term(tree_)) reporter_.conclude(Verdict::unknown);
  }

 private:
  /// Names that the term leads to and that do not exist: what it asks for, and hosts of its "mx".
  /// The end of a name that depends on the sender too, unless it is in the record's own domain.
  std::vector<NameAtRisk> names_at_risk(const TreeRecord& record, const TreeTerm& term) const {
    std::vector<NameAtRisk> names;
    if (const auto name = open_name(term)) {
      const auto owner = Name::parse(record.domain);
      const auto domain = dns::registrable_domain(*name);
      const bool is_own = owner && domain == dns::registrable_domain(*owner);
      if (!is_own) names.push_back({*name, {}});
    }
    for (const dns::Question& question : spf::questions_of(term)) {
      add_missing(question, names);
      const Answer* answer = subject_.facts.peek(question);
      const bool has_hosts = question.type == RrType::mx && answer != nullptr &&
                             answer->mx().size() <= spf::Limits().names;
      if (!has_hosts) continue;
      for (const dns::Mx& host : answer->mx()) add_missing({host.exchange, RrType::a}, names);
    }
    return names;
  }

  void add_missing(const dns::Question& question, std::vector<NameAtRisk>& names) const {
    const Answer* answer = subject_.facts.peek(question);
    if (answer == nullptr || answer->status != dns::Status::no_such_name) return;
    const Name& name = answer->aliases.empty() ? question.name : answer->aliases.back();
    if (names.empty() || names.back().name != name) names.push_back({name, question});
  }

  Registration registration_of(const Name& name) const {
    const auto domain = dns::registrable_domain(name);
    if (!domain) return Registration::there;
    const Answer* own = subject_.facts.find({*domain, RrType::soa});
    const Answer* above = subject_.facts.find({dns::public_suffix(name), RrType::soa});
    if (own == nullptr || above == nullptr) return Registration::pending;
    if (own->is_known() && !own->is_missing_name()) return Registration::there;
    // Below a suffix that does not exist either nobody can register anything.
    if (above->is_missing_name()) return Registration::there;
    return own->is_known() && above->is_known() ? Registration::missing : Registration::unknown;
  }

  void look_at(const TreeRecord& record, const TreeTerm& term) {
    for (const NameAtRisk& risk : names_at_risk(record, term)) {
      const Registration registration = registration_of(risk.name);
      is_pending_ = is_pending_ || registration == Registration::pending;
      if (registration == Registration::missing && record.depth == 0) at_risk_.insert(term.offset);
    }
  }

  /// The records whose pass is a pass of the root's: reached by "+" alone.
  std::set<std::size_t> passing_records() const {
    std::set<std::size_t> passing = {0};
    for (std::size_t i = 0; i < tree_.records.size(); ++i) {
      for (const TreeTerm& term : tree_.records[i].terms) {
        const bool hands_on = passing.contains(i) && term.qualifier == spf::Result::pass;
        if (hands_on && term.record) passing.insert(*term.record);
      }
    }
    return passing;
  }

  void judge_term(const TreeRecord& record, const TreeTerm& term, bool is_passing) {
    const bool is_own = record.depth == 0;
    if (is_own && term.state == TermState::not_a_name && term.kind != TermKind::exp) {
      reporter_.report(kInvalid, {{"domain", subject_.domain.text()}, {"term", term.text}},
                       evidence_for(record, term), without_invalid());
    }
    for (const NameAtRisk& risk : names_at_risk(record, term)) {
      const Registration registration = registration_of(risk.name);
      const bool can_pass = is_passing && term.qualifier == spf::Result::pass;
      if (can_pass && registration == Registration::missing) {
        say(kRegistrable, record, term, risk, is_own ? without_risks() : std::nullopt);
      } else if (can_pass && registration == Registration::unknown) {
        say(kUnknown, record, term, risk, std::nullopt);
      } else if (is_own && is_void(term)) {
        say(kMissing, record, term, risk, without_missing());
      }
    }
  }

  /// Includes of names that do not exist are told by spf-limits.
  static bool is_void(const TreeTerm& term) { return term.state == TermState::no_such_name; }
  static bool is_invalid(const TreeTerm& term) {
    return term.state == TermState::not_a_name && term.kind != TermKind::exp;
  }

  const std::optional<Fix>& without_risks() {
    return once(
        kRegistrable, [this](const TreeTerm& term) { return at_risk_.contains(term.offset); },
        "It leaves out the names that others may get.");
  }
  const std::optional<Fix>& without_missing() {
    return once(kMissing, is_void, "It leaves out the names that do not exist.");
  }
  const std::optional<Fix>& without_invalid() {
    return once(kInvalid, is_invalid, "It leaves out what can be no name.");
  }

  const std::optional<Fix>& once(const FindingInfo& info, const SpfFixer::Filter& unwanted,
                                 const std::string& note) {
    const auto known = fixes_.find(info.id);
    if (known != fixes_.end()) return known->second;
    return fixes_[info.id] = fixer_.without(unwanted, note);
  }

  void say(const FindingInfo& info, const TreeRecord& record, const TreeTerm& term,
           const NameAtRisk& risk, const std::optional<Fix>& fix) {
    const Name& name = risk.name;
    Arguments arguments = {{"term", term.text}, {"name", name.text()}};
    std::vector<dns::Question> evidence = evidence_for(record, term);
    const bool is_other = risk.question && risk.question->name.text() != term.target;
    if (is_other) evidence.push_back(*risk.question);
    if (&info == &kRegistrable) arguments["whoever"] = whoever(name);
    if (&info != &kUnknown) arguments["domain"] = subject_.domain.text();
    if (&info != &kMissing) {
      const Name domain = dns::registrable_domain(name).value_or(name);
      arguments["owner"] = record.domain;
      arguments["registrable"] = domain.text();
      evidence.push_back({domain, RrType::soa});
      evidence.push_back({dns::public_suffix(name), RrType::soa});
    }
    reporter_.report(info, std::move(arguments), std::move(evidence), fix);
  }

  const Subject& subject_;
  const spf::Tree& tree_;
  Reporter& reporter_;
  SpfFixer fixer_;
  bool is_pending_ = false;
  std::set<std::size_t> at_risk_;  ///< offsets of terms of the domain's own record
  std::map<std::string_view, std::optional<Fix>> fixes_;
};

void run(const Subject& subject, Reporter& reporter) {
  const auto known = spf_with_tree(subject, reporter);
  if (known) NamesJudge(subject, *known, reporter).judge();
}

}  // namespace

constexpr Check kSpfNames = {.id = "spf-names",
                             .title = "Every name in the SPF record exists and has an owner",
                             .area = Area::spf,
                             .findings = kFindings,
                             .run = run};

}  // namespace libauth::audit
