// SPDX-License-Identifier: MIT
//
// Where the two specifications differ for a message, and why.

#include <algorithm>
#include <utility>

#include "libauth/base/enum.h"
#include "libauth/dmarc/discover_rfc7489.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/dns/public_suffix.h"

namespace libauth::dmarc {
namespace {

using base::name_of;

std::string text_of(const std::optional<dns::Name>& name) {
  return name ? name->text() : "not known";
}

/// "sp=reject"
std::string tag_of(const Evaluation& evaluation) {
  if (!evaluation.policy) return "no policy";
  return std::string(name_of(*evaluation.policy_source)) + "=" +
         std::string(name_of(*evaluation.policy));
}

/// "fail, and reject is asked for"
std::string outcome_of(const Evaluation& evaluation) {
  std::string text(name_of(evaluation.result));
  if (evaluation.result != Result::fail) return text;
  return text + ", and " +
         (evaluation.disposition == Policy::none ? "nothing"
                                                 : std::string(name_of(evaluation.disposition))) +
         " is asked for";
}

/// Which record of the walk made the organizational domain what it is, RFC 9989 section 4.10.2.
std::string why_by_walk(const Walk& walk, const dns::Name& organizational) {
  const WalkStep& last = walk.steps.back();
  if (last.record != nullptr && last.record->psd == Psd::n) return "whose record says psd=n";
  const bool is_suffix = last.record != nullptr && last.record->psd == Psd::y;
  if (is_suffix && last.name != organizational) {
    return "one label below " + last.name.text() + ", whose record says psd=y";
  }
  const bool has_record = std::any_of(walk.steps.begin(), walk.steps.end(),
                                      [](const WalkStep& s) { return s.record != nullptr; });
  return has_record ? "the shortest name of the walk with a record"
                    : "as no name of the walk has a record";
}

std::string why_by_list(const dns::Name& organizational) {
  const dns::Name suffix = dns::public_suffix(organizational);
  if (suffix == organizational) return "a public suffix itself";
  return "one label below the public suffix " + suffix.text();
}

class Comparer {
 public:
  Comparer(Comparison& comparison, dns::Facts& facts)
      : new_(comparison.rfc9989),
        old_(comparison.rfc7489),
        out_(comparison.differences),
        facts_(facts) {}

  void run() {
    compare_outcomes();
    compare_organizations();
    compare_records();
    if (new_.record_domain && new_.record_domain == old_.record_domain) compare_policies();
    compare_testing();
    compare_alignment();
  }

 private:
  void add(std::string sentence) { out_.push_back(std::move(sentence)); }

  void compare_outcomes() {
    if (new_.result == old_.result && new_.disposition == old_.disposition) return;
    add("By RFC 9989 the result is " + outcome_of(new_) + "; by RFC 7489 it is " +
        outcome_of(old_) + ".");
    for (const auto& [evaluation, name] : {std::pair(&new_, "RFC 9989"), {&old_, "RFC 7489"}}) {
      if (evaluation->result == Result::temperror) {
        add(std::string("For ") + name + ": " + evaluation->reason);
      }
    }
  }

  void compare_organizations() {
    if (new_.org_domain == old_.org_domain) return;
    const std::string start = "The organizational domain of " + new_.author.text() + " is ";
    const std::string by_list = text_of(old_.org_domain) +
                                " by the public suffix list of RFC 7489, " +
                                why_by_list(*old_.org_domain) + ".";
    if (!new_.org_domain) {
      return add(start + "not known by the tree walk of RFC 9989, as the DNS did not answer, and " +
                 by_list);
    }
    Walk walk = begin_walk(new_.author, facts_, Asking::one_by_one);
    // A walk that was not needed told nothing: what passes is treated as its own.
    if (new_.queries > 1 || walk.is_over) finish_walk(walk, facts_, Asking::one_by_one);
    const std::string why = walk.is_known() ? why_by_walk(walk, *new_.org_domain)
                                            : "as all that is authenticated equals it";
    add(start + text_of(new_.org_domain) + " by the tree walk of RFC 9989, " + why + ", and " +
        by_list);
  }

