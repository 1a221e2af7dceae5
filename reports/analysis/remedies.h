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
#include "reports/sources/source.h"

namespace reports::analysis {

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
};

/// The best first. An include is never given for a return path that is not the owner's, and SPF
/// records only where evaluating them shows that the addresses pass. Where facts are missing they
/// are noted.
std::vector<Remedy> remedies_of(CauseKind kind, const RemedyContext& context,
                                libauth::dns::Facts& facts, libauth::base::Time now);

}  // namespace reports::analysis
