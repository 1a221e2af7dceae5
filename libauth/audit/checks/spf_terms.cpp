// SPDX-License-Identifier: MIT

#include <algorithm>
#include <map>

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_spf.h"
#include "libauth/audit/fix/spf_fix.h"
#include "libauth/audit/fix/spf_meant.h"
#include "libauth/audit/fix/spf_modifier.h"

namespace libauth::audit {
namespace {

using spf::TermKind;
using spf::TermState;
using spf::TreeRecord;
using spf::TreeTerm;

constexpr FindingInfo kPtr = {
    .id = "spf-ptr",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} uses \"{term}\", which is slow, unreliable and not to be "
        "published.",
    .spec = "RFC 7208 section 5.5",
};
constexpr FindingInfo kPtrBelow = {
    .id = "spf-ptr-included",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "The SPF record of {domain} leads to that of {owner}, which uses \"{term}\": that is slow, "
        "unreliable and not to be published.",
    .spec = "RFC 7208 section 5.5",
};
constexpr FindingInfo kAfterAll = {
    .id = "spf-terms-after-all",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {domain} \"{term}\" stands after \"all\" and is never looked "
        "at.",
    .spec = "RFC 7208 section 5.1",
};
constexpr FindingInfo kAllEarly = {
    .id = "spf-all-early",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "In the SPF record of {domain} \"{term}\" stands after \"{all}\" and is never looked at: "
        "mail from there does not pass.",
    .spec = "RFC 7208 section 5.1",
};
constexpr FindingInfo kRedirect = {
    .id = "spf-redirect-ignored",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {domain} \"{term}\" stands beside \"all\" and is never looked at.",
    .spec = "RFC 7208 section 6.1",
};
constexpr FindingInfo kModifier = {
    .id = "spf-modifier-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {domain} receivers ignore \"{term}\": they know no \"{name}\".",
    .spec = "RFC 7208 section 6",
};
constexpr FindingInfo kMisspelled = {
    .id = "spf-modifier-misspelled",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "In the SPF record of {domain} receivers ignore \"{term}\", which is likely meant to be "
        "\"{intended}\".",
    .spec = "RFC 7208 section 6",
};
constexpr FindingInfo kRepeated = {
    .id = "spf-term-repeated",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {domain} \"{term}\" never decides, because of a term before it that "
        "asks for the same; look-ups for nothing: {count}.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kIdle = {
    .id = "spf-include-idle",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {domain} \"{term}\" leads to a record that lets nobody pass; "
        "look-ups for nothing: {count}.",
    .spec = "RFC 7208 section 5.2",
};
constexpr std::array kFindings = {&kPtr,      &kPtrBelow,   &kAllEarly, &kAfterAll, &kRedirect,
                                  &kModifier, &kMisspelled, &kRepeated, &kIdle};

class TermsJudge {
 public:
  TermsJudge(const Subject& subject, const SpfWithTree& known, Reporter& reporter)
      : domain_(subject.domain.text()),
        tree_(known.tree),
        reporter_(reporter),
        fixer_(known.tree, subject.facts) {}

  void judge() {
    const TreeRecord& own = tree_.records.front();
    for (const TreeTerm& term : own.terms) judge_own(own, term);
    for (const TreeRecord& record : tree_.records) {
      for (const TreeTerm& term : record.terms) {
        if (record.depth > 0 && is_ptr(term)) say(kPtrBelow, record, term, {});
      }
    }
    if (has_unknown_term(tree_)) reporter_.conclude(Verdict::unknown);
  }

 private:
  static bool is_ptr(const TreeTerm& term) {
    return term.kind == TermKind::ptr && term.state != TermState::ignored;
  }
  static bool is_ignored(const TreeTerm& term) { return term.state == TermState::ignored; }

  void judge_own(const TreeRecord& own, const TreeTerm& term) {
    if (term.kind == TermKind::unknown_modifier) return judge_modifier(own, term);
    if (is_ptr(term)) {
      return say(kPtr, own, term,
                 without(kPtr, is_ptr,
                         "It leaves out \"ptr\": name the servers that only it lets pass by ip4 or "
                         "ip6."));
    }
    if (is_ignored(term) && is_meant_to_pass(term) && has_strict_all(own)) {
      return say(kAllEarly, own, term, with_all_at_end(own));
    }
    if (is_ignored(term)) {
      const bool is_redirect = term.kind == TermKind::redirect;
      return say(is_redirect ? kRedirect : kAfterAll, own, term,
                 without(kAfterAll, is_ignored, "It leaves out what is never looked at."));
    }
    judge_use(own, term);
  }

  static bool is_meant_to_pass(const TreeTerm& term) {
    const bool is_modifier = term.kind == TermKind::redirect || term.kind == TermKind::exp ||
                             term.kind == TermKind::unknown_modifier;
    return !is_modifier && term.kind != TermKind::all && term.qualifier == spf::Result::pass;
  }