  void compare_records() {
    if (new_.record_domain == old_.record_domain) return;
    if (!old_.record_domain) return explain_old_without_record();
    const std::string old_one = "RFC 7489 takes the record of " + text_of(old_.record_domain);
    if (!new_.record_domain) return add(old_one + "; by RFC 9989 none applies: " + new_.reason);
    add("RFC 9989 takes the record of " + text_of(new_.record_domain) + "; " + old_one +
        ": each looks at the author domain and then at its organizational domain, and RFC 9989 at "
        "last at a public suffix with psd=y.");
  }

  void explain_old_without_record() {
    const std::string domain = text_of(new_.record_domain);
    const bool is_unusable = old_.result == Result::none && !new_.record->p;
    if (old_.result == Result::temperror) {
      add("RFC 9989 takes the record of " + domain + "; what RFC 7489 takes is not known.");
    } else if (is_unusable &&
               (new_.record_domain == new_.author || new_.record_domain == old_.org_domain)) {
      add("The record of " + domain +
          " has neither a valid p nor an address for aggregate reports (rua): RFC 7489 does not "
          "use it, and RFC 9989 takes it for p=none.");
    } else {
      const std::string author = new_.author.text();
      const std::string organization = text_of(old_.org_domain);
      add("RFC 9989 takes the record of " + domain + "; RFC 7489 looks only at " + author +
          (organization == author ? "" : " and at " + organization) + ": " + old_.reason);
    }
  }

  /// Of the same record.
  void compare_policies() {
    if (new_.policy == old_.policy) return;
    const std::string record = "the record of " + text_of(new_.record_domain);
    if (new_.policy_source == PolicySource::np) {
      return add(new_.author.text() + " does not exist, so that RFC 9989 takes " + tag_of(new_) +
                 " of " + record + "; RFC 7489 knows no np and takes " + tag_of(old_) + ".");
    }
    if (new_.policy && new_.record->has_bad_policy) {
      return add("In " + record +
                 " np is not valid, so that RFC 9989 takes none; RFC 7489 knows no np and takes " +
                 tag_of(old_) + ".");
    }
    add("Of " + record + " RFC 9989 takes " + tag_of(new_) + " and RFC 7489 " + tag_of(old_) + ".");
  }

  void compare_testing() {
    if (new_.testing && new_.policy.value_or(Policy::none) != Policy::none) {
      add("The record says t=y, so that RFC 9989 asks for " +
          std::string(name_of(weaker(*new_.policy))) + " in place of " +
          std::string(name_of(*new_.policy)) + "; RFC 7489 knows no t.");
    }
    if (old_.percent < 100) {
      add("The record says pct=" + std::to_string(old_.percent) +
          ": RFC 7489 applies the policy to that share of the messages that fail, and the next "
          "weaker one to the others; RFC 9989 has no pct and applies it to all.");
    }
  }

  void compare_identifier(const std::string& method, const IdentifierAlignment& by_new,
                          const IdentifierAlignment& by_old) {
    if (by_new.counts == by_old.counts || !new_.record_domain || !old_.record_domain) return;
    add(method + " for " + by_new.domain.text() + " is " + (by_new.counts ? "" : "not ") +
        "aligned by RFC 9989 (its organizational domain is " +
        text_of(by_new.organizational_domain) + ") and " + (by_old.counts ? "" : "not ") +
        "by RFC 7489 (" + organizational_domain_rfc7489(by_new.domain).text() + ").");
  }

  void compare_alignment() {
    if (new_.spf) compare_identifier("SPF", *new_.spf, *old_.spf);
    for (std::size_t i = 0; i < new_.dkim.size(); ++i) {
      compare_identifier("DKIM", new_.dkim[i], old_.dkim[i]);
    }
  }

  const Evaluation& new_;
  const Evaluation& old_;
  std::vector<std::string>& out_;
  dns::Facts& facts_;
};

}  // namespace

Comparison compare(const dns::Name& author, const Identifiers& identifiers, dns::Facts& facts) {
  Comparison comparison;
  comparison.rfc9989 = evaluate(author, identifiers, facts, {.explain = true});
  comparison.rfc7489 =
      evaluate(author, identifiers, facts, {.mode = Mode::rfc7489, .explain = true});
  const bool is_pending = !facts.missing().empty();
  const bool is_evaluated = comparison.rfc9989.result != Result::permerror;
  if (!is_pending && is_evaluated) Comparer(comparison, facts).run();
  return comparison;
}

}  // namespace libauth::dmarc
