// SPDX-License-Identifier: MIT

#include "libauth/audit/audit.h"

#include <algorithm>
#include <unordered_set>

namespace libauth::audit {
namespace {

/// Runs one check; keeps its findings and every question that it looked at.
CheckResult run_check(const Check& check, const Subject& subject, std::vector<Finding>& findings) {
  std::vector<dns::Question> log;
  Reporter reporter(check, subject.facts);
  subject.facts.log_into(&log);
  check.run(subject, reporter);
  subject.facts.log_into(nullptr);
  CheckResult result;
  result.id = check.id;
  result.title = check.title;
  result.area = check.area;
  result.verdict = reporter.verdict();
  std::unordered_set<dns::Question> seen;
  for (const dns::Question& question : log) {
    const dns::Answer* answer = subject.facts.peek(question);
    if (answer == nullptr || !seen.insert(question).second) continue;
    result.evidence.push_back(evidence_of(question, *answer));
  }
  std::vector<Finding> said = reporter.take();
  std::move(said.begin(), said.end(), std::back_inserter(findings));
  return result;
}

/// Failures, then what is unknown, then what is right.
int rank(Verdict verdict) {
  switch (verdict) {
    case Verdict::fail:
      return 0;
    case Verdict::unknown:
      return 1;
    case Verdict::pass:
      return 2;
    case Verdict::not_applicable:
      return 3;
  }
  return 3;
}

std::int64_t& count_of(Summary& summary, const Finding& finding) {
  if (finding.verdict == Verdict::unknown) return summary.unknown;
  switch (finding.severity) {
    case Severity::critical:
      return summary.critical;
    case Severity::error:
      return summary.error;
    case Severity::warning:
      return summary.warning;
    case Severity::notice:
      return summary.notice;
    case Severity::info:
      break;
  }
  return summary.info;
}

}  // namespace

Audit judge(const dns::Name& domain, const Options& options, dns::Facts& facts) {
  Audit audit;
  audit.domain = domain.text();
  audit.time = base::rfc3339(options.now);
  const Subject subject{domain, options, facts};
  audit.verdict = Verdict::not_applicable;
  for (const Check* check : all_checks()) {
    audit.checks.push_back(run_check(*check, subject, audit.findings));
    const Verdict verdict = audit.checks.back().verdict;
    if (rank(verdict) < rank(audit.verdict)) audit.verdict = verdict;
  }
  std::stable_sort(
      audit.findings.begin(), audit.findings.end(), [](const Finding& a, const Finding& b) {
        return std::pair(rank(a.verdict), a.severity) < std::pair(rank(b.verdict), b.severity);
      });
  for (const Finding& finding : audit.findings) ++count_of(audit.summary, finding);
  return audit;
}

Audit run(const dns::Name& domain, const Options& options, dns::Resolver& resolver,
          const dns::SettleLimits& limits) {
  dns::Facts facts(resolver);
  dns::SettleCost cost;
  const auto judge_domain = [&](dns::Facts& known) { return judge(domain, options, known); };
  Audit audit = dns::settle(resolver, facts, judge_domain, limits, &cost);
  audit.cost = {static_cast<std::int64_t>(cost.rounds), static_cast<std::int64_t>(cost.questions)};
  return audit;
}

bool nothing_known(const Audit& audit) {
  // What a zone in memory could not tell, as where aliases go in a circle, is no server's silence.
  const auto is_told = [](const Evidence& evidence) {
    return evidence.from_zone || evidence.status == dns::Status::answered ||
           evidence.status == dns::Status::no_data || evidence.status == dns::Status::no_such_name;
  };
  return std::none_of(audit.checks.begin(), audit.checks.end(), [&](const CheckResult& check) {
    return std::any_of(check.evidence.begin(), check.evidence.end(), is_told);
  });
}

}  // namespace libauth::audit
