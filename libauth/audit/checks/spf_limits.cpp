// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_spf.h"
#include "libauth/spf/limits.h"
#include "libauth/spf/survey.h"

namespace libauth::audit {
namespace {

/// From here on one more service can be one too many.
constexpr std::size_t kNearLookups = 9;

constexpr FindingInfo kOver = {
    .id = "spf-lookups-over",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} needs {count} DNS look-ups where {limit} are allowed: "
        "receivers that get so far return permerror.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kNear = {
    .id = "spf-lookups-near",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message = "The SPF record of {domain} needs {count} of the {limit} DNS look-ups allowed.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kVoid = {
    .id = "spf-void-over",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} asks for {count} names without records ({names}) where "
        "{limit} are allowed: receivers that get so far return permerror.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kNoRecord = {
    .id = "spf-include-missing",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The term \"{term}\" leads to {target}, which has no SPF record: receivers return "
        "permerror.",
    .spec = "RFC 7208 section 5.2",
};
constexpr FindingInfo kBroken = {
    .id = "spf-include-broken",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The term \"{term}\" leads to {target}, whose SPF record cannot be used: receivers "
        "return permerror.",
    .spec = "RFC 7208 section 5.2",
};
constexpr FindingInfo kUnknown = {
    .id = "spf-include-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "The term \"{term}\" leads to {target}, whose SPF record is not known: the DNS did "
        "not answer.",
    .spec = "RFC 7208 section 5.2",
};
constexpr FindingInfo kUnknownTarget = {
    .id = "spf-term-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "What the term \"{term}\" asks for at {target} is not known: the DNS did not answer.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kManyHosts = {
    .id = "spf-mx-over",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The term \"{term}\" leads to {target}, which has more than ten mail exchanges: "
        "receivers that get so far return permerror.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr std::array kFindings = {&kUnknownTarget, &kManyHosts, &kOver,   &kNear,
                                  &kVoid,          &kNoRecord,  &kBroken, &kUnknown};

const FindingInfo& info_of(spf::SurveyProblem::Kind kind) {
  switch (kind) {
    case spf::SurveyProblem::Kind::no_record:
      return kNoRecord;
    case spf::SurveyProblem::Kind::unknown:
      return kUnknown;
    case spf::SurveyProblem::Kind::unknown_target:
      return kUnknownTarget;
    case spf::SurveyProblem::Kind::many_hosts:
      return kManyHosts;
    case spf::SurveyProblem::Kind::many_records:
    case spf::SurveyProblem::Kind::syntax:
      break;
  }
  return kBroken;
}

void judge_counts(const Subject& subject, const ReadableSpf& spf, const spf::Survey& survey,
                  Reporter& reporter) {
  const spf::Limits limits;
  Arguments arguments = {
      {"domain", subject.domain.text()},
      {"count", (survey.is_cut ? "more than " : "") + std::to_string(survey.lookups)},
      {"limit", std::to_string(limits.lookups)}};
  if (survey.lookups > limits.lookups) {
    reporter.report(kOver, arguments, {spf.question});
  } else if (survey.lookups >= kNearLookups) {
    reporter.report(kNear, arguments, {spf.question});
  }
  if (survey.void_lookups <= limits.void_lookups) return;
  std::string names;
  for (const std::string& name : survey.void_names) names += (names.empty() ? "" : ", ") + name;
  arguments["count"] = std::to_string(survey.void_lookups);
  arguments["limit"] = std::to_string(limits.void_lookups);
  arguments["names"] = names;
  reporter.report(kVoid, arguments, {spf.question});
}

void run(const Subject& subject, Reporter& reporter) {
  const auto spf = readable_spf(subject, reporter);
  if (!spf) return;
  const spf::Survey survey = spf::survey(subject.domain, spf->text, subject.facts);
  if (survey.pending) return;
  judge_counts(subject, *spf, survey, reporter);
  for (const spf::SurveyProblem& problem : survey.problems) {
    reporter.report(info_of(problem.kind), {{"term", problem.term}, {"target", problem.domain}},
                    {spf->question, problem.question});
  }
}

}  // namespace

constexpr Check kSpfLimits = {.id = "spf-limits",
                              .title = "The SPF record can be evaluated within the limits",
                              .area = Area::spf,
                              .findings = kFindings,
                              .run = run};

}  // namespace libauth::audit
