// SPDX-License-Identifier: MIT

#include "reports/analysis/fixes.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "reports/analysis/causes.h"
#include "reports/analysis/count.h"
#include "reports/analysis/diagnosis.h"
#include "reports/analysis/remedies.h"
#include "reports/sources/own_domain.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;
namespace dns = libauth::dns;

/// What observations differ in.
using Observed = std::tuple<std::string, std::string, std::string, std::string>;

/// One cause of a source, over all cases that have it.
struct CauseSum {
  std::uint64_t messages = 0;
  std::map<Observed, std::uint64_t> observed;
  std::set<dns::Question> questions;
  std::map<std::string, std::uint64_t> authors;
  RemedyContext context;

  void count(const FailingCase& what, std::uint64_t number) {
    add(messages, number);
    add(authors[what.author], number);
  }

  void include(const CaseFinding& finding, std::uint64_t number) {
    const Observation& seen = finding.observed;
    if (!seen.what.empty()) {
      add(observed[{seen.what, seen.value, seen.seen, seen.now}], number);
    }
    if (finding.question) questions.insert(*finding.question);
    if (finding.key) context.keys.emplace(finding.key->name, *finding.key);
    if (finding.domain.empty()) return;
    if (finding.kind == CauseKind::spf_unaligned) {
      context.foreign_paths.insert(finding.domain);
    } else if (finding.address) {
      context.paths[finding.domain].insert(*finding.address);
    }
  }
};

std::vector<Observation> most_frequent(const std::map<Observed, std::uint64_t>& observed) {
  std::vector<Observation> all;
  for (const auto& [key, messages] : observed) {
    const auto& [what, value, seen, now] = key;
    all.push_back({what, value, seen, now, messages});
  }
  std::stable_sort(all.begin(), all.end(), [](const Observation& a, const Observation& b) {
    return a.messages > b.messages;
  });
  if (all.size() > kMaxObserved) all.resize(kMaxObserved);
  return all;
}

std::string most_frequent(const std::map<std::string, std::uint64_t>& names) {
  const auto largest = std::max_element(
      names.begin(), names.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return largest == names.end() ? std::string() : largest->first;
}

/// Judges the cases of one source.
class SourceJudge {
 public:
  SourceJudge(const FailingSource& source, const Fixes& fixes, const sources::OwnDomain& own,
              dns::Facts& facts, base::Time now, const FixLimits& limits)
      : source_(source),
        fixes_(fixes),
        facts_(facts),
        now_(now),
        limits_(limits),
        diagnostician_(own, fixes.dmarc, facts, now, limits) {}

  SourceFixes judge() {
    SourceFixes result{.source = source_.source,
                       .verdict = source_.verdict,
                       .messages = source_.messages,
                       .passed = source_.passed,
                       .first = source_.first,
                       .last = source_.last,
                       .causes = {}};
    const std::span cases = source_.cases;
    const std::size_t count = std::min(cases.size(), limits_.cases);
    for (const CountedCase& counted : cases.first(count)) {
      if (add_case(counted)) add(result.mended, counted.messages);
    }
    for (const CountedCase& counted : cases.subspan(count)) {
      add(sums_[CauseKind::not_examined].messages, counted.messages);
    }
    for (auto& [kind, sum] : sums_) result.causes.push_back(cause_of(kind, sum));
    return result;
  }

 private:
  /// Whether it is mended.
  bool add_case(const CountedCase& counted) {
    const Diagnosis diagnosis = diagnostician_.diagnose(counted.what);
    std::set<CauseKind> seen;
    for (const CaseFinding& finding : diagnosis.findings) {
      CauseSum& sum = sums_[finding.kind];
      if (seen.insert(finding.kind).second) sum.count(counted.what, counted.messages);
      sum.include(finding, counted.messages);
    }
    return diagnosis.is_mended;
  }

  Cause cause_of(CauseKind kind, CauseSum& sum) {
    const CauseInfo& info = info_of(kind);
    sum.context.domain = fixes_.domain;
    sum.context.author = most_frequent(sum.authors);
    sum.context.source = &source_.source;
    sum.context.dmarc = &fixes_.dmarc;
    Cause cause{.id = std::string(info.id),
                .messages = sum.messages,
                .meaning = std::string(info.meaning),
                .spec = std::string(info.spec),
                .observed = most_frequent(sum.observed),
                .observed_count = sum.observed.size(),
                .evidence = {},
                .remedies = remedies_of(kind, sum.context, facts_, now_)};
    for (const dns::Question& question : sum.questions) {
      if (cause.evidence.size() == kMaxEvidence) break;
      if (auto evidence = evidence_for(question, facts_)) {
        cause.evidence.push_back(std::move(*evidence));
      }
    }
    return cause;
  }

  const FailingSource& source_;
  const Fixes& fixes_;
  dns::Facts& facts_;
  const base::Time now_;
  const FixLimits& limits_;
  Diagnostician diagnostician_;
  std::map<CauseKind, CauseSum> sums_;
};

}  // namespace

Fixes fixes(const FailingMail& mail, std::span<const store::Receiver> receivers, dns::Facts& facts,
            base::Time now, const FixLimits& limits) {
  Fixes result;
  result.domain = mail.domain;
  result.period = mail.period;
  result.messages = mail.messages;
  if (const auto name = sources::read_domain_name(mail.domain)) {
    result.dmarc = dmarc_now(*name, facts);
    result.spf = spf_now(*name, facts);
  }
  result.seen_policies = differing_policies(result.dmarc, receivers);
  const sources::OwnDomain own(mail.domain);
  const std::size_t count = std::min(mail.sources.size(), limits.sources);
  result.sources_left_out = mail.sources.size() - count;
  for (const FailingSource& source : std::span(mail.sources).first(count)) {
    result.sources.push_back(SourceJudge(source, result, own, facts, now, limits).judge());
  }
  return result;
}

}  // namespace reports::analysis
