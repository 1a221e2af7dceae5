// SPDX-License-Identifier: MIT

#include "reports/analysis/traffic.h"

#include <algorithm>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "libauth/base/enum.h"
#include "libauth/base/ip_address.h"
#include "libauth/base/text.h"
#include "reports/aggregate/report.h"
#include "reports/analysis/count.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;

/// Makes a difference between an absent text and an empty one. No text has a line end in it.
void append(std::string& key, const std::optional<std::string>& text) {
  key += text ? '+' : '-';
  key += text.value_or("") + '\n';
}

/// Names flows. Those with the same evidence get the same name, which is worked out once.
class Namer {
 public:
  Namer(const Knowledge& knowledge, const sources::Catalogue& catalogue,
        const sources::OwnDomain& own)
      : catalogue_(catalogue), own_(own) {
    for (const sources::AddressFacts& facts : knowledge.addresses) {
      addresses_[facts.address.unmapped().text()] = &facts;
    }
    for (const store::SourceVerdict& verdict : knowledge.verdicts) {
      verdicts_[verdict.source] = verdict.verdict;
    }
  }

  NamedFlow name(store::Flow flow) {
    const auto [row, is_new] = known_.emplace(key_of(flow), known_.size());
    if (is_new) sources_.push_back(look_at(flow));
    NamedFlow named = sources_[row->second];
    named.flow = std::move(flow);
    return named;
  }

 private:
  /// All that the name rests on.
  static std::string key_of(const store::Flow& flow) {
    std::string key = flow.signers + '\n';
    append(key, flow.spf_domain);
    append(key, flow.source_ip);
    return key;
  }

  NamedFlow look_at(const store::Flow& flow) const {
    sources::Evidence evidence;
    if (!flow.signers.empty()) {
      for (const std::string_view signer : base::split(flow.signers, ' ')) {
        evidence.signers.emplace_back(signer);
      }
    }
    evidence.spf_domain = flow.spf_domain;
    evidence.source_ip = flow.source_ip;
    evidence.address = facts_of(flow);
    NamedFlow named;
    named.source = catalogue_.source_of(evidence, own_);
    const auto verdict = verdicts_.find(named.source.name);
    if (verdict != verdicts_.end()) named.verdict = verdict->second;
    if (evidence.address != nullptr) note_network(named, *evidence.address);
    return named;
  }

  static void note_network(NamedFlow& named, const sources::AddressFacts& facts) {
    named.network = facts.as_name;
    if (!named.network && facts.asn) named.network = "AS" + std::to_string(*facts.asn);
    named.country = facts.country;
  }

  const sources::AddressFacts* facts_of(const store::Flow& flow) const {
    if (!flow.source_ip) return nullptr;
    const auto address = base::IpAddress::parse(*flow.source_ip);
    if (!address) return nullptr;
    const auto found = addresses_.find(address->unmapped().text());
    return found == addresses_.end() ? nullptr : found->second;
  }

  const sources::Catalogue& catalogue_;
  const sources::OwnDomain& own_;
  boost::unordered_flat_map<std::string, const sources::AddressFacts*> addresses_;
  boost::unordered_flat_map<std::string, sources::Verdict> verdicts_;
  boost::unordered_flat_map<std::string, std::size_t> known_;
  std::vector<NamedFlow> sources_;  // without a flow
};

/// Knows which flows have a signature of the owner that did not pass. Messages that differ only in
/// what the receiver did with them are not told apart.
class FailedSigners {
 public:
  FailedSigners(std::span<const store::FailedSignature> signatures, const sources::OwnDomain& own) {
    for (const store::FailedSignature& signature : signatures) {
      if (signature.domain && own.covers(*signature.domain)) keys_.insert(key_of(signature));
    }
  }

  bool has(const store::Flow& flow) const { return !keys_.empty() && keys_.contains(key_of(flow)); }

 private:
  template <class Row>
  static std::string key_of(const Row& row) {
    std::string key = row.signers + '\n';
    append(key, row.source_ip);
    append(key, row.header_from);
    append(key, row.spf_domain);
    return key;
  }

  boost::unordered_flat_set<std::string> keys_;
};

/// What the rules look at; refers to the flow.
sources::Traffic judged(const NamedFlow& named, bool has_failed_own_signature) {
  const store::Flow& flow = named.flow;
  sources::Traffic traffic;
  traffic.is_dkim_aligned = named.evaluation.dkim;
  traffic.is_spf_aligned = named.evaluation.spf;
  traffic.is_contradicted = named.evaluation.is_contradicted;
  traffic.has_failed_own_signature = has_failed_own_signature;
  traffic.signers = flow.signers;
  if (flow.spf_domain) traffic.spf_domain = *flow.spf_domain;
  traffic.reasons = flow.reasons;
  traffic.source = &named.source;
  traffic.verdict = named.verdict;
  return traffic;
}

