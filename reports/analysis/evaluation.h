// SPDX-License-Identifier: MIT
//
// Whether DKIM and SPF count for messages: as the receiver says, or as follows from what it lists.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

#include "reports/sources/own_domain.h"
#include "reports/store/answers.h"

namespace reports::analysis {

/// What counts for some messages.
struct Evaluation {
  std::optional<bool> dkim{};  ///< aligned and authentic; absent where that cannot be told
  std::optional<bool> spf{};
  /// The report does not say dkim or spf, and it follows from the signatures or the SPF check that
  /// it lists.
  bool is_derived = false;
  /// The report says that one passes, and nothing that it lists can be why. Neither is told then.
  bool is_contradicted = false;

  bool operator==(const Evaluation&) const = default;
};

/// Evaluates the flows of a domain; what it finds out about names is kept for the next flow.
class Evaluator {
 public:
  /// @param domain  policy domain
  explicit Evaluator(std::string_view domain);

  /// What the report says counts. A result that it does not say is that of alignment with the From
  /// domain (RFC 9989 section 4.4), where a signature or an SPF check passes; else it is not
  /// known, as a list of what passes does not tell whether anything was looked at.
  ///
  /// A report contradicts itself where it lists no passing signature and no passing SPF check of a
  /// domain of the owner, and either lists passing ones of others for what it says to pass, or says
  /// that the message was quarantined or rejected, and no reason.
  Evaluation evaluate(const store::Flow& flow);

 private:
  bool is_contradicted(const store::Flow& flow);
  bool lists_own(const store::Flow& flow);
  bool is_own(std::string_view domain, const store::Flow& flow);

  std::string domain_;
  sources::OwnDomain own_;
  boost::unordered_flat_map<std::string, bool> known_;  // whether own_ covers the domain
};

}  // namespace reports::analysis
