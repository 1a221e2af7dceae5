// SPDX-License-Identifier: MIT
//
// Holds one case of failing messages against the DNS of now.

#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "libauth/dns/facts.h"
#include "libauth/dns/question.h"
#include "libauth/spf/result.h"
#include "reports/analysis/causes.h"
#include "reports/analysis/failing.h"
#include "reports/analysis/fixes.h"
#include "reports/analysis/records.h"
#include "reports/sources/own_domain.h"

namespace reports::analysis {

/// One cause of one case.
struct CaseFinding {
  CauseKind kind{};
  Observation observed{};                            ///< without its number of messages
  std::optional<libauth::dns::Question> question{};  ///< whose answer shows it
  std::optional<KeyNow> key{};                       ///< of causes about a key
  std::string domain{};  ///< of causes about SPF: the return path's, where it is known
  std::optional<libauth::base::IpAddress> address{};
  std::optional<Span> passing{};  ///< of what passes at once, where it is intermittent
};

/// What is to be said of one case: never nothing.
struct Diagnosis {
  /// The records of now prove that DMARC would pass. Then the findings are the reasons for that,
  /// and nothing else.
  bool is_mended = false;
  std::vector<CaseFinding> findings;
};

/// Diagnoses the cases of one source, in their order. What it refers to must outlive it.
class Diagnostician {
 public:
  Diagnostician(const sources::OwnDomain& own, const DmarcNow& dmarc, libauth::dns::Facts& facts,
                libauth::base::Time now, const FixLimits& limits)
      : own_(own), dmarc_(dmarc), facts_(facts), now_(now), limits_(limits) {}

  Diagnosis diagnose(const CountedCase& counted);

 private:
  using Findings = std::vector<CaseFinding>;

  Findings dkim(const CountedCase& counted);
  Findings signature(const OwnSignature& signature, const CountedCase& counted);
  KeyNow key_of(const OwnSignature& signature);
  Findings spf(const CountedCase& counted);
  Findings check(const FailedCheck& check, const CountedCase& counted);
  /// What SPF says now of the address of the case; none where it is not asked.
  std::optional<libauth::spf::Result> verdict(const std::string& domain, const FailingCase& what);

  /// What follows where the identifier of a finding is authentic now: `strict` where it is not
  /// aligned, `unknown` where that is not known. Else DMARC would pass: then it is mended, unless
  /// other mail passes by it at once.
  void judge_authentic(CaseFinding& finding, std::optional<bool> is_aligned, CauseKind strict,
                       CauseKind unknown) const;
  /// Whether a domain of the owner counts for the author now; none where that is not known.
  std::optional<bool> is_aligned(std::string_view domain, std::string_view author,
                                 const std::optional<std::string>& mode) const;

  const sources::OwnDomain& own_;
  const DmarcNow& dmarc_;
  libauth::dns::Facts& facts_;
  const libauth::base::Time now_;
  const FixLimits& limits_;
  std::set<std::pair<std::string, std::string>> keys_;       // asked for
  std::set<std::pair<std::string, std::string>> addresses_;  // evaluated
};

}  // namespace reports::analysis
