// SPDX-License-Identifier: MIT

#include "reports/analysis/fixes.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/dmarc/parse.h"
#include "reports/analysis/causes.h"
#include "reports/analysis/count.h"
#include "reports/analysis/diagnosis.h"
#include "reports/analysis/remedies.h"
#include "reports/sources/own_domain.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;
namespace dns = libauth::dns;

/// Names that a sentence has; the rest is counted.
constexpr std::size_t kNamed = 3;

/// What observations differ in.
using Observed = std::tuple<std::string, std::string, std::string, std::string>;

using Counts = std::map<std::string, std::uint64_t>;

/// One cause of a source, over all cases that have it.
struct CauseSum {
  std::uint64_t messages = 0;
  std::map<Observed, std::uint64_t> observed;
  std::set<dns::Question> questions;
  Counts authors;
  Counts reporters;
  DispositionCounts dispositions;
  std::map<std::string, AddressShare> addresses;
  base::Time last{};          // of the messages
  base::Time last_passing{};  // of what passes at once
  bool has_signature = false;
  RemedyContext context;

  void count(const CountedCase& counted) {
    const std::uint64_t number = counted.messages;
    add(messages, number);
    add(authors[counted.what.author], number);
    for (const auto& [reporter, its] : counted.reporters) add(reporters[reporter], its);
    add(dispositions.delivered, counted.dispositions.delivered);
    add(dispositions.quarantined, counted.dispositions.quarantined);
    add(dispositions.rejected, counted.dispositions.rejected);
    add(dispositions.not_said, counted.dispositions.not_said);
    last = std::max(last, counted.span.last);
    const std::string address = counted.what.source_ip.value_or("");
    AddressShare& share = addresses[address];
    share.address = address;
    add(share.failed, number);
    share.messages = counted.of_address;
  }

  void include(const CaseFinding& finding, std::uint64_t number) {
    const Observation& seen = finding.observed;
    if (!seen.what.empty()) {
      add(observed[{seen.what, seen.value, seen.seen, seen.now}], number);
    }
    if (finding.question) questions.insert(*finding.question);
    has_signature = has_signature || seen.what == "signature";
    if (finding.passing) last_passing = std::max(last_passing, finding.passing->last);
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

Ranking ranking_of(const Counts& counts) {
  Tally tally;
  for (const auto& [name, messages] : counts) tally.add(name, messages);
  return tally.ranking();
}

std::vector<AddressShare> most_frequent(const std::map<std::string, AddressShare>& addresses) {
  std::vector<AddressShare> all;
  for (const auto& [address, share] : addresses) all.push_back(share);
  std::stable_sort(all.begin(), all.end(), [](const AddressShare& a, const AddressShare& b) {
    return a.failed > b.failed;
  });
  if (all.size() > kMaxObserved) all.resize(kMaxObserved);
  return all;
}

/// "a, b and 3 more"
std::string listed(const std::vector<std::string>& names) {
  const std::size_t count = std::min(names.size(), kNamed);
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > count) text += " and " + std::to_string(names.size() - count) + " more";
  return text;
}

/// "4 of 104 messages from 192.0.2.1 fail."
std::string note_of_shares(const std::vector<AddressShare>& shares, std::size_t count) {
  std::vector<std::string> parts;
  for (const AddressShare& share : shares) {
    parts.push_back(std::to_string(share.failed) + " of " + std::to_string(share.messages) +
                    " messages from " + share.address);
  }
  if (parts.size() > kNamed) parts.resize(kNamed);
  std::string text = listed(parts);
  if (count > parts.size()) {
    text += " and some of " + std::to_string(count - parts.size()) + " more addresses";
  }
  return text + " fail.";
}

/// Which mail a source signs, where it does not sign that of `unsigned_authors`.
std::optional<std::string> note_of_signing(const FailingSource& source,
                                           const Counts& unsigned_authors) {
  const std::set<std::string>& is_signed = source.signed_authors;
  if (is_signed.empty()) return std::nullopt;
  std::vector<std::string> never;
  std::vector<std::string> partly;
  for (const auto& [author, messages] : unsigned_authors) {
    (is_signed.contains(author) ? partly : never).push_back(author);
  }
  const std::string& name = source.source.name;
  if (never.empty()) {
    return name + " signs other mail of " + listed(partly) + "; these messages are not signed.";
  }
  return name + " signs mail of " +
         listed(std::vector<std::string>(is_signed.begin(), is_signed.end())) + "; mail of " +
         listed(never) + " is not signed.";
}

/// What to do about mail that fails at times. Nothing is to be published.
std::vector<Remedy> remedies_of_intermittent(const CauseSum& sum, dns::Facts& facts) {
  std::vector<Remedy> remedies;
  if (sum.last_passing - sum.last > std::chrono::days(1)) {
    remedies.push_back({"shorten-period",
                        "None of these is newer than " + base::day_of(sum.last) +
                            ", and other mail passes after that. Ask for the time since then: if "
                            "nothing fails there, it is mended."});
  }
  remedies.push_back(
      {"check-dns", "See that all name servers of " + sum.context.domain +
                        " answer each time, in time and alike. Where it is one receiver alone, "
                        "its look-ups fail, and it has to be told."});
  if (!sum.has_signature) return remedies;
  for (Remedy& remedy : remedies_of(CauseKind::dkim_fails, sum.context, facts)) {
    remedies.push_back(std::move(remedy));
  }
  return remedies;
}

/// What to do about an address of "rua", RFC 9990 section 4; none where reports get there.
std::optional<Remedy> remedy_of(const ReportAddress& address, const std::string& host,
                                const DmarcNow& dmarc) {
  switch (address.destination) {
    case Destination::own:
    case Destination::agrees:
      return std::nullopt;
    case Destination::refuses:
      return Remedy{"permit-reports",
                    "No reports are sent to " + address.uri + ": " + host +
                        " does not say that it takes those on " + dmarc.domain +
                        ". Have its owner publish this, or take an address of your own.",
                    Publication{dmarc.domain + "._report._dmarc." + host, "TXT", "v=DMARC1;"}};
    case Destination::unusable:
      return Remedy{"change-rua",
                    "No reports are sent to " + address.uri +
                        ": it is no mailto address. Put one in its place in the DMARC record."};
    case Destination::unknown:
      return Remedy{"ask-again", "Whether reports are sent to " + address.uri +
                                     " is not known, as the DNS did not tell whether " + host +
                                     " takes those on " + dmarc.domain + "."};
  }
  return std::nullopt;
}

std::vector<Remedy> rua_remedies(const DmarcNow& dmarc) {
  std::vector<Remedy> remedies;
  if (!dmarc.text || dmarc.rua.empty()) return remedies;
  const libauth::dmarc::Record record = libauth::dmarc::parse_record(*dmarc.text);
  // They are the first ones of the record, in its order.
  const std::size_t count = std::min(dmarc.rua.size(), record.rua.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (auto remedy = remedy_of(dmarc.rua[i], record.rua[i].host, dmarc)) {
      remedies.push_back(std::move(*remedy));
    }
  }
  return remedies;
}

/// Judges the cases of one source.
class SourceJudge {
 public:
  SourceJudge(const FailingSource& source, const Fixes& fixes, const sources::OwnDomain& own,
              dns::Facts& facts, base::Time now, const FixLimits& limits)
      : source_(source),
        fixes_(fixes),
        facts_(facts),
        limits_(limits),
        diagnostician_(own, fixes.dmarc, facts, now, limits) {}

