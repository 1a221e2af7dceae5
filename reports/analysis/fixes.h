// SPDX-License-Identifier: MIT
//
// Which of the owner's sources fail, why, and what exactly to publish or to switch on.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/audit/finding.h"
#include "libauth/base/time.h"
#include "libauth/dns/facts.h"
#include "reports/analysis/count.h"
#include "reports/analysis/failing.h"
#include "reports/analysis/name_use.h"
#include "reports/analysis/records.h"
#include "reports/analysis/sources.h"
#include "reports/sources/source.h"
#include "reports/sources/verdict.h"
#include "reports/store/answers.h"

namespace reports::analysis {

/// A record for the DNS.
struct Publication {
  std::string name;   ///< owner name
  std::string type;   ///< "TXT", "CNAME", "MX"
  std::string value;  ///< presentation form without quotes
  /// Words in capitals stand for what is not known here. Other records are complete, and those of
  /// SPF were shown to do what they are for, by evaluating them.
  bool is_template = false;

  bool operator==(const Publication&) const = default;
};
BOOST_DESCRIBE_STRUCT(Publication, (), (name, type, value, is_template))

/// One thing to do. Any of a cause's remedies that is not `wait` does, unless it says otherwise.
struct Remedy {
  /// Stable: wait, sign-with-own-domain, relax-alignment, publish-key, replace-key, sign-last,
  /// own-return-path, authorise-address, publish-spf, mend-spf, ask-again, shorten-period,
  /// check-dns, permit-reports, change-rua.
  std::string id;
  std::string text;  ///< one or two sentences
  std::optional<Publication> record{};
  /// Of the name that the record would be at, unless it is free, or was not looked at. Where it is
  /// taken or has the record already, there is no `record`.
  std::optional<NameUse> name_use{};

  bool operator==(const Remedy&) const = default;
};
BOOST_DESCRIBE_STRUCT(Remedy, (), (id, text, record, name_use))

/// What reports and the DNS say of one thing.
struct Observation {
  std::string what;  ///< "signature", "return-path", "address"
  /// "example.com/s1"; "example.com"; "192.0.2.1", of an SPF check with its domain:
  /// "192.0.2.1 example.com"
  std::string value;
  std::string seen{};  ///< what the reports say of it: "pass", "fail"; '' for nothing
  std::string now{};   ///< what the DNS says now: "missing", "softfail"; '' where it was not asked
  std::uint64_t messages = 0;

  bool operator==(const Observation&) const = default;
};
BOOST_DESCRIBE_STRUCT(Observation, (), (what, value, seen, now, messages))

/// How many messages of an address fail for a cause.
struct AddressShare {
  std::string address;
  std::uint64_t failed = 0;
  std::uint64_t messages = 0;  ///< of yours from the address: these, other failing ones, aligned

  bool operator==(const AddressShare&) const = default;
};
BOOST_DESCRIBE_STRUCT(AddressShare, (), (address, failed, messages))

/// Why messages of a source fail. A message that fails has one cause of DKIM at least and one of
/// SPF: causes are not to be added up.
struct Cause {
  std::string id;  ///< stable, kebab-case; see causes.h
  std::uint64_t messages = 0;
  std::string meaning;                             ///< a sentence
  std::string spec;                                ///< where the rule stands; may be empty
  std::vector<Observation> observed;               ///< most messages first; at most kMaxObserved
  std::size_t observed_count = 0;                  ///< how many there are
  std::vector<libauth::audit::Evidence> evidence;  ///< answers of now; at most kMaxEvidence
  std::vector<Remedy> remedies;                    ///< the best first
  std::optional<std::string> note{};  ///< what else is known of these messages: a sentence
  Ranking header_from{};              ///< of the messages, as are the next two
  Ranking reporters{};
  DispositionCounts dispositions{};
  /// Of `intermittent`: most failing messages first; at most kMaxObserved.
  std::vector<AddressShare> addresses{};

  bool operator==(const Cause&) const = default;
};
BOOST_DESCRIBE_STRUCT(Cause, (),
                      (id, messages, meaning, spec, observed, observed_count, evidence, remedies,
                       note, header_from, reporters, dispositions, addresses))

inline constexpr std::size_t kMaxObserved = 10;
inline constexpr std::size_t kMaxEvidence = 5;

/// A source with what to do about it.
struct SourceFixes {
  sources::Source source;
  std::optional<sources::Verdict> verdict;
  std::uint64_t messages = 0;   ///< that fail
  std::uint64_t passed = 0;     ///< that are aligned
  std::uint64_t mended = 0;     ///< of those that fail: the records of now prove that they pass
  libauth::base::Time first{};  ///< of the reports on those that fail
  libauth::base::Time last{};
  std::vector<Cause> causes;  ///< in the order of causes.h

  bool operator==(const SourceFixes&) const = default;
};
BOOST_DESCRIBE_STRUCT(SourceFixes, (),
                      (source, verdict, messages, passed, mended, first, last, causes))

/// The answer to "which of mine fail, why, and what do I publish or switch on?"
struct Fixes {
  std::string domain;
  store::Period period;
  DmarcNow dmarc;
  SpfNow spf;                             ///< of the domain itself
  std::vector<SeenPolicy> seen_policies;  ///< receivers that saw another policy than that of now
  std::uint64_t messages = 0;             ///< failing messages of all sources
  std::vector<SourceFixes> sources;       ///< approved ones first, then most messages first
  std::size_t sources_left_out = 0;       ///< those with the fewest messages; see FixLimits
  /// For the addresses of "rua" that reports do not get to, or may not get to.
  std::vector<Remedy> rua_remedies{};

  bool operator==(const Fixes&) const = default;
};
BOOST_DESCRIBE_STRUCT(Fixes, (),
                      (domain, period, dmarc, spf, seen_policies, messages, sources,
                       sources_left_out, rua_remedies))

/// How much is held against the DNS. An address or a key that was not asked for is told as unknown.
struct FixLimits {
  std::size_t sources = 50;
  std::size_t cases = 500;     ///< of a source: those with most messages
  std::size_t addresses = 10;  ///< of a source, each with one domain: those with most messages
  std::size_t keys = 10;       ///< of a source, likewise
};

/// Holds what reports tell of failing mail against the DNS of now. Where facts are missing they are
/// noted, and what it gives then is to be dropped: call it by libauth::dns::settle. What the DNS
/// does not tell is a cause of its own, and never "missing".
/// @param receivers  of the same period; for what they saw as policy
/// @param now        for the macro "t" of SPF records
/// @limits `limits`, and those of libauth::spf
Fixes fixes(const FailingMail& mail, std::span<const store::Receiver> receivers,
            libauth::dns::Facts& facts, libauth::base::Time now, const FixLimits& limits = {});

}  // namespace reports::analysis
