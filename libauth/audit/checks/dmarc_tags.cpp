// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_dmarc.h"

namespace libauth::audit {
namespace {

using Problem = dmarc::TagProblem;

constexpr FindingInfo kInvalid = {
    .id = "dmarc-tag-invalid",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The tag \"{tag}\" of the DMARC record at {name} has the value \"{value}\", which is "
        "none of those allowed: receivers go by the default.",
    .spec = "RFC 9989 section 4.8",
};
constexpr FindingInfo kMalformed = {
    .id = "dmarc-tag-malformed",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message = "The DMARC record at {name} has something at octet {offset} that is no tag.",
    .spec = "RFC 9989 section 4.8",
};
constexpr FindingInfo kDuplicate = {
    .id = "dmarc-tag-duplicate",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The DMARC record at {name} has the tag \"{tag}\" more than once: receivers differ "
        "in which one they take, or take none.",
    .spec = "RFC 6376 section 3.2",
};
constexpr FindingInfo kUnknownTag = {
    .id = "dmarc-tag-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message = "The DMARC record at {name} has the tag \"{tag}\", which no receiver knows.",
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kObsolete = {
    .id = "dmarc-tag-obsolete",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message = "The DMARC record at {name} has the tag \"{tag}\", which RFC 9989 has removed.",
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
    reporter.report(*info,
                    {{"name", step.question.name.text()},
                     {"tag", problem.tag},
                     {"value", problem.value},
                     {"offset", std::to_string(problem.offset)}},
                    {step.question});
  }
}

}  // namespace

constexpr Check kDmarcTags = {.id = "dmarc-tags",
                              .title = "Every tag of the DMARC record is understood",
                              .area = Area::dmarc,
                              .findings = kFindings,
                              .run = run};

}  // namespace libauth::audit
