// SPDX-License-Identifier: MIT

#include "libauth/spf/evaluate.h"

#include <algorithm>
#include <optional>
#include <span>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/spf/client.h"
#include "libauth/spf/foresight.h"
#include "libauth/spf/parse.h"
#include "libauth/spf/published.h"

namespace libauth::spf {
namespace {

using dns::Answer;
using dns::Name;
using dns::RrType;

/// How a term, or a whole check_host(), came out; pending: facts are missing.
enum class Match { yes, no, temperror, permerror, pending };

/// A decision of check_host(); nullopt stands for pending.
struct Decision {
  Result result = Result::none;
  std::string domain;
  std::string matched;
  std::string reason;
  std::optional<Modifier> exp;
};
using MaybeDecision = std::optional<Decision>;

/// A domain that can have a record: at least two labels, no address literal (section 4.3).
std::optional<Name> initial_domain(std::string_view text) {
  if (text.empty() || text.front() == '[') return std::nullopt;
  const auto name = Name::parse(text);
  if (!name || name->label_count() < 2) return std::nullopt;
  return *name;
}

std::string join(std::string a, std::string_view b) {
  return a.append(b);
}

/// One run of check_host() over the facts there are.
class Evaluator {
 public:
  Evaluator(const Request& request, dns::Facts& facts, const Settings& settings)
      : facts_(facts),
        settings_(settings),
        client_(request, facts, settings.limits.names),
        foresight_(client_, facts, settings.limits) {}

  Evaluation run() {
    Evaluation evaluation;
    const auto domain = initial_domain(client_.sender_domain());
    if (!domain) {
      evaluation.reason = "The sender has no domain that could have a record.";
      return evaluation;
    }
    const MaybeDecision decision = check_host(*domain);
    if (!decision) return evaluation;
    evaluation.result = decision->result;
    evaluation.domain = decision->domain;
    evaluation.matched = decision->matched;
    evaluation.reason = decision->reason;
    if (decision->result == Result::fail && decision->exp) {
      evaluation.explanation = explain(*decision->exp, decision->domain);
    }
    evaluation.lookups = lookups_;
    evaluation.void_lookups = void_lookups_;
    evaluation.trace = std::move(trace_);
    return evaluation;
  }

 private:
  /// Section 4.4 to 4.7.
  MaybeDecision check_host(const Name& domain) {
    const Published published = published_record(domain, facts_);
    if (published.answer == nullptr) return std::nullopt;
    switch (published.kind) {
      case Published::Kind::unknown:
        return decide(Result::temperror, domain, "The DNS did not tell the record of ");
      case Published::Kind::none:
        return decide(Result::none, domain, "There is no SPF record at ");
      case Published::Kind::many:
        return decide(Result::permerror, domain, "There are several SPF records at ");
      case Published::Kind::one:
        break;
    }
    const auto record = parse_record(published.text);
    if (!record) {
      return decide(Result::permerror, domain, join(record.error().message, " In the record of "));
    }
    return evaluate_record(domain, *record);
  }

  static Decision decide(Result result, const Name& domain, std::string reason) {
    return {result, domain.text(), {}, reason.append(domain.text()).append("."), {}};
  }

  MaybeDecision evaluate_record(const Name& domain, const Record& record) {
    for (std::size_t i = 0; i < record.directives.size(); ++i) {
      const Directive& directive = record.directives[i];
      target_.clear();
      const Match match = evaluate_directive(domain, directive);
      if (match == Match::pending) {
        if (settings_.foresight) foresight_.foresee_rest(domain, record, i + 1);
        return std::nullopt;
      }
      note(domain, directive.text, match);
      if (match == Match::no) continue;
      Decision decision;
      decision.result = match == Match::yes         ? directive.qualifier
                        : match == Match::temperror ? Result::temperror
                                                    : Result::permerror;
      decision.domain = domain.text();
      decision.matched = directive.text;
      decision.reason = match == Match::yes ? "The directive matches." : reason_;
      decision.exp = record.exp;
      return decision;
    }
    return follow_redirect(domain, record);
  }

  /// Section 6.1: what the target says, with the target's explanation.
  MaybeDecision follow_redirect(const Name& domain, const Record& record) {
    // RFC 7208 section 6.1: ignored beside an "all", which ended the evaluation above.
    if (!record.redirect) {
      return decide(Result::neutral, domain, "No directive matches in the record of ");
    }
    const auto target = client_.target_of(domain, record.redirect->value);
    if (!target) return std::nullopt;
    if (!spend_lookup()) return over_limit(domain, record.redirect->text);
    if (!*target) return decide(Result::permerror, domain, "The redirect leads to no name from ");
    MaybeDecision decision = check_host(**target);
    if (decision && decision->result == Result::none) {
      decision->result = Result::permerror;
      decision->reason = "The redirect leads to a domain without SPF record.";
    }
    return decision;
  }

