// SPDX-License-Identifier: MIT
//
// What messages are to the owner of a domain: theirs, forwarded, or somebody else's.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/describe/enum.hpp>

#include "reports/sources/own_domain.h"
#include "reports/sources/source.h"
#include "reports/sources/verdict.h"

namespace reports::sources {

enum class Class {
  aligned,    ///< the owner's, and DMARC passes
  failing,    ///< the owner's, and DMARC fails: there is something to mend
  forwarder,  ///< passed on by somebody on the way
  spoofing,   ///< probably somebody who pretends to be the owner
  unknown,    ///< not to be told; the owner has to say
};
BOOST_DESCRIBE_ENUM(Class, aligned, failing, forwarder, spoofing, unknown)

/// The rule that decided; the first one that holds does, in this order.
enum class Rule {
  blocked,               ///< the owner blocks the source: spoofing
  ignored,               ///< the owner ignores the source: unknown
  contradicted,          ///< what the report lists cannot pass as it says: unknown
  spf_aligned,           ///< sent from an address that the domain authorises: aligned
  forwarding_reported,   ///< the receiver says so, or ARC passed: forwarder
  passed_on,             ///< DKIM aligned, by a service that passes mail on: forwarder
  signature_survived,    ///< DKIM aligned, from an address that SPF knows for nobody: forwarder
  dkim_aligned,          ///< aligned
  own_signature,         ///< a signature of the owner passed, unaligned: failing
  own_return_path,       ///< SPF passed for a domain of the owner, unaligned: failing
  approved,              ///< the owner approves the source: failing
  own_host,              ///< the address has a confirmed name of the owner: failing
  list_or_forwarder,     ///< a service that passes mail on: forwarder
  passes_elsewhere,      ///< other mail of the source passes, directly: failing
  forwards_elsewhere,    ///< other mail of the source is forwarded: forwarder
  known_service,         ///< a listed sender of which nothing else is known: unknown
  result_missing,        ///< it cannot be told whether DMARC passed: unknown
  failed_own_signature,  ///< a signature of the owner fails: unknown
  other_authenticated,   ///< authentic for a domain that is not the owner's: unknown
  unauthenticated,       ///< nothing speaks for it: spoofing
};
BOOST_DESCRIBE_ENUM(Rule, blocked, ignored, contradicted, spf_aligned, forwarding_reported,
                    passed_on, signature_survived, dkim_aligned, own_signature, own_return_path,
                    approved, own_host, list_or_forwarder, passes_elsewhere, forwards_elsewhere,
                    known_service, result_missing, failed_own_signature, other_authenticated,
                    unauthenticated)

/// Messages that are alike. Texts and pointers are valid as long as it is used.
struct Traffic {
  std::optional<bool> is_dkim_aligned;  ///< and authentic; absent where that cannot be told
  std::optional<bool> is_spf_aligned;
  std::string_view signers;                    ///< passing signatures, "domain/selector", by spaces
  std::optional<std::string_view> spf_domain;  ///< of the SPF check that passed
  std::string_view reasons;                    ///< override types and "arc", by spaces
  const Source* source = nullptr;              ///< who sent them; never null
  std::optional<Verdict> verdict;              ///< the owner's word on the source
  bool is_contradicted = false;                ///< the report says a pass that cannot be
  bool has_failed_own_signature = false;       ///< a signature of the owner did not pass
};

/// What a source did in a period, in messages. Made by add() from all its traffic.
struct Record {
  std::uint64_t messages = 0;
  std::uint64_t passed = 0;       ///< DMARC passed, and nothing says that they were forwarded
  std::uint64_t forwarded = 0;    ///< forwarded, whether DMARC passed or not
  std::uint64_t spf_aligned = 0;  ///< of those that passed, by SPF

  bool operator==(const Record&) const = default;
};

/// Counts the messages in the record.
void add(Record& record, const Traffic& traffic, std::uint64_t messages, const OwnDomain& own);

/// The rule that decides on the traffic of a source with that record. A share of more than a
/// twentieth of the source's messages is enough for passes_elsewhere and forwards_elsewhere.
/// A pure function.
/// @pre traffic.source is not null
Rule deciding_rule(const Traffic& traffic, const Record& record, const OwnDomain& own);

/// What follows from the rule.
Class class_of(Rule rule);

/// The class that follows from the deciding rule.
inline Class classify(const Traffic& traffic, const Record& record, const OwnDomain& own) {
  return class_of(deciding_rule(traffic, record, own));
}

}  // namespace reports::sources
