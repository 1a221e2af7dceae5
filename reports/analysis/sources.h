// SPDX-License-Identifier: MIT
//
// Who sends as a domain: each source by name with its numbers, spoofing and forwarding apart.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/time.h"
#include "reports/analysis/count.h"
#include "reports/analysis/traffic.h"
#include "reports/sources/classify.h"
#include "reports/sources/source.h"
#include "reports/sources/verdict.h"

namespace reports::analysis {

/// Messages by class.
struct ClassCounts {
  std::uint64_t aligned = 0;
  std::uint64_t failing = 0;
  std::uint64_t forwarder = 0;
  std::uint64_t spoofing = 0;
  std::uint64_t unknown = 0;

  bool operator==(const ClassCounts&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClassCounts, (), (aligned, failing, forwarder, spoofing, unknown))

void add(ClassCounts& counts, sources::Class mail_class, std::uint64_t messages);
/// aligned and failing
std::uint64_t own_messages(const ClassCounts& counts);

/// Messages by what was authentic and aligned, as the receivers evaluated it, or as it follows from
/// what they list; see Evaluation.
struct AlignmentCounts {
  std::uint64_t both = 0;
  std::uint64_t dkim_only = 0;
  std::uint64_t spf_only = 0;
  std::uint64_t neither = 0;   ///< DMARC fails
  std::uint64_t not_said = 0;  ///< that cannot be told

  bool operator==(const AlignmentCounts&) const = default;
};
BOOST_DESCRIBE_STRUCT(AlignmentCounts, (), (both, dkim_only, spf_only, neither, not_said))

void add(AlignmentCounts& counts, const NamedFlow& named);

/// Messages by what receivers did with them.
struct DispositionCounts {
  std::uint64_t delivered = 0;  ///< "none" and "pass"
  std::uint64_t quarantined = 0;
  std::uint64_t rejected = 0;
  std::uint64_t not_said = 0;  ///< no disposition, or a word that is none

  bool operator==(const DispositionCounts&) const = default;
};
BOOST_DESCRIBE_STRUCT(DispositionCounts, (), (delivered, quarantined, rejected, not_said))

void add(DispositionCounts& counts, const store::Flow& flow);
/// Quarantined and rejected.
std::uint64_t stopped(const DispositionCounts& counts);

/// What one sender is, and how much it sends. The flows must outlive it.
class Sender {
 public:
  void add(const NamedFlow& named);

  std::uint64_t messages() const { return messages_; }
  const ClassCounts& classes() const { return classes_; }
  sources::Class mail_class() const;  ///< that of most messages; unknown where there are none
  /// As most messages have it. @pre add() was called
  const sources::Source& source() const;

 private:
  /// The same name from other evidence.
  struct Variant {
    const sources::Source* source = nullptr;
    std::uint64_t messages = 0;
  };

  std::uint64_t messages_ = 0;
  ClassCounts classes_;
  std::map<std::pair<sources::Basis, std::string_view>, Variant> variants_;
};

/// One sender, with its numbers.
struct SourceEntry {
  sources::Source source;                   ///< as most of its messages have it
  std::optional<sources::Verdict> verdict;  ///< the owner's word
  sources::Class mail_class{};              ///< that of most of its messages
  std::uint64_t messages = 0;
  ClassCounts classes;
  AlignmentCounts alignment;
  std::uint64_t derived = 0;               ///< messages with an Evaluation that is_derived
  std::uint64_t contradicted = 0;          ///< messages with one that is_contradicted
  std::uint64_t failed_own_signature = 0;  ///< messages for which that rule decides
  DispositionCounts dispositions;
  libauth::base::Time first_seen{};  ///< begin of the first report on it, at most kHistory back
  libauth::base::Time last_seen{};   ///< end of the last one
  std::optional<bool> is_new;        ///< first seen in the period; absent without a history
  Ranking addresses;
  Ranking header_from;
  Ranking selectors;  ///< of passing signatures: "domain/selector"
  Ranking reporters;
  Ranking networks;
  Ranking countries;

  bool operator==(const SourceEntry&) const = default;
};
BOOST_DESCRIBE_STRUCT(SourceEntry, (),
                      (source, verdict, mail_class, messages, classes, alignment, derived,
                       contradicted, failed_own_signature, dispositions, first_seen, last_seen,
                       is_new, addresses, header_from, selectors, reporters, networks, countries))

/// What one receiver did with some messages.
struct AtReceiver {
  std::string reporter;
  std::uint64_t messages = 0;
  DispositionCounts dispositions;

  bool operator==(const AtReceiver&) const = default;
};
BOOST_DESCRIBE_STRUCT(AtReceiver, (), (reporter, messages, dispositions))

/// All messages of one class, whoever sent them.
struct ClassEntry {
  std::uint64_t messages = 0;
  std::uint64_t sources = 0;  ///< how many have such messages
  std::uint64_t stopped = 0;  ///< quarantined or rejected
  AlignmentCounts alignment;  ///< of forwarders: what survived
  DispositionCounts dispositions;
  Ranking top_sources;  ///< by name
  Ranking header_from;
  Ranking countries;
  std::vector<AtReceiver> receivers;  ///< those with most delivered first

  bool operator==(const ClassEntry&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClassEntry, (),
                      (messages, sources, stopped, alignment, dispositions, top_sources,
                       header_from, countries, receivers))

/// Messages that pass by the report, and not by what it lists.
struct Contradicted {
  std::uint64_t messages = 0;
  Ranking reporters;
  Ranking sources;  ///< by name

  bool operator==(const Contradicted&) const = default;
};
BOOST_DESCRIBE_STRUCT(Contradicted, (), (messages, reporters, sources))

/// Who sends as the domain.
struct Sources {
  std::string domain;
  store::Period period;
  std::uint64_t messages = 0;
  ClassCounts classes;
  std::uint64_t derived = 0;  ///< messages with an Evaluation that is_derived
  Contradicted contradicted;
  std::vector<SourceEntry> sources;  ///< most messages first, then by name
  ClassEntry spoofing;               ///< what pretends to be the owner, and where it got through
  ClassEntry forwarding;             ///< what somebody passed on

  bool operator==(const Sources&) const = default;
};
BOOST_DESCRIBE_STRUCT(Sources, (),
                      (domain, period, messages, classes, derived, contradicted, sources, spoofing,
                       forwarding))

/// A pure function.
/// @param history  of before the period; without flows nothing is told to be new
Sources sources_of(const Traffic& traffic, const Traffic& history);

}  // namespace reports::analysis
