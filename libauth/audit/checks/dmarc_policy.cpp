// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_dmarc.h"
#include "libauth/base/enum.h"

namespace libauth::audit {
namespace {

using dmarc::Policy;

constexpr FindingInfo kNone = {
    .id = "dmarc-policy-none",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The DMARC policy for {domain} is none: mail that only claims to come from it is "
        "delivered as any other.",
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kTesting = {
    .id = "dmarc-policy-testing",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "The DMARC record at {name} is in test mode (t=y): receivers apply {applied} in place "
        "of {policy}.",
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kSubdomains = {
    .id = "dmarc-subdomains-weaker",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The DMARC record at {name} has p={p} but sp={sp}: subdomains are protected less "
        "than the domain.",
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kNonExistent = {
    .id = "dmarc-nonexistent-weaker",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The DMARC record at {name} has np={np}: names below it that do not exist are "
        "protected less than the domain (p={p}).",
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kEnforced = {
    .id = "dmarc-policy-enforced",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message = "The DMARC policy for {domain} is {policy}.",
    .spec = "RFC 9989 section 4.7",
};
constexpr std::array kFindings = {&kNone, &kTesting, &kSubdomains, &kNonExistent, &kEnforced};

std::string word(Policy policy) {
  return std::string(base::name_of(policy));
}

void run(const Subject& subject, Reporter& reporter) {
  const auto discovery = applied_dmarc(subject, reporter);
  if (!discovery) return;
  if (discovery->kind == dmarc::Discovery::Kind::unusable) {
    reporter.conclude(Verdict::not_applicable);
    return;
  }
  const dmarc::WalkStep& step = *discovery->step;
  const dmarc::Record& record = *step.record;
  const Policy policy = discovery->policy;
  const Arguments arguments = {
      {"domain", subject.domain.text()},  {"name", step.question.name.text()},
      {"policy", word(policy)},           {"applied", word(dmarc::weaker(policy))},
      {"p", word(record.effective_p())},  {"sp", word(record.effective_sp())},
      {"np", word(record.effective_np())}};
  const std::vector<dns::Question> evidence = {step.question};
  reporter.report(policy == Policy::none ? kNone : kEnforced, arguments, evidence);
  if (record.testing && policy != Policy::none) reporter.report(kTesting, arguments, evidence);
  if (record.effective_sp() < record.effective_p()) {
    reporter.report(kSubdomains, arguments, evidence);
  }
  if (record.effective_np() < record.effective_p() && record.np) {
    reporter.report(kNonExistent, arguments, evidence);
  }
}

}  // namespace

constexpr Check kDmarcPolicy = {.id = "dmarc-policy",
                                .title = "The DMARC policy asks receivers to act",
                                .area = Area::dmarc,
                                .findings = kFindings,
                                .run = run};

}  // namespace libauth::audit