/// Classifies flows. Those on which no rule can decide differently are looked at once.
class Classifier {
 public:
  Classifier(Traffic& traffic, const sources::OwnDomain& own, const FailedSigners& failed)
      : traffic_(traffic), own_(own), failed_(failed) {}

  /// First what each source does, then what each flow is: mail that fails is known by that which
  /// passes.
  void run() {
    rows_.reserve(traffic_.flows.size());
    for (const NamedFlow& named : traffic_.flows) rows_.push_back(row_of(named));
    for (const Alike& alike : alikes_) {
      sources::add(traffic_.records[alike.first->source.name], judged(alike), alike.messages, own_);
    }
    for (Alike& alike : alikes_) {
      const auto record = traffic_.records.find(alike.first->source.name);
      alike.rule = sources::deciding_rule(judged(alike), record->second, own_);
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      NamedFlow& named = traffic_.flows[i];
      named.rule = alikes_[rows_[i]].rule;
      named.mail_class = sources::class_of(named.rule);
    }
  }

 private:
  struct Alike {
    const NamedFlow* first = nullptr;
    bool has_failed_own_signature = false;
    std::uint64_t messages = 0;
    sources::Rule rule{};
  };

  static sources::Traffic judged(const Alike& alike) {
    return analysis::judged(*alike.first, alike.has_failed_own_signature);
  }

  std::size_t row_of(const NamedFlow& named) {
    const store::Flow& flow = named.flow;
    const bool has_failed = failed_.has(flow);
    std::string key = flow.signers + '\n' + flow.reasons + '\n';
    append(key, flow.spf_domain);
    append(key, flow.source_ip);
    for (const auto& result : {named.evaluation.dkim, named.evaluation.spf}) {
      key += result ? (*result ? '+' : '-') : '?';
    }
    key += named.evaluation.is_contradicted ? '!' : ' ';
    key += has_failed ? '!' : ' ';
    const auto [row, is_new] = known_.emplace(std::move(key), alikes_.size());
    if (is_new) alikes_.push_back({&named, has_failed, 0, {}});
    // The sums of a record stay below 2^63, those of a history too: they only give shares.
    const std::uint64_t most = aggregate::kMaxCount / 2 / (traffic_.flows.size() + 1);
    alikes_[row->second].messages += std::min(flow.messages, most);
    return row->second;
  }

  Traffic& traffic_;
  const sources::OwnDomain& own_;
  const FailedSigners& failed_;
  boost::unordered_flat_map<std::string, std::size_t> known_;
  std::vector<Alike> alikes_;
  std::vector<std::size_t> rows_;  // of each flow
};

/// Sets messages, first and last to those of the flows.
void sum_up(Traffic& traffic) {
  traffic.messages = 0;
  traffic.first.reset();
  traffic.last.reset();
  for (const NamedFlow& named : traffic.flows) {
    const store::Flow& flow = named.flow;
    add(traffic.messages, flow.messages);
    traffic.first = std::min(traffic.first.value_or(flow.first), flow.first);
    traffic.last = std::max(traffic.last.value_or(flow.last), flow.last);
  }
}

}  // namespace

Traffic name_traffic(std::string_view domain, const store::Period& period,
                     std::vector<store::Flow> flows, const Knowledge& knowledge,
                     const sources::Catalogue& catalogue, const SourceRecords& history) {
  const sources::OwnDomain own(domain);
  Traffic traffic;
  traffic.domain = domain;
  traffic.period = period;
  traffic.records = history;
  Namer namer(knowledge, catalogue, own);
  traffic.flows.reserve(flows.size());
  Evaluator evaluator(domain);
  for (store::Flow& flow : flows) {
    const Evaluation evaluation = evaluator.evaluate(flow);
    traffic.flows.push_back(namer.name(std::move(flow)));
    traffic.flows.back().evaluation = evaluation;
  }
  Classifier(traffic, own, FailedSigners(knowledge.failed_signatures, own)).run();
  sum_up(traffic);
  return traffic;
}

std::optional<bool> passes(const NamedFlow& named) {
  const auto& [dkim, spf, is_derived, is_contradicted] = named.evaluation;
  if (dkim == true || spf == true) return true;
  if (!dkim || !spf) return std::nullopt;
  return false;
}

std::optional<aggregate::Disposition> disposition_of(const store::Flow& flow) {
  if (!flow.disposition) return std::nullopt;
  return base::parse_enum<aggregate::Disposition>(*flow.disposition);
}

bool is_own(sources::Class mail_class) {
  return mail_class == sources::Class::aligned || mail_class == sources::Class::failing;
}

}  // namespace reports::analysis
