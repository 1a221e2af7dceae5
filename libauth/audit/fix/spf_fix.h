// SPDX-License-Identifier: MIT
//
// SPF records to publish in place of those that are there, proven by our own evaluator.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libauth/audit/finding.h"
#include "libauth/audit/fix/spf_proof.h"
#include "libauth/dns/facts.h"
#include "libauth/spf/tree.h"

namespace libauth::audit {

/// The record as a fix for the domain, unproven. The note says besides how to publish a text that
/// is longer than one string of a TXT record.
Fix spf_fix(const dns::Name& domain, std::string record, std::string note);

/// The record as a fix for a domain whose own cannot be read, or that has none: none unless it can
/// be read, and be evaluated for every sender without permerror. It is given without includes that
/// give permerror, and without terms that match nobody, where it can be used only without them; the
/// note says so. Where facts are missing they are noted, and there is no fix yet.
std::optional<Fix> readable_spf_fix(const dns::Name& domain, const std::string& record,
                                    std::string note, dns::Facts& facts);

/// One record with the terms of several, each once, and the mildest "all" at its end. None where
/// one of them cannot be read or has a redirect, and for records of more than kMaxMerged octets.
std::optional<std::string> merged_spf(const std::vector<std::string>& records);

inline constexpr std::size_t kMaxMerged = 4096;

/// What a fix is for.
struct SpfGoal {
  /// Whether the new tree is as wanted; empty: any is.
  std::function<bool(const spf::Tree&)> is_reached{};
  /// Results of the old record that the new one may replace, and by which.
  ResultChange change = kNoPermerror;
};

/// Makes records out of the terms of the one that is there. Each is given only where no sender gets
/// permerror by it, and where it gives every sender the result of the old one, apart from what is
/// to be changed. Includes that give permerror and terms that match nobody are left out besides,
/// where it can be used only without them; the note says so. Senders of one address family may go
/// on to meet more void look-ups than are allowed. Where facts are missing they are noted, and
/// there is no fix yet; nor is there one where the DNS did not tell what a term leads to.
class SpfFixer {
 public:
  /// @param tree  of the record as published; not pending. Both outlive the fixer.
  SpfFixer(const spf::Tree& tree, dns::Facts& facts);

  /// The text to stand in place of a term of the domain's own record; empty: nothing.
  using Edit = std::function<std::string(const spf::TreeTerm&)>;
  /// @param tail  a term for the end of the record; empty: none
  std::optional<Fix> edited(const Edit& edit, const std::string& note, const SpfGoal& goal = {},
                            const std::string& tail = {});

  /// The record without the terms of its own for which that holds.
  using Filter = std::function<bool(const spf::TreeTerm&)>;
  std::optional<Fix> without(const Filter& unwanted, const std::string& note,
                             const SpfGoal& goal = {});

  /// The record without the terms for which `unwanted` holds, and with addresses in place of the
  /// names of as few "a" and "mx" as do, from the first one for which `eligible` holds.
  std::optional<Fix> with_addresses(const Filter& unwanted, const Filter& eligible,
                                    std::string note, const SpfGoal& goal = {});

  /// The record with that text.
  std::optional<Fix> replaced(const std::string& record, const std::string& note,
                              const SpfGoal& goal = {});

  /// A record within the limits of RFC 7208 section 4.6.4 for every sender: without terms that
  /// match nothing, without "ptr" where that does not do, and with addresses in place of names
  /// where that does not do either.
  std::optional<Fix> with_fewer_lookups();

 private:
  std::string record_of(const Edit& edit) const;
  std::string record_without(const Filter& unwanted) const;

  const spf::Tree& tree_;
  dns::Facts& facts_;
  const dns::Name domain_;
};

/// Whether the term of the tree's own record matches no sender: it is never looked at, or what it
/// asks for does not exist, or leads to a record that accepts nobody, or stands before it already.
bool matches_nothing(const spf::Tree& tree, const spf::TreeTerm& term);

}  // namespace libauth::audit
