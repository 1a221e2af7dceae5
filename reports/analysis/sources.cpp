// SPDX-License-Identifier: MIT

#include "reports/analysis/sources.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

namespace reports::analysis {
namespace {

using aggregate::Disposition;
using libauth::base::Time;
using sources::Class;

/// The member that counts each class, in the order of the enum.
constexpr std::pair<Class, std::uint64_t ClassCounts::*> kClasses[] = {
    {Class::aligned, &ClassCounts::aligned},     {Class::failing, &ClassCounts::failing},
    {Class::forwarder, &ClassCounts::forwarder}, {Class::spoofing, &ClassCounts::spoofing},
    {Class::unknown, &ClassCounts::unknown},
};

std::uint64_t DispositionCounts::*member_for(std::optional<Disposition> disposition) {
  if (!disposition) return &DispositionCounts::not_said;
  switch (*disposition) {
    case Disposition::quarantine:
      return &DispositionCounts::quarantined;
    case Disposition::reject:
      return &DispositionCounts::rejected;
    case Disposition::none:
    case Disposition::pass:
      break;
  }
  return &DispositionCounts::delivered;
}

/// Counts what a source sends. Flows must outlive it.
class SourceCounter {
 public:
  void add(const NamedFlow& named) {
    const store::Flow& flow = named.flow;
    const std::uint64_t messages = flow.messages;
    sender_.add(named);
    analysis::add(entry_.alignment, named);
    if (named.evaluation.is_derived) analysis::add(entry_.derived, messages);
    if (named.evaluation.is_contradicted) analysis::add(entry_.contradicted, messages);
    if (named.rule == sources::Rule::failed_own_signature) {
      analysis::add(entry_.failed_own_signature, messages);
    }
    analysis::add(entry_.dispositions, flow);
    entry_.verdict = named.verdict;
    entry_.first_seen = is_first_ ? flow.first : std::min(entry_.first_seen, flow.first);
    entry_.last_seen = is_first_ ? flow.last : std::max(entry_.last_seen, flow.last);
    is_first_ = false;
    addresses_.add_known(flow.source_ip, messages);
    header_from_.add_known(flow.header_from, messages);
    selectors_.add_words(flow.signers, messages);
    reporters_.add(flow.reporter, messages);
    networks_.add_known(named.network, messages);
    countries_.add_known(named.country, messages);
  }

  SourceEntry entry() && {
    entry_.source = sender_.source();
    entry_.mail_class = sender_.mail_class();
    entry_.messages = sender_.messages();
    entry_.classes = sender_.classes();
    entry_.addresses = addresses_.ranking();
    entry_.header_from = header_from_.ranking();
    entry_.selectors = selectors_.ranking();
    entry_.reporters = reporters_.ranking();
    entry_.networks = networks_.ranking();
    entry_.countries = countries_.ranking();
    return std::move(entry_);
  }