  Decision over_limit(const Name& domain, const std::string& term) const {
    Decision decision = decide(Result::permerror, domain, join(reason_, " In the record of "));
    decision.matched = term;
    return decision;
  }

  Match evaluate_directive(const Name& domain, const Directive& directive) {
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
    const auto target = client_.target_of(domain, directive.domain);
    if (!target) return Match::pending;
    // RFC 7208 section 4.8: a target that is no name matches nothing.
    if (!*target) return Match::no;
    target_ = (*target)->text();
    switch (directive.mechanism) {
      case Mechanism::a:
        return match_a(**target, directive);
      case Mechanism::mx:
        return match_mx(**target, directive);
      case Mechanism::ptr:
        return match_ptr(**target);
      case Mechanism::include:
        return match_include(**target);
      case Mechanism::exists:
        return match_exists(**target);
      case Mechanism::all:
      case Mechanism::ip4:
      case Mechanism::ip6:
        break;
    }
    return Match::no;
  }

  /// Section 5.2.
  Match match_include(const Name& target) {
    const MaybeDecision inner = check_host(target);
    if (!inner) return Match::pending;
    switch (inner->result) {
      case Result::pass:
        return Match::yes;
      case Result::fail:
      case Result::softfail:
      case Result::neutral:
        return Match::no;
      case Result::temperror:
        reason_ = inner->reason;
        return Match::temperror;
      case Result::permerror:
        reason_ = inner->reason;
        return Match::permerror;
      case Result::none:
        break;
    }
    reason_ = "The include leads to a domain without SPF record: " + target.text() + ".";
    return Match::permerror;
  }

  /// Section 5.3.
  Match match_a(const Name& target, const Directive& directive) {
    const Answer* answer = facts_.find({target, client_.address_type()});
    if (answer == nullptr) return Match::pending;
    if (const Match known = check_known(*answer, target); known != Match::yes) return known;
    if (answer->is_empty()) return spend_void() ? Match::no : Match::permerror;
    return is_among(answer->addresses(), directive) ? Match::yes : Match::no;
  }

  /// Section 5.4.
  Match match_mx(const Name& target, const Directive& directive) {
    const Answer* answer = facts_.find({target, RrType::mx});
    if (answer == nullptr) return Match::pending;
    if (const Match known = check_known(*answer, target); known != Match::yes) return known;
    if (answer->is_empty()) return spend_void() ? Match::no : Match::permerror;
    std::vector<dns::Mx> hosts(answer->mx().begin(), answer->mx().end());
    std::sort(hosts.begin(), hosts.end());
    if (hosts.size() > settings_.limits.names) {
      reason_ = "The mail exchanges of " + target.text() + " are more than ten.";
      return Match::permerror;
    }
    bool pending = false;
    for (const dns::Mx& host : hosts) {
      if (host.exchange.is_root()) continue;
      const Answer* addresses = facts_.find({host.exchange, client_.address_type()});
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
    const Answer* answer = facts_.find({target, RrType::a});
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
              " terms ask for names that do not exist.";
    return false;
  }

  void note(const Name& domain, const std::string& term, Match match) {
    const char* outcome = match == Match::yes         ? "match"
                          : match == Match::no        ? "no match"
                          : match == Match::temperror ? "temperror"
                                                      : "permerror";
    trace_.push_back({domain.text(), term, target_, outcome});
  }

  /// Section 6.2: any trouble means that there is no explanation, octets that no SMTP reply can
  /// have among it.
  std::string explain(const Modifier& exp, const std::string& domain_text) {
    const auto domain = Name::parse(domain_text);
    if (!domain) return {};
    const auto target = client_.target_of(*domain, exp.value);
    if (!target || !*target) return {};
    const Answer* answer = facts_.find({**target, RrType::txt});
    if (answer == nullptr || answer->txt().size() != 1) return {};
    const auto string = parse_macro_string(answer->txt().front().joined(), MacroPlace::explanation);
    if (!string) return {};
    const std::string text = client_.expand_for(*domain, *string).value_or("");
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
  std::string target_;  ///< of the term at hand, for the trace
  std::string reason_;  ///< of the latest error
  std::vector<Step> trace_;
};

}  // namespace

Evaluation evaluate(const Request& request, dns::Facts& facts, const Settings& settings) {
  return Evaluator(request, facts, settings).run();
}

}  // namespace libauth::spf