  /// Finds the causes, and adds what they want to the plan.
  void judge(RemedyPlan& plan) {
    result_ = {.source = source_.source,
               .verdict = source_.verdict,
               .messages = source_.messages,
               .passed = source_.passed,
               .first = source_.first,
               .last = source_.last,
               .causes = {}};
    const std::span cases = source_.cases;
    const std::size_t count = std::min(cases.size(), limits_.cases);
    for (const CountedCase& counted : cases.first(count)) {
      if (add_case(counted)) add(result_.mended, counted.messages);
    }
    for (const CountedCase& counted : cases.subspan(count)) {
      sums_[CauseKind::not_examined].count(counted);
    }
    for (auto& [kind, sum] : sums_) {
      complete(sum.context, ranking_of(sum.authors));
      sum.context.plan = &plan;
      plan.add(kind, sum.context);
    }
  }

  /// Says what to do about the causes, when the plan is made.
  SourceFixes conclude() {
    for (const auto& [kind, sum] : sums_) result_.causes.push_back(cause_of(kind, sum));
    return std::move(result_);
  }

 private:
  /// Whether it is mended.
  bool add_case(const CountedCase& counted) {
    const Diagnosis diagnosis = diagnostician_.diagnose(counted);
    std::set<CauseKind> seen;
    for (const CaseFinding& finding : diagnosis.findings) {
      CauseSum& sum = sums_[finding.kind];
      if (seen.insert(finding.kind).second) sum.count(counted);
      sum.include(finding, counted.messages);
    }
    return diagnosis.is_mended;
  }

  void complete(RemedyContext& context, const Ranking& authors) const {
    context.domain = fixes_.domain;
    context.author = authors.top.empty() ? "" : authors.top.front().name;
    context.source = &source_.source;
    context.dmarc = &fixes_.dmarc;
  }

  Cause cause_of(CauseKind kind, const CauseSum& sum) {
    const CauseInfo& info = info_of(kind);
    Cause cause{.id = std::string(info.id),
                .messages = sum.messages,
                .meaning = std::string(info.meaning),
                .spec = std::string(info.spec),
                .observed = most_frequent(sum.observed),
                .observed_count = sum.observed.size(),
                .evidence = {},
                .remedies = kind == CauseKind::intermittent
                                ? remedies_of_intermittent(sum, facts_)
                                : remedies_of(kind, sum.context, facts_),
                .header_from = ranking_of(sum.authors),
                .reporters = ranking_of(sum.reporters),
                .dispositions = sum.dispositions};
    if (kind == CauseKind::intermittent) {
      cause.addresses = most_frequent(sum.addresses);
      cause.note = note_of_shares(cause.addresses, sum.addresses.size());
    }
    if (kind == CauseKind::no_dkim) cause.note = note_of_signing(source_, sum.authors);
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
  const FixLimits& limits_;
  Diagnostician diagnostician_;
  std::map<CauseKind, CauseSum> sums_;
  SourceFixes result_;
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
  result.rua_remedies = rua_remedies(result.dmarc);
  result.seen_policies = differing_policies(result.dmarc, receivers);
  const sources::OwnDomain own(mail.domain);
  const std::size_t count = std::min(mail.sources.size(), limits.sources);
  result.sources_left_out = mail.sources.size() - count;
  RemedyPlan plan;
  std::vector<SourceJudge> judges;
  for (const FailingSource& source : std::span(mail.sources).first(count)) {
    judges.emplace_back(source, result, own, facts, now, limits).judge(plan);
  }
  plan.make(facts, now);
  for (SourceJudge& judge : judges) result.sources.push_back(judge.conclude());
  return result;
}

}  // namespace reports::analysis
