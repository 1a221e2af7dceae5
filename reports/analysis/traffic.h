// SPDX-License-Identifier: MIT
//
// Mail that claims to come from a domain, with a name and a class for each sender.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/time.h"
#include "reports/aggregate/vocabulary.h"
#include "reports/analysis/evaluation.h"
#include "reports/sources/address_facts.h"
#include "reports/sources/catalogue.h"
#include "reports/sources/classify.h"
#include "reports/sources/source.h"
#include "reports/sources/verdict.h"
#include "reports/store/answers.h"
#include "reports/store/store.h"

namespace reports::analysis {

/// Messages that are alike, and who sent them.
struct NamedFlow {
  store::Flow flow;
  Evaluation evaluation{};                  ///< what counts for DMARC: never flow.dkim and flow.spf
  sources::Source source;                   ///< flows with the same source.name are of one source
  std::optional<sources::Verdict> verdict;  ///< the owner's word on the source
  sources::Class mail_class{};              ///< what the messages are to the owner
  sources::Rule rule{};                     ///< why
  std::optional<std::string> network{};     ///< of the address; "AS64500" where it has no name
  std::optional<std::string> country{};     ///< two upper-case letters
};

/// What each source did, by its name.
using SourceRecords = std::map<std::string, sources::Record, std::less<>>;

/// All mail of a period that reports tell of.
struct Traffic {
  std::string domain;            ///< policy domain, lower case
  store::Period period;          ///< what was asked for
  std::vector<NamedFlow> flows;  ///< in the order in which they were given
  std::uint64_t messages = 0;
  /// Begin of the first report and end of the last one; absent where there are no flows.
  std::optional<libauth::base::Time> first{};
  std::optional<libauth::base::Time> last{};
  SourceRecords records{};  ///< with those of the history that was given
};

/// What was found out apart from reports.
struct Knowledge {
  std::span<const sources::AddressFacts> addresses{};  ///< in no order
  std::span<const store::SourceVerdict> verdicts{};    ///< of the domain
  /// Of the domain and the period; without them no flow has the rule failed_own_signature.
  std::span<const store::FailedSignature> failed_signatures{};
};

/// Names the source of each flow, and tells what it is to the owner. A pure function.
/// @param history  what the sources did before: a sender of which everything fails today is known
///                 by the mail that passed. Empty where that is not known
Traffic name_traffic(std::string_view domain, const store::Period& period,
                     std::vector<store::Flow> flows, const Knowledge& knowledge,
                     const sources::Catalogue& catalogue, const SourceRecords& history = {});

/// Whether DMARC passed: DKIM or SPF aligned, RFC 9989 section 5.4. Absent where that cannot be
/// told.
std::optional<bool> passes(const NamedFlow& named);

/// What the receiver did; absent where the report does not say, or says a word that is none.
std::optional<aggregate::Disposition> disposition_of(const store::Flow& flow);

/// Whether it is the owner's mail: aligned or failing.
bool is_own(sources::Class mail_class);

}  // namespace reports::analysis
