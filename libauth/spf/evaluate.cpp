// SPDX-License-Identifier: MIT

#include "libauth/spf/evaluate.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/spf/client.h"
#include "libauth/spf/foresight.h"
#include "libauth/spf/published.h"
#include "libauth/spf/tracer.h"

namespace libauth::spf {
namespace {

using dns::Answer;
using dns::Name;
using dns::RrType;

/// How a term came out; pending: facts are missing.
enum class Match { yes, no, temperror, permerror, pending };

/// Why check_host() came to its result.
enum class Cause { matched, no_match, no_record, error };

/// A decision of check_host(); nullopt stands for pending. What it points to lives as long as the
/// facts.
struct Decision {
  Result result = Result::none;
  Cause cause = Cause::error;
  std::optional<Name> domain{};  ///< whose record decided, where a redirect led to it
  std::string_view matched{};
  const Modifier* exp = nullptr;
};
using MaybeDecision = std::optional<Decision>;

/// A domain that can have a record: at least two labels, no address literal (section 4.3).
std::optional<Name> initial_domain(std::string_view text) {
  if (text.empty() || text.front() == '[') return std::nullopt;
  auto name = Name::parse(text);
  if (!name || name->label_count() < 2) return std::nullopt;
  return std::move(*name);
}

Outcome outcome_of(Match match) {
  switch (match) {
    case Match::yes:
      return Outcome::match;
    case Match::no:
      return Outcome::no_match;
    case Match::temperror:
      return Outcome::temperror;
    case Match::permerror:
    case Match::pending:
      break;
  }
  return Outcome::permerror;
}

/// One run of check_host() over the facts there are.
class Evaluator {
 public:
  Evaluator(const Request& request, dns::Facts& facts, const Settings& settings)
      : facts_(facts),
        settings_(settings),
        client_(request, facts, settings.limits.names),
        foresight_(client_, facts, settings.limits),
        tracer_(facts, settings.trace) {}

  Evaluation run() {
    Evaluation evaluation;
    const auto domain = initial_domain(client_.sender_domain());
    if (!domain) {
      evaluation.reason = "The sender has no domain that could have a record.";
      return evaluation;
    }
    const MaybeDecision decision = check_host(*domain);
    if (!decision) return evaluation;
    const Name& decider = decision->domain ? *decision->domain : *domain;
    evaluation.result = decision->result;
    evaluation.domain = decider.text();
    evaluation.matched = decision->matched;
    evaluation.reason = reason_of(decision->cause, decider);
    if (decision->result == Result::fail && decision->exp != nullptr) {
      evaluation.explanation = explain(*decision->exp, decider);
    }
    evaluation.lookups = lookups_;
    evaluation.void_lookups = void_lookups_;
    evaluation.trace = tracer_.take();
    return evaluation;
  }

 private:
  std::string reason_of(Cause cause, const Name& decider) const {
    switch (cause) {
      case Cause::matched:
        return "The directive matches.";
      case Cause::no_match:
        return "No directive matches in the record of " + decider.text() + ".";
      case Cause::no_record:
        return "There is no SPF record at " + decider.text() + ".";
      case Cause::error:
        break;
    }
    return reason_;
  }

  /// Section 4.4 to 4.7.
  MaybeDecision check_host(const Name& domain) {
    const Tracer::Id step = tracer_.begin(depth_, domain, "v=spf1");
    tracer_.set_target(step, domain);
    const Published published = published_record(domain, facts_);
    if (published.answer == nullptr) return std::nullopt;
    const auto stop = [&](Result result, Outcome outcome) {
      tracer_.end(step, outcome, lookups_, void_lookups_, reason_);
      return Decision{.result = result};
    };
    switch (published.kind) {
      case Published::Kind::unknown:
        reason_ = "The DNS did not tell the record of " + domain.text() + " (" +
                  std::string(base::name_of(published.answer->status)) + ").";
        return stop(Result::temperror, Outcome::temperror);
      case Published::Kind::none:
        tracer_.end(step, Outcome::no_record, lookups_, void_lookups_);
        return Decision{.result = Result::none, .cause = Cause::no_record};
      case Published::Kind::many:
        reason_ = "There are several SPF records at " + domain.text() + ".";
        return stop(Result::permerror, Outcome::many_records);
      case Published::Kind::one:
        break;
    }
    if (!*published.record) {
      reason_ = published.record->error().message + " In the record of " + domain.text() + ".";
      return stop(Result::permerror, Outcome::unreadable);
    }
    tracer_.end(step, Outcome::record, lookups_, void_lookups_);
    return evaluate_record(domain, **published.record);
  }

