// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_dmarc.h"
#include "libauth/dmarc/problem.h"

namespace libauth::audit {
namespace {

using Problem = dmarc::TagProblem;
using Words = dmarc::ProblemWords;

constexpr FindingInfo kInvalid = {
    .id = "dmarc-tag-invalid",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = Words::kInvalidValue,
    .spec = "RFC 9989 section 4.8",
};
constexpr FindingInfo kMalformed = {
    .id = "dmarc-tag-malformed",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message = Words::kMalformed,
    .spec = "RFC 9989 section 4.8",
};
constexpr FindingInfo kDuplicate = {
    .id = "dmarc-tag-duplicate",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message = Words::kDuplicateTag,
    .spec = "RFC 6376 section 3.2",
};
constexpr FindingInfo kUnknownTag = {
    .id = "dmarc-tag-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message = Words::kUnknownTag,
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kObsolete = {
    .id = "dmarc-tag-obsolete",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message = Words::kObsoleteTag,
    .spec = "RFC 9989 appendix C",
};
constexpr std::array kFindings = {&kInvalid, &kMalformed, &kDuplicate, &kUnknownTag, &kObsolete};

/// Null for what another check tells.
const FindingInfo* info_of(Problem::Kind kind) {
  switch (kind) {
    case Problem::Kind::invalid_value:
      return &kInvalid;
    case Problem::Kind::invalid_uri:
      return nullptr;
    case Problem::Kind::unknown_tag:
      return &kUnknownTag;
    case Problem::Kind::obsolete_tag:
      return &kObsolete;
    case Problem::Kind::duplicate_tag:
      return &kDuplicate;
    case Problem::Kind::malformed:
      break;
  }
  return &kMalformed;
}

void run(const Subject& subject, Reporter& reporter) {
  const auto discovery = applied_dmarc(subject, reporter);
  if (!discovery) return;
  const dmarc::WalkStep& step = *discovery->step;
  for (const Problem& problem : step.record->problems) {
    const FindingInfo* info = info_of(problem.kind);
    if (info == nullptr) continue;
    Arguments arguments = dmarc::places_of(problem, *step.record);
    arguments["name"] = step.question.name.text();
    reporter.report(*info, std::move(arguments), {step.question});
  }
}

}  // namespace

constexpr Check kDmarcTags = {.id = "dmarc-tags",
                              .title = "Every tag of the DMARC record is understood",
                              .area = Area::dmarc,
                              .findings = kFindings,
                              .run = run};

}  // namespace libauth::audit
