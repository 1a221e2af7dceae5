// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/base/enum.h"
#include "libauth/dmarc/discover.h"
#include "libauth/dmarc/near_miss.h"
#include "libauth/dmarc/problem.h"
#include "libauth/mx/evaluate.h"

namespace libauth::audit {
namespace {

constexpr FindingInfo kUnknown = {
    .id = "dmarc-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message = "The DMARC policy for {domain} is not known: the DNS did not answer {questions}.",
    .spec = "RFC 9989 section 4.10.1",
};
constexpr FindingInfo kMissing = {
    .id = "dmarc-missing",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "No DMARC record applies to {domain}: receivers get no policy for mail that only "
        "claims to come from it, and nobody sends reports.",
    .spec = "RFC 9989 section 4.10.1",
};
constexpr FindingInfo kNearMiss = {
    .id = "dmarc-near-miss",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = dmarc::ProblemWords::kNoRecord,
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kNearMissBeside = {
    .id = "dmarc-near-miss-beside",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "{name} has beside its DMARC record the text \"{text}\", which receivers ignore: {why}.",
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kNearMissAbove = {
    .id = "dmarc-near-miss-above",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "Above {domain}, {name} has the text \"{text}\", which receivers ignore: {why}. A record "
        "there would apply to {domain} too.",
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kMany = {
    .id = "dmarc-many",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = dmarc::ProblemWords::kSeveralRecords,
    .spec = "RFC 9989 section 4.10",
};
constexpr FindingInfo kUnusable = {
    .id = "dmarc-unusable",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The DMARC record at {name} has a policy that is not valid and names no address for "
        "aggregate reports: receivers do not apply DMARC.",
    .spec = "RFC 9989 section 4.10.1",
};
constexpr FindingInfo kFound = {
    .id = "dmarc-found",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message = "{domain} has the DMARC record \"{record}\".",
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kInherited = {
    .id = "dmarc-inherited",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message =
        "{domain} has no DMARC record of its own; the record at {name} applies, with its "
        "\"{source}\" policy {policy}: \"{record}\".",
    .spec = "RFC 9989 section 4.10.1",
};
constexpr std::array kFindings = {&kUnknown,        &kMissing,       &kNearMiss,
                                  &kNearMissBeside, &kNearMissAbove, &kMany,
                                  &kUnusable,       &kFound,         &kInherited};

std::vector<dns::Question> questions_of(const dmarc::Walk& walk) {
  std::vector<dns::Question> questions;
  for (const dmarc::WalkStep& step : walk.steps) questions.push_back(step.question);
  return questions;
}

std::string texts_of(const std::vector<dns::Question>& questions) {
  std::string texts;
  for (const dns::Question& question : questions) {
    texts += (texts.empty() ? "" : ", ") + question.text();
  }
  return texts;
}

std::optional<Fix> record_for(const Subject& subject) {
  const std::string domain = subject.domain.text();
  const mx::Kind kind = mx::evaluate(subject.domain, subject.facts).kind;
  if (kind == mx::Kind::missing) return std::nullopt;
  if (kind == mx::Kind::null_mx || kind == mx::Kind::none) {
    return Fix{"_dmarc." + domain, "TXT", "v=DMARC1; p=reject",
               "The domain takes no mail, so it is taken to send none."};
  }
  return Fix{
      "_dmarc." + domain, "TXT", "v=DMARC1; p=none; rua=mailto:dmarc-reports@" + domain,
      "Collect reports first; go on to quarantine and reject when they show that all your own "
      "mail passes. The address must exist."};
}

/// The record that was meant; where that is not clear, the one for a domain without any.
std::optional<Fix> record_for(const Subject& subject, std::string_view text) {
  auto meant = dmarc::meant_record(text);
  if (!meant) return record_for(subject);
  return Fix{"_dmarc." + subject.domain.text(), "TXT", std::move(*meant),
             "Replace the text by it."};
}

/// Reports the texts at the name of the step that were meant as a record. Whether there were any.
bool report_near_misses(const Subject& subject, const dmarc::WalkStep& step,
                        const FindingInfo& info, Reporter& reporter) {
  bool is_any = false;
  for (const dns::Txt& txt : step.answer->txt()) {
    const std::string text = txt.joined();
    const auto why = dmarc::why_no_record(text);
    if (!why) continue;
    const bool is_fixable = &info == &kNearMiss && !is_any;  // one record can be right
    reporter.report(info,
                    {{"domain", subject.domain.text()},
                     {"name", step.question.name.text()},
                     {"text", text},
                     {"why", *why}},
                    {step.question}, is_fixable ? record_for(subject, text) : std::nullopt);
    is_any = true;
  }
  return is_any;
}

/// What is at the domain itself counts whatever applies to it: a text that was meant as its record
/// leaves it to the record of a domain above. Whether it is the reason that there is none.
bool report_own_near_misses(const Subject& subject, const dmarc::Walk& walk, Reporter& reporter) {
  const dmarc::WalkStep& own = walk.steps.front();
  if (!own.is_known() || own.count > 1) return false;
  return report_near_misses(subject, own, own.count == 0 ? kNearMiss : kNearMissBeside, reporter);
}

/// Where no record applies, a text above the domain may have been meant to.
void report_near_misses_above(const Subject& subject, const dmarc::Walk& walk, Reporter& reporter) {
  for (auto step = walk.steps.begin() + 1; step != walk.steps.end(); ++step) {
    if (step->count == 0) report_near_misses(subject, *step, kNearMissAbove, reporter);
  }
}

/// Whether the domain itself has several records; then they are what is wrong.
bool report_many(const dmarc::Walk& walk, Reporter& reporter) {
  for (const dmarc::WalkStep& step : walk.steps) {
    if (step.count < 2) continue;
    reporter.report(kMany,
                    {{"name", step.question.name.text()}, {"count", std::to_string(step.count)}},
                    {step.question});
  }
  return walk.steps.front().count > 1;
}

void report_found(const Subject& subject, const dmarc::Discovery& discovery, Reporter& reporter) {
  const dmarc::WalkStep& step = *discovery.step;
  const bool own = step.name == subject.domain;
  reporter.report(own ? kFound : kInherited,
                  {{"domain", subject.domain.text()},
                   {"name", step.question.name.text()},
                   {"source", std::string(base::name_of(discovery.source))},
                   {"policy", std::string(base::name_of(discovery.policy))},
                   {"record", step.text}},
                  own ? std::vector{step.question} : questions_of(discovery.walk));
}

void run(const Subject& subject, Reporter& reporter) {
  const dmarc::Discovery discovery = dmarc::discover(subject.domain, subject.facts);
  if (discovery.kind == dmarc::Discovery::Kind::pending) return;
  const Arguments domain = {{"domain", subject.domain.text()}};
  const bool has_many = report_many(discovery.walk, reporter);
  const bool has_miss = report_own_near_misses(subject, discovery.walk, reporter);
  switch (discovery.kind) {
    case dmarc::Discovery::Kind::temperror:
      reporter.report(
          kUnknown,
          {{"domain", subject.domain.text()}, {"questions", texts_of(discovery.unanswered)}},
          discovery.unanswered);
      return;
    case dmarc::Discovery::Kind::none:
      report_near_misses_above(subject, discovery.walk, reporter);
      if (has_many || has_miss) return;
      reporter.report(kMissing, domain, questions_of(discovery.walk), record_for(subject));
      return;
    case dmarc::Discovery::Kind::unusable:
      reporter.report(kUnusable, {{"name", discovery.step->question.name.text()}},
                      {discovery.step->question});
      return;
    case dmarc::Discovery::Kind::found:
      report_found(subject, discovery, reporter);
      return;
    case dmarc::Discovery::Kind::pending:
      return;
  }
}

}  // namespace

constexpr Check kDmarcRecord = {.id = "dmarc-record",
                                .title = "One DMARC record applies",
                                .area = Area::dmarc,
                                .findings = kFindings,
                                .run = run};

}  // namespace libauth::audit
