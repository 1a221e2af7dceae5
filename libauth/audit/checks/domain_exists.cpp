// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/base/enum.h"

namespace libauth::audit {
namespace {

constexpr FindingInfo kMissing = {
    .id = "domain-missing",
    .severity = Severity::critical,
    .verdict = Verdict::fail,
    .message =
        "{domain} does not exist in the DNS: no mail reaches it, and where nobody has "
        "registered it, anybody can.",
    .spec = "RFC 8020 section 2",
};
constexpr FindingInfo kUnknown = {
    .id = "domain-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message = "Whether {domain} exists is not known: the DNS did not answer ({status}).",
    .spec = "",
};
constexpr std::array kFindings = {&kMissing, &kUnknown};

void run(const Subject& subject, Reporter& reporter) {
  const dns::Question question{subject.domain, dns::RrType::soa};
  const dns::Answer* answer = subject.facts.find(question);
  if (answer == nullptr) return;
  const std::string domain = subject.domain.text();
  if (!answer->is_known()) {
    reporter.report(kUnknown,
                    {{"domain", domain}, {"status", std::string(base::name_of(answer->status))}},
                    {question});
  } else if (answer->is_missing_name()) {
    reporter.report(kMissing, {{"domain", domain}}, {question});
  }
}

}  // namespace

constexpr Check kDomainExists = {.id = "domain-exists",
                                 .title = "The domain exists",
                                 .area = Area::domain,
                                 .findings = kFindings,
                                 .run = run};

}  // namespace libauth::audit
