// SPDX-License-Identifier: MIT

#include "libauth/dmarc/evaluate.h"

#include <algorithm>
#include <utility>

#include "libauth/base/enum.h"
#include "libauth/dmarc/alignment.h"
#include "libauth/dmarc/discover_rfc7489.h"
#include "libauth/dmarc/reason.h"

namespace libauth::dmarc {
namespace {

using Kind = Discovery::Kind;

/// One evaluation, step by step as RFC 9989 section 5.3 has them.
class Evaluator {
 public:
  /// Keeps none of them longer than itself.
  /// @param evaluation  to be filled; still as it is made
  Evaluator(const dns::Name& author, const Identifiers& identifiers, dns::Facts& facts,
            const Settings& settings, Evaluation& evaluation)
      : author_(author),
        identifiers_(identifiers),
        facts_(facts),
        settings_(settings),
        asking_(settings.foresight ? Asking::foreseeing : Asking::one_by_one),
        evaluation_(evaluation) {}

  /// Finds the policy and how each identifier stands to it: all that is asked for.
  /// @returns whether the evaluation can be concluded; otherwise the policy itself is pending
  bool weigh() {
    take_identifiers();
    discovery_ = settings_.mode == Mode::rfc9989 ? discover_policy(author_, facts_, asking_)
                                                 : discover_rfc7489(author_, facts_, asking_);
    // With `unusable` DMARC is not applied, as if there were no record (section 4.10.1).
    if (discovery_.kind != Kind::unusable) applied_ = discovery_.step;
    // Settings::explain: of a single common domain no walk is needed (section 4.10.2).
    is_own_ = is_own_organization();
    const bool is_pending = discovery_.kind == Kind::pending && discovery_.step == nullptr;
    if (!is_pending && !is_own_ && depends_on_organization()) {
      find_organizational_domain(discovery_, facts_, asking_);
    }
    if (discovery_.walk.steps.back().answer == nullptr) {
      foresee();
      return false;
    }
    align_all();
    return true;
  }

  /// What follows from it.
  void conclude() {
    evaluation_.author = author_;
    note_record();
    judge();
    evaluation_.queries = discovery_.walk.steps.size();
    if (settings_.explain) evaluation_.problems = problems_of(discovery_);
    evaluation_.reason = reason_of(evaluation_, identifiers_, discovery_, settings_.mode);
    evaluation_.org_domain = std::move(discovery_.organizational_domain);
    if (is_own_ && settings_.explain) evaluation_.org_domain = author_;
  }

 private:
  /// SPF counts by a pass of MAIL FROM, each signature by itself (section 4.3).
  void take_identifiers() {
    if (const auto& spf = identifiers_.spf) {
      evaluation_.spf.emplace();
      evaluation_.spf->domain = spf->domain;
      evaluation_.spf->is_authenticated = spf->result == spf::Result::pass;
    }
    for (const DkimIdentifier& dkim : identifiers_.dkim) {
      evaluation_.dkim.emplace_back();
      evaluation_.dkim.back().domain = dkim.domain;
      evaluation_.dkim.back().is_authenticated = dkim.result == dkim::Result::pass;
    }
  }

  void note_record() {
    if (applied_ == nullptr) return;
    evaluation_.record_domain = applied_->name;
    evaluation_.record = applied_->record;
    evaluation_.record_text = applied_->text;
    if (settings_.mode == Mode::rfc7489) {
      evaluation_.percent = applied_->record->percent();
      evaluation_.testing = evaluation_.percent == 0;
    } else {
      evaluation_.testing = applied_->record->testing;
    }
    if (discovery_.kind != Kind::found) return;
    evaluation_.policy = discovery_.policy;
    evaluation_.policy_source = discovery_.source;
  }

  bool is_relaxed(const IdentifierAlignment& identifier) const {
    if (applied_ == nullptr) return true;
    const Record& record = *applied_->record;
    const bool is_spf = evaluation_.spf && &identifier == &*evaluation_.spf;
    return (is_spf ? record.aspf : record.adkim) == Alignment::relaxed;
  }

  /// Calls `visit` with each identifier and whether its check ended with a DNS error.
  template <class Visit>
  void each(const Visit& visit) {
    if (evaluation_.spf) {
      visit(*evaluation_.spf, identifiers_.spf->result == spf::Result::temperror);
    }
    for (std::size_t i = 0; i < evaluation_.dkim.size(); ++i) {
      visit(evaluation_.dkim[i], identifiers_.dkim[i].result == dkim::Result::temperror);
    }
  }

  /// Section 4.10.2: what is authenticated is the author domain alone, and that has a record; then
  /// it is treated as its own organizational domain.
  bool is_own_organization() {
    if (settings_.mode == Mode::rfc7489) return false;
    bool has_any = false;
    bool all_equal = true;
    each([&](const IdentifierAlignment& identifier, bool /*is_open*/) {
      if (!identifier.is_authenticated) return;
      has_any = true;
      all_equal = all_equal && identifier.domain == author_;
    });
    return has_any && all_equal && applied_ != nullptr && applied_->name == author_;
  }

