// SPDX-License-Identifier: MIT
//
// What to do about a cause: records to publish, and what to switch on.

#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "libauth/dns/facts.h"
#include "reports/analysis/causes.h"
#include "reports/analysis/fixes.h"
#include "reports/analysis/spf_plan.h"
#include "reports/sources/source.h"

namespace reports::analysis {

class RemedyPlan;

/// All that the remedies of one cause of one source depend on.
struct RemedyContext {
  std::string domain;  ///< policy domain
  std::string author;  ///< the domain in From of most of the messages
  const sources::Source* source = nullptr;
  const DmarcNow* dmarc = nullptr;
  std::map<std::string, KeyNow> keys{};  ///< by their names
  /// Return paths of the owner, each with the addresses that do not pass.
  std::map<std::string, std::set<libauth::base::IpAddress>> paths{};
  std::set<std::string> foreign_paths{};  ///< of others
  const RemedyPlan* plan = nullptr;       ///< made, with this cause in it
};

/// What the causes of all sources want of names that they share, so that no remedy undoes another:
/// there is one record for each name.
class RemedyPlan {
 public:
  /// Takes in what a cause of a source wants. The source outlives the plan.
  void add(CauseKind kind, const RemedyContext& context);

  /// Makes the records, when all is in. Where facts are missing they are noted.
  void make(libauth::dns::Facts& facts, libauth::base::Time now) { spf_.make(facts, now); }

  const SpfPlans& spf() const { return spf_; }
  /// Tags of the DMARC record that are to be relaxed: "adkim", "aspf".
  const std::set<std::string>& relaxed() const { return relaxed_; }
  /// Whether another source, and not this one, signs with a key of that name, which is missing.
  bool is_wanted_by_other(const std::string& key, const sources::Source& source) const;
  /// The sources that sign with a key of that name, which is missing; in the order of add().
  std::vector<const sources::Source*> signers_of(const std::string& key) const;

 private:
  SpfPlans spf_;
  std::set<std::string> relaxed_;
  std::map<std::string, std::vector<const sources::Source*>> missing_keys_;
};

/// The best first. An include is never given for a return path that is not the owner's, SPF records
/// only where evaluating them shows that the addresses pass, and no record for a name that is known
/// to have other data. Where facts are missing they are noted.
std::vector<Remedy> remedies_of(CauseKind kind, const RemedyContext& context,
                                libauth::dns::Facts& facts);

}  // namespace reports::analysis
