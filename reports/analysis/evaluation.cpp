// SPDX-License-Identifier: MIT

#include "reports/analysis/evaluation.h"

#include <algorithm>

#include "libauth/base/text.h"

namespace reports::analysis {
namespace {

constexpr std::string_view kPass = "pass";

/// Whether an element has a result; an empty one has none.
bool is_said(const std::optional<std::string>& result) {
  return result && !result->empty();
}

std::optional<bool> said(const std::optional<std::string>& result) {
  return is_said(result) ? std::optional(*result == kPass) : std::nullopt;
}

std::string_view domain_of(std::string_view signer) {
  return signer.substr(0, signer.find('/'));
}

/// Whether it holds for the domain of a passing signature.
template <class Holds>
bool any_signer(const store::Flow& flow, Holds holds) {
  if (flow.signers.empty()) return false;
  const auto signers = libauth::base::split(flow.signers, ' ');
  return std::any_of(signers.begin(), signers.end(),
                     [&](std::string_view signer) { return holds(domain_of(signer)); });
}

/// RFC 9989 section 4.4: strict is the same domain, relaxed the same registered domain.
class Alignment {
 public:
  Alignment(std::string_view author, const std::optional<std::string>& mode)
      : author_(sources::read_domain_name(author)), relaxed_(author), is_strict_(mode == "s") {}

  bool holds(std::string_view domain) const {
    if (!is_strict_) return relaxed_.covers(domain);
    return author_ && author_ == sources::read_domain_name(domain);
  }

 private:
  std::optional<libauth::dns::Name> author_;
  sources::OwnDomain relaxed_;
  bool is_strict_;
};

std::optional<bool> derived_dkim(const store::Flow& flow, std::string_view author) {
  if (flow.signers.empty()) return std::nullopt;
  const Alignment alignment(author, flow.adkim);
  return any_signer(flow, [&](std::string_view domain) { return alignment.holds(domain); });
}

std::optional<bool> derived_spf(const store::Flow& flow, std::string_view author) {
  if (!is_said(flow.spf_domain)) return std::nullopt;
  return Alignment(author, flow.aspf).holds(*flow.spf_domain);
}

bool is_stopped_without_reason(const store::Flow& flow) {
  return flow.reasons.empty() && (flow.disposition == "quarantine" || flow.disposition == "reject");
}

}  // namespace

Evaluator::Evaluator(std::string_view domain) : domain_(domain), own_(domain) {}

Evaluation Evaluator::evaluate(const store::Flow& flow) {
  Evaluation evaluation{said(flow.dkim), said(flow.spf)};
  if (is_contradicted(flow)) return {.is_contradicted = true};
  if (evaluation.dkim && evaluation.spf) return evaluation;
  const std::string_view author = is_said(flow.header_from) ? *flow.header_from : domain_;
  if (!evaluation.dkim) {
    evaluation.dkim = derived_dkim(flow, author);
    evaluation.is_derived = evaluation.dkim.has_value();
  }
  if (!evaluation.spf) {
    evaluation.spf = derived_spf(flow, author);
    evaluation.is_derived = evaluation.is_derived || evaluation.spf;
  }
  return evaluation;
}

bool Evaluator::is_contradicted(const store::Flow& flow) {
  const bool says_dkim = flow.dkim == kPass;
  const bool says_spf = flow.spf == kPass;
  if (!says_dkim && !says_spf) return false;
  const bool lists_others =
      (says_dkim && !flow.signers.empty()) || (says_spf && is_said(flow.spf_domain));
  if (!lists_others && !is_stopped_without_reason(flow)) return false;
  return !lists_own(flow);
}

bool Evaluator::lists_own(const store::Flow& flow) {
  if (is_said(flow.spf_domain) && is_own(*flow.spf_domain, flow)) return true;
  return any_signer(flow, [&](std::string_view domain) { return is_own(domain, flow); });
}

bool Evaluator::is_own(std::string_view domain, const store::Flow& flow) {
  const auto [row, is_new] = known_.emplace(domain, false);
  if (is_new) row->second = own_.covers(domain);
  if (row->second) return true;
  // Where the policy is that of a public suffix, the author's domain is what counts.
  return is_said(flow.header_from) && sources::OwnDomain(*flow.header_from).covers(domain);
}

}  // namespace reports::analysis