 private:
  SourceEntry entry_;
  Sender sender_;
  bool is_first_ = true;
  Tally addresses_;
  Tally header_from_;
  Tally selectors_;
  Tally reporters_;
  Tally networks_;
  Tally countries_;
};

/// When each source was seen first.
using FirstSeen = boost::unordered_flat_map<std::string_view, Time>;

FirstSeen first_seen(const Traffic& history) {
  FirstSeen seen;
  for (const NamedFlow& named : history.flows) {
    const auto [row, is_new] = seen.emplace(named.source.name, named.flow.first);
    if (!is_new) row->second = std::min(row->second, named.flow.first);
  }
  return seen;
}

std::vector<SourceEntry> entries_of(const Traffic& traffic, const Traffic& history) {
  boost::unordered_flat_map<std::string_view, std::size_t> rows;
  std::vector<SourceCounter> counters;
  for (const NamedFlow& named : traffic.flows) {
    const auto [row, is_new] = rows.emplace(named.source.name, counters.size());
    if (is_new) counters.emplace_back();
    counters[row->second].add(named);
  }
  const FirstSeen seen = first_seen(history);
  std::vector<SourceEntry> entries;
  entries.reserve(counters.size());
  for (SourceCounter& counter : counters) {
    SourceEntry& entry = entries.emplace_back(std::move(counter).entry());
    const auto before = seen.find(entry.source.name);
    if (before != seen.end()) entry.first_seen = std::min(entry.first_seen, before->second);
    if (!history.flows.empty()) entry.is_new = before == seen.end();
  }
  std::sort(entries.begin(), entries.end(), [](const SourceEntry& a, const SourceEntry& b) {
    return a.messages != b.messages ? a.messages > b.messages : a.source.name < b.source.name;
  });
  return entries;
}

/// Those where most was delivered first.
std::vector<AtReceiver> sorted(const std::map<std::string_view, AtReceiver>& receivers) {
  std::vector<AtReceiver> all;
  all.reserve(receivers.size());
  for (const auto& [reporter, row] : receivers) all.push_back(row);
  std::stable_sort(all.begin(), all.end(), [](const AtReceiver& a, const AtReceiver& b) {
    return std::pair(a.dispositions.delivered, a.messages) >
           std::pair(b.dispositions.delivered, b.messages);
  });
  return all;
}

Contradicted contradicted_of(const Traffic& traffic) {
  Contradicted contradicted;
  Tally reporters;
  Tally senders;
  for (const NamedFlow& named : traffic.flows) {
    if (!named.evaluation.is_contradicted) continue;
    add(contradicted.messages, named.flow.messages);
    reporters.add(named.flow.reporter, named.flow.messages);
    senders.add(named.source.name, named.flow.messages);
  }
  contradicted.reporters = reporters.ranking();
  contradicted.sources = senders.ranking();
  return contradicted;
}

ClassEntry entry_of(Class mail_class, const Traffic& traffic) {
  ClassEntry entry;
  Tally senders;
  Tally header_from;
  Tally countries;
  std::map<std::string_view, AtReceiver> receivers;
  for (const NamedFlow& named : traffic.flows) {
    if (named.mail_class != mail_class) continue;
    const store::Flow& flow = named.flow;
    add(entry.messages, flow.messages);
    add(entry.alignment, named);
    add(entry.dispositions, flow);
    senders.add(named.source.name, flow.messages);
    header_from.add_known(flow.header_from, flow.messages);
    countries.add_known(named.country, flow.messages);
    AtReceiver& receiver = receivers[flow.reporter];
    receiver.reporter = flow.reporter;
    add(receiver.messages, flow.messages);
    add(receiver.dispositions, flow);
  }
  entry.top_sources = senders.ranking();
  entry.sources = entry.top_sources.count;
  entry.stopped = stopped(entry.dispositions);
  entry.header_from = header_from.ranking();
  entry.countries = countries.ranking();
  entry.receivers = sorted(receivers);
  return entry;
}

}  // namespace

void add(ClassCounts& counts, Class mail_class, std::uint64_t messages) {
  for (const auto& [known, member] : kClasses) {
    if (known == mail_class) add(counts.*member, messages);
  }
}

std::uint64_t own_messages(const ClassCounts& counts) {
  std::uint64_t own = counts.aligned;
  add(own, counts.failing);
  return own;
}

void Sender::add(const NamedFlow& named) {
  const std::uint64_t messages = named.flow.messages;
  const auto& evidence = named.source.evidence;
  Variant& variant =
      variants_[{named.source.basis, evidence ? std::string_view(*evidence) : std::string_view()}];
  variant.source = &named.source;
  analysis::add(variant.messages, messages);
  analysis::add(messages_, messages);
  analysis::add(classes_, named.mail_class, messages);
}

Class Sender::mail_class() const {
  if (messages_ == 0) return Class::unknown;
  // Of equal ones the first.
  const auto* most = std::max_element(
      std::begin(kClasses), std::end(kClasses),
      [&](const auto& a, const auto& b) { return classes_.*a.second < classes_.*b.second; });
  return most->first;
}

const sources::Source& Sender::source() const {
  const auto most = std::max_element(
      variants_.begin(), variants_.end(),
      [](const auto& a, const auto& b) { return a.second.messages < b.second.messages; });
  return *most->second.source;
}

void add(AlignmentCounts& counts, const NamedFlow& named) {
  const bool dkim = named.evaluation.dkim == true;
  const bool spf = named.evaluation.spf == true;
  std::uint64_t AlignmentCounts::*member = &AlignmentCounts::neither;
  if (dkim) {
    member = spf ? &AlignmentCounts::both : &AlignmentCounts::dkim_only;
  } else if (spf) {
    member = &AlignmentCounts::spf_only;
  } else if (!passes(named)) {
    member = &AlignmentCounts::not_said;
  }
  add(counts.*member, named.flow.messages);
}

void add(DispositionCounts& counts, const store::Flow& flow) {
  add(counts.*member_for(disposition_of(flow)), flow.messages);
}

std::uint64_t stopped(const DispositionCounts& counts) {
  std::uint64_t sum = counts.quarantined;
  add(sum, counts.rejected);
  return sum;
}

Sources sources_of(const Traffic& traffic, const Traffic& history) {
  Sources answer;
  answer.domain = traffic.domain;
  answer.period = traffic.period;
  answer.messages = traffic.messages;
  for (const NamedFlow& named : traffic.flows) {
    add(answer.classes, named.mail_class, named.flow.messages);
    if (named.evaluation.is_derived) add(answer.derived, named.flow.messages);
  }
  answer.contradicted = contradicted_of(traffic);
  answer.sources = entries_of(traffic, history);
  answer.spoofing = entry_of(Class::spoofing, traffic);
  answer.forwarding = entry_of(Class::forwarder, traffic);
  return answer;
}

}  // namespace reports::analysis