  /// The first "all", which is the one that counts; null where there is none.
  static const TreeTerm* all_of(const TreeRecord& own) {
    const auto all = std::find_if(own.terms.begin(), own.terms.end(),
                                  [](const TreeTerm& term) { return term.kind == TermKind::all; });
    return all == own.terms.end() ? nullptr : &*all;
  }
  static bool has_strict_all(const TreeRecord& own) {
    const TreeTerm* all = all_of(own);
    return all != nullptr &&
           (all->qualifier == spf::Result::fail || all->qualifier == spf::Result::softfail);
  }

  /// The record with its first "all" behind the terms that let somebody pass.
  const std::optional<Fix>& with_all_at_end(const TreeRecord& own) {
    const auto known = fixes_.find(kAllEarly.id);
    if (known != fixes_.end()) return known->second;
    std::string record = "v=spf1";
    for (const TreeTerm& term : own.terms) {
      const bool is_last_word = term.kind == TermKind::all || term.kind == TermKind::redirect;
      if (!is_last_word) record += " " + term.text;
    }
    record += " " + all_of(own)->text;
    SpfGoal goal;
    goal.change = {
        .from = {spf::Result::fail, spf::Result::softfail, spf::Result::permerror},
        .to = {spf::Result::pass, spf::Result::fail, spf::Result::softfail, spf::Result::neutral}};
    return fixes_[kAllEarly.id] =
               fixer_.replaced(record, "It puts \"all\" behind the terms that it hid.", goal);
  }

  /// Terms that ask the DNS and never decide. Of names that do not exist spf-names tells.
  void judge_use(const TreeRecord& own, const TreeTerm& term) {
    const bool is_fine = term.state == TermState::ok || term.state == TermState::depends;
    if (!is_fine || term.own_lookups == 0 || !matches_nothing(tree_, term)) return;
    // Of what is broken below it spf-limits tells.
    if (term.record && !is_sound(*term.record)) return;
    const bool is_idle = term.record && spf::accepts_nobody(tree_, *term.record);
    const bool is_empty = !is_idle && term.kind != TermKind::include && term.networks.empty() &&
                          term.state == TermState::ok;
    if (is_empty) return;
    const auto is_useless = [this](const TreeTerm& other) { return matches_nothing(tree_, other); };
    say(is_idle ? kIdle : kRepeated, own, term,
        without(kRepeated, is_useless, "It leaves out terms that match nobody."));
  }

  /// Whether nothing in the record, nor below it, is broken or unknown.
  bool is_sound(std::size_t index) const {
    const auto& terms = tree_.records[index].terms;
    return std::all_of(terms.begin(), terms.end(), [this](const TreeTerm& term) {
      return !spf::is_permerror(term.state) && !spf::is_unknown(term.state) &&
             (!term.record || is_sound(*term.record));
    });
  }

  void judge_modifier(const TreeRecord& own, const TreeTerm& term) {
    const std::string name = term.text.substr(0, term.text.find('='));
    if (is_registered_modifier(name)) return;
    const std::string meant = meant_term(own, term);
    if (meant.empty()) {
      const auto is_unknown = [&own](const TreeTerm& other) {
        return other.kind == TermKind::unknown_modifier && meant_term(own, other).empty();
      };
      return reporter_.report(
          kModifier, {{"domain", domain_}, {"term", term.text}, {"name", name}},
          evidence_for(own, term),
          without(kModifier, is_unknown, "It leaves out modifiers that receivers ignore."));
    }
    reporter_.report(kMisspelled, {{"domain", domain_}, {"term", term.text}, {"intended", meant}},
                     evidence_for(own, term), as_meant());
  }

  /// The record with every misspelled modifier as it is likely meant.
  const std::optional<Fix>& as_meant() {
    const auto known = fixes_.find(kMisspelled.id);
    if (known != fixes_.end()) return known->second;
    return fixes_[kMisspelled.id] = with_meant_terms(tree_, fixer_);
  }

  /// The fix of that finding, which is worked out once.
  const std::optional<Fix>& without(const FindingInfo& info, const SpfFixer::Filter& unwanted,
                                    const std::string& note) {
    const auto known = fixes_.find(info.id);
    if (known != fixes_.end()) return known->second;
    return fixes_[info.id] = fixer_.without(unwanted, note);
  }

  void say(const FindingInfo& info, const TreeRecord& record, const TreeTerm& term,
           std::optional<Fix> fix) {
    Arguments arguments = {{"domain", domain_},
                           {"term", term.text},
                           {"owner", record.domain},
                           {"all", all_of(record) == nullptr ? "" : all_of(record)->text},
                           {"count", std::to_string(term.lookups)}};
    reporter_.report(info, std::move(arguments), evidence_for(record, term), std::move(fix));
  }

  const std::string domain_;
  const spf::Tree& tree_;
  Reporter& reporter_;
  SpfFixer fixer_;
  std::map<std::string_view, std::optional<Fix>> fixes_;
};

void run(const Subject& subject, Reporter& reporter) {
  const auto known = spf_with_tree(subject, reporter);
  if (known) TermsJudge(subject, *known, reporter).judge();
}

}  // namespace

constexpr Check kSpfTerms = {.id = "spf-terms",
                             .title = "Every term of the SPF record is looked at and of use",
                             .area = Area::spf,
                             .findings = kFindings,
                             .run = run};

}  // namespace libauth::audit