  MaybeDecision evaluate_record(const Name& domain, const Record& record) {
    for (std::size_t i = 0; i < record.directives.size(); ++i) {
      const Directive& directive = record.directives[i];
      const Tracer::Id step = tracer_.begin(depth_, domain, directive.text);
      const Match match = evaluate_directive(domain, directive, step);
      if (match == Match::pending) {
        if (settings_.foresight) foresee(domain, record, i + 1);
        return std::nullopt;
      }
      const bool is_error = match == Match::temperror || match == Match::permerror;
      tracer_.end(step, outcome_of(match), lookups_, void_lookups_,
                  is_error ? std::string_view(reason_) : std::string_view());
      if (match == Match::no) continue;
      Decision decision;
      decision.result = match == Match::yes         ? directive.qualifier
                        : match == Match::temperror ? Result::temperror
                                                    : Result::permerror;
      decision.cause = is_error ? Cause::error : Cause::matched;
      decision.matched = directive.text;
      decision.exp = record.exp ? &*record.exp : nullptr;
      return decision;
    }
    return follow_redirect(domain, record);
  }

  void foresee(const Name& domain, const Record& record, std::size_t first) {
    foresight_.foresee_rest(domain, record, first, lookups_);
    // RFC 7208 section 6.2: the explanation of an included record is not used.
    if (includes_ == 0) foresight_.foresee_explanation(domain, record);
  }

  /// Section 6.1: what the target says, with the target's explanation.
  MaybeDecision follow_redirect(const Name& domain, const Record& record) {
    // RFC 7208 section 6.1: ignored beside an "all", which ended the evaluation above.
    if (!record.redirect) {
      return Decision{.result = Result::neutral, .cause = Cause::no_match};
    }
    const Modifier& redirect = *record.redirect;
    const Tracer::Id step = tracer_.begin(depth_, domain, redirect.text);
    Name place;
    const auto target = client_.target_of(domain, redirect, place);
    if (!target) return std::nullopt;
    if (!spend_lookup()) return failed_redirect(redirect, step);
    if (*target == nullptr) {
      reason_ = "The redirect of " + domain.text() + " leads to no name.";
      return failed_redirect(redirect, step);
    }
    tracer_.set_target(step, **target);
    tracer_.end(step, Outcome::followed, lookups_, void_lookups_);
    ++depth_;
    MaybeDecision decision = check_host(**target);
    --depth_;
    if (!decision) return decision;
    if (!decision->domain) decision->domain = **target;
    if (decision->result == Result::none) {
      decision->result = Result::permerror;
      decision->cause = Cause::error;
      reason_ = "The redirect leads to a domain without SPF record: " + (*target)->text() + ".";
    }
    return decision;
  }

  Decision failed_redirect(const Modifier& redirect, Tracer::Id step) {
    tracer_.end(step, Outcome::permerror, lookups_, void_lookups_, reason_);
    return {.result = Result::permerror, .matched = redirect.text};
  }

  Match evaluate_directive(const Name& domain, const Directive& directive, Tracer::Id step) {
    switch (directive.mechanism) {
      case Mechanism::all:
        return Match::yes;
      case Mechanism::ip4:
      case Mechanism::ip6:
        return directive.network.contains(client_.ip()) ? Match::yes : Match::no;
      case Mechanism::a:
      case Mechanism::mx:
      case Mechanism::ptr:
      case Mechanism::include:
      case Mechanism::exists:
        break;
    }
    if (!spend_lookup()) return Match::permerror;
    Name place;
    const auto found = client_.target_of(domain, directive, place);
    if (!found) return Match::pending;
    // RFC 7208 section 4.8: a target that is no name matches nothing.
    if (*found == nullptr) return Match::no;
    const Name& target = **found;
    tracer_.set_target(step, target);
    switch (directive.mechanism) {
      case Mechanism::a:
        return match_a(target, directive);
      case Mechanism::mx:
        return match_mx(target, directive);
      case Mechanism::ptr:
        return match_ptr(target);
      case Mechanism::include:
        return match_include(target);
      case Mechanism::exists:
        return match_exists(target);
      case Mechanism::all:
      case Mechanism::ip4:
      case Mechanism::ip6:
        break;
    }
    return Match::no;
  }

  /// Section 5.2.
  Match match_include(const Name& target) {
    ++depth_;
    ++includes_;
    const MaybeDecision inner = check_host(target);
    --includes_;
    --depth_;
    if (!inner) return Match::pending;
    switch (inner->result) {
      case Result::pass:
        return Match::yes;
      case Result::fail:
      case Result::softfail:
      case Result::neutral:
        return Match::no;
      case Result::temperror:
        return Match::temperror;
      case Result::permerror:
        return Match::permerror;
      case Result::none:
        break;
    }
    reason_ = "The include leads to a domain without SPF record: " + target.text() + ".";
    return Match::permerror;
  }

  /// Section 5.3.
  Match match_a(const Name& target, const Directive& directive) {
    const Answer* answer = facts_.find(target, client_.address_type());
    if (answer == nullptr) return Match::pending;
    if (const Match known = check_known(*answer, target); known != Match::yes) return known;
    if (answer->is_empty()) return spend_void() ? Match::no : Match::permerror;
    return is_among(answer->addresses(), directive) ? Match::yes : Match::no;
  }

