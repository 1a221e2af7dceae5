// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_spf.h"
#include "libauth/audit/fix/spf_fix.h"
#include "libauth/audit/fix/spf_meant.h"
#include "libauth/spf/stance.h"

namespace libauth::audit {
namespace {

using spf::Result;
using spf::Stance;

constexpr FindingInfo kPass = {
    .id = "spf-all-pass",
    .severity = Severity::critical,
    .verdict = Verdict::fail,
    .message = "The SPF record of {domain} lets {senders} send in its name, by \"{term}\".",
    .spec = "RFC 7208 section 5.1",
};
constexpr FindingInfo kNeutral = {
    .id = "spf-all-neutral",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} ends with \"?all\": it says nothing about other senders.",
    .spec = "RFC 7208 section 5.1",
};
constexpr FindingInfo kMissing = {
    .id = "spf-all-missing",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} has neither \"all\" nor \"redirect=\": for other senders "
        "the result is neutral.",
    .spec = "RFC 7208 section 4.7",
};
constexpr std::array kFindings = {&kPass, &kNeutral, &kMissing};

bool says_softfail(const spf::Tree& tree) {
  return spf::stance_of(tree).kind == Stance::Kind::softfail;
}

bool says_no(const spf::Tree& tree) {
  return says_softfail(tree) || spf::stance_of(tree).kind == Stance::Kind::fail;
}

/// The record with its own "all" made stricter, or with one at its end. Where the word stands in
/// another record, the fix has to be made there; where it is misspelled, it is the one that is
/// meant.
std::optional<Fix> with_all(const SpfWithTree& known, const dns::Name& domain, const Stance& stance,
                            dns::Facts& facts) {
  const SpfGoal goal = {.is_reached = says_softfail,
                        .change = {.from = {Result::permerror, Result::pass, Result::neutral},
                                   .to = kNoPermerror.to}};
  const std::string note = "Change it to \"-all\" when reports show that all your own mail passes.";
  SpfFixer fixer(known.tree, facts);
  const spf::Directive* all = known.spf.record.all();
  if (all != nullptr && all->text == stance.term) {
    const auto edit = [all](const spf::TreeTerm& term) {
      return term.offset == all->offset ? "~all" : term.text;
    };
    return fixer.edited(edit, note, goal);
  }
  if (stance.kind != Stance::Kind::missing || stance.domain != domain.text()) return std::nullopt;
  if (has_meant_last_word(known.tree.records.front())) {
    return with_meant_terms(known.tree, fixer, says_no);
  }
  return fixer.replaced(known.spf.text + " ~all", note, goal);
}

const char* senders_of(const Stance& stance) {
  if (stance.ipv4 && stance.ipv6) return "everyone on the Internet";
  return stance.ipv4 ? "everyone with an IPv4 address" : "everyone with an IPv6 address";
}

void run(const Subject& subject, Reporter& reporter) {
  const auto known = spf_with_tree(subject, reporter);
  if (!known) return;
  const Stance stance = spf::stance_of(known->tree);
  const auto say = [&](const FindingInfo& info) {
    reporter.report(
        info,
        {{"domain", subject.domain.text()}, {"term", stance.term}, {"senders", senders_of(stance)}},
        {known->spf.question, stance.question},
        with_all(*known, subject.domain, stance, subject.facts));
  };
  switch (stance.kind) {
    case Stance::Kind::pass:
      say(kPass);
      return;
    case Stance::Kind::neutral:
      say(kNeutral);
      return;
    case Stance::Kind::missing:
      say(kMissing);
      return;
    case Stance::Kind::unknown:
      reporter.conclude(Verdict::unknown);
      return;
    case Stance::Kind::none:
      reporter.conclude(Verdict::not_applicable);
      return;
    case Stance::Kind::pending:
    case Stance::Kind::softfail:
    case Stance::Kind::fail:
      return;
  }
}

}  // namespace

constexpr Check kSpfAll = {.id = "spf-all",
                           .title = "The SPF record says no to all other senders",
                           .area = Area::spf,
                           .findings = kFindings,
                           .run = run};

}  // namespace libauth::audit