  /// Whether it matters how the identifier is aligned. Besides one that passes by itself those that
  /// are authenticated do, because reports tell of each.
  bool matters(const IdentifierAlignment& identifier, bool is_open) {
    if (identifier.is_authenticated || !is_open) return identifier.is_authenticated;
    bool passes = false;
    each([&](const IdentifierAlignment& other, bool /*is_open*/) {
      passes = passes || (other.is_authenticated && other.domain == author_);
    });
    return !passes;
  }

  /// Whether it takes organizational domains to see how the identifier is aligned. With strict
  /// alignment it does not, nor where no record applies (section 4.10.2).
  bool takes_organizations(const IdentifierAlignment& identifier, bool is_open) {
    if (settings_.explain) return true;
    return applied_ != nullptr && is_relaxed(identifier) && matters(identifier, is_open);
  }

  bool depends_on_organization() {
    bool depends = settings_.explain;
    each([&](const IdentifierAlignment& identifier, bool is_open) {
      depends =
          depends || (takes_organizations(identifier, is_open) && identifier.domain != author_ &&
                      can_be_aligned(identifier.domain, author_));
    });
    return depends;
  }

  /// Asks for what the alignment will take, while the author's own names are on their way.
  void foresee() {
    if (!settings_.foresight || settings_.mode == Mode::rfc7489) return;
    each([this](const IdentifierAlignment& identifier, bool is_open) {
      const bool is_wanted = settings_.explain || identifier.is_authenticated || is_open;
      if (!is_wanted || !can_be_aligned(identifier.domain, author_)) return;
      begin_walk(identifier.domain, facts_, asking_);
    });
  }

  void align_all() {
    const auto& organizational = discovery_.organizational_domain;
    const bool is_known = organizational && !is_own_;
    Aligner aligner(author_, is_known ? &*organizational : nullptr, settings_, facts_);
    each([&](IdentifierAlignment& identifier, bool is_open) {
      aligner.align(identifier, takes_organizations(identifier, is_open));
      identifier.counts =
          applied_ != nullptr && identifier.is_authenticated && is_enough(identifier);
      passes_ = passes_ || identifier.counts;
      const bool may_be_enough = identifier.aligned == Aligned::unknown && is_relaxed(identifier);
      if (is_open) may_pass_ = may_pass_ || is_enough(identifier) || may_be_enough;
      if (identifier.is_authenticated) may_pass_ = may_pass_ || may_be_enough;
    });
    unanswered_ = discovery_.unanswered;
    const WalkStep& last = discovery_.walk.steps.back();
    if (!last.is_known()) unanswered_.push_back(last.question);
    const auto& more = aligner.unanswered();
    unanswered_.insert(unanswered_.end(), more.begin(), more.end());
  }

  bool is_enough(const IdentifierAlignment& identifier) const {
    return identifier.aligned == Aligned::strict ||
           (identifier.aligned == Aligned::relaxed && is_relaxed(identifier));
  }
  /// docs/decisions/dmarc-errors.md
  void judge() {
    if (passes_) {
      evaluation_.result = Result::pass;
    } else if (discovery_.kind == Kind::none || discovery_.kind == Kind::unusable) {
      evaluation_.result = Result::none;
    } else if (discovery_.kind == Kind::temperror || may_pass_) {
      // RFC 9989 section 5.3.6: neither pass nor fail, and no policy is applied.
      evaluation_.result = Result::temperror;
      for (const dns::Question& question : unanswered_) {
        auto& told = evaluation_.unanswered;
        if (std::find(told.begin(), told.end(), question) == told.end()) told.push_back(question);
      }
    } else {
      evaluation_.result = Result::fail;
      evaluation_.disposition = evaluation_.testing ? weaker(discovery_.policy) : discovery_.policy;
    }
  }

  const dns::Name& author_;
  const Identifiers& identifiers_;
  dns::Facts& facts_;
  const Settings& settings_;
  const Asking asking_;
  Evaluation& evaluation_;
  Discovery discovery_;
  const WalkStep* applied_ = nullptr;  ///< whose record applies; null where none does
  bool is_own_ = false;                ///< the author domain is its own organizational domain
  bool passes_ = false;                ///< an identifier counts
  bool may_pass_ = false;              ///< one might, if the DNS told
  std::vector<dns::Question> unanswered_;
};

}  // namespace

Evaluation evaluate(const dns::Name& author, const Identifiers& identifiers, dns::Facts& facts,
                    const Settings& settings) {
  Evaluation evaluation;
  if (author.is_root()) {
    evaluation.result = Result::permerror;
    evaluation.reason = "The author domain has no labels.";
    return evaluation;
  }
  Evaluator evaluator(author, identifiers, facts, settings, evaluation);
  if (evaluator.weigh()) {
    evaluator.conclude();
  } else {
    evaluation = Evaluation();
  }
  return evaluation;
}

void ask(const dns::Name& author, const Identifiers& identifiers, dns::Facts& facts,
         const Settings& settings) {
  if (author.is_root()) return;
  Evaluation dropped;
  Evaluator(author, identifiers, facts, settings, dropped).weigh();
}

}  // namespace libauth::dmarc