  /// Section 5.4.
  Match match_mx(const Name& target, const Directive& directive) {
    const Answer* answer = facts_.find(target, RrType::mx);
    if (answer == nullptr) return Match::pending;
    if (const Match known = check_known(*answer, target); known != Match::yes) return known;
    if (answer->is_empty()) return spend_void() ? Match::no : Match::permerror;
    const auto hosts = answer->mx();
    if (hosts.size() > settings_.limits.names) {
      reason_ = "The mail exchanges of " + target.text() + " are more than ten.";
      return Match::permerror;
    }
    bool pending = false;
    for (const dns::Mx& host : hosts) {
      if (host.exchange.is_root()) continue;
      const Answer* addresses = facts_.find(host.exchange, client_.address_type());
      if (addresses == nullptr) {
        pending = true;
        continue;
      }
      if (pending) continue;
      if (const Match known = check_known(*addresses, host.exchange); known != Match::yes) {
        return known;
      }
      if (is_among(addresses->addresses(), directive)) return Match::yes;
    }
    return pending ? Match::pending : Match::no;
  }

  /// Section 5.5.
  Match match_ptr(const Name& target) {
    const auto names = client_.validated_names();
    if (!names) return Match::pending;
    if (client_.has_no_name() && !spend_void()) return Match::permerror;
    const bool found = std::any_of(names->begin(), names->end(), [&target](const Name& name) {
      return name.is_at_or_below(target);
    });
    return found ? Match::yes : Match::no;
  }

  /// Section 5.7: always an A query.
  Match match_exists(const Name& target) {
    const Answer* answer = facts_.find(target, RrType::a);
    if (answer == nullptr) return Match::pending;
    if (const Match known = check_known(*answer, target); known != Match::yes) return known;
    if (answer->is_empty()) return spend_void() ? Match::no : Match::permerror;
    return Match::yes;
  }

  /// yes: the DNS told; temperror: it did not (section 5: any other RCODE, or a timeout).
  Match check_known(const Answer& answer, const Name& target) {
    if (answer.is_known()) return Match::yes;
    reason_ = "The DNS did not answer for " + target.text() + " (" +
              std::string(base::name_of(answer.status)) + ").";
    return Match::temperror;
  }

  bool is_among(std::span<const base::IpAddress> addresses, const Directive& directive) const {
    const unsigned prefix = client_.ip().is_v4() ? directive.prefix4 : directive.prefix6;
    return std::any_of(addresses.begin(), addresses.end(), [&](const base::IpAddress& address) {
      return base::Network{address, prefix}.contains(client_.ip());
    });
  }

  bool spend_lookup() {
    if (++lookups_ <= settings_.limits.lookups) return true;
    reason_ = "More than " + std::to_string(settings_.limits.lookups) + " terms ask the DNS.";
    return false;
  }

  bool spend_void() {
    if (++void_lookups_ <= settings_.limits.void_lookups) return true;
    reason_ = "More than " + std::to_string(settings_.limits.void_lookups) +
              " terms ask for records that do not exist.";
    return false;
  }

  /// Section 6.2: any trouble means that there is no explanation, octets that no SMTP reply can
  /// have among it.
  std::string explain(const Modifier& exp, const Name& domain) {
    const Tracer::Id step = tracer_.begin(depth_, domain, exp.text);
    std::string text = explanation_of(exp, domain, step);
    tracer_.end(step, Outcome::followed, lookups_, void_lookups_);
    return text;
  }

  std::string explanation_of(const Modifier& exp, const Name& domain, Tracer::Id step) {
    Name place;
    const auto target = client_.target_of(domain, exp, place);
    if (!target || *target == nullptr) return {};
    tracer_.set_target(step, **target);
    const Answer* answer = facts_.find(**target, RrType::txt);
    if (answer == nullptr || answer->txt().size() != 1) return {};
    const auto string = parse_macro_string(answer->txt().front().joined(), MacroPlace::explanation);
    if (!string) return {};
    const std::string text = client_.expand_for(domain, *string).value_or("");
    // The text goes into an SMTP reply, and names and HELO may have any octet.
    const bool printable = std::all_of(text.begin(), text.end(), base::is_printable_ascii);
    return printable ? text : "";
  }

  dns::Facts& facts_;
  const Settings& settings_;
  const Client client_;
  Foresight foresight_;
  std::size_t lookups_ = 0;
  std::size_t void_lookups_ = 0;
  std::size_t depth_ = 0;     ///< includes and redirects around the record at hand
  std::size_t includes_ = 0;  ///< of them includes
  std::string reason_;        ///< of the latest error
  Tracer tracer_;
};

}  // namespace

Evaluation evaluate(const Request& request, dns::Facts& facts, const Settings& settings) {
  return Evaluator(request, facts, settings).run();
}

}  // namespace libauth::spf
