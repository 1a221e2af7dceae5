// SPDX-License-Identifier: MIT
//
// An audit of a domain: every check, over the facts of the DNS.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/audit/check.h"
#include "libauth/audit/finding.h"
#include "libauth/audit/options.h"
#include "libauth/dns/facts.h"
#include "libauth/dns/resolver.h"
#include "libauth/dns/settle.h"

namespace libauth::audit {

/// How one check ended.
struct CheckResult {
  std::string id;
  std::string title;
  Area area{};
  Verdict verdict{};               ///< as Reporter::verdict() says
  std::vector<Evidence> evidence;  ///< every question that the check looked at

  bool operator==(const CheckResult&) const = default;
};

BOOST_DESCRIBE_STRUCT(CheckResult, (), (id, title, area, verdict, evidence))

/// How many findings there are of each kind.
struct Summary {
  std::int64_t critical = 0;  ///< findings by severity, but for the unknown ones
  std::int64_t error = 0;
  std::int64_t warning = 0;
  std::int64_t notice = 0;
  std::int64_t info = 0;
  std::int64_t unknown = 0;  ///< findings with the verdict unknown, of any severity

  bool operator==(const Summary&) const = default;
};

BOOST_DESCRIBE_STRUCT(Summary, (), (critical, error, warning, notice, info, unknown))

/// What the audit asked.
struct Cost {
  std::int64_t rounds = 0;
  std::int64_t questions = 0;

  bool operator==(const Cost&) const = default;
};

BOOST_DESCRIBE_STRUCT(Cost, (), (rounds, questions))

struct Audit {
  std::string domain;
  std::string time;   ///< RFC 3339, of Options::now
  Verdict verdict{};  ///< the worst of the checks: fail, then unknown, then pass
  Summary summary;
  std::vector<CheckResult> checks;  ///< every check, in the order of all_checks()
  std::vector<Finding> findings;    ///< failures first, worst first, then what is unknown
  Cost cost;

  bool operator==(const Audit&) const = default;
};

BOOST_DESCRIBE_STRUCT(Audit, (), (domain, time, verdict, summary, checks, findings, cost))

/// Judges the domain by the facts that there are; what is missing is noted in them.
Audit judge(const dns::Name& domain, const Options& options, dns::Facts& facts);

/// Audits the domain: judges, and asks what is missing, until nothing is.
/// @threads safe with a resolver that is
Audit run(const dns::Name& domain, const Options& options, dns::Resolver& resolver,
          const dns::SettleLimits& limits = {});

/// Whether neither the DNS nor a zone in memory told anything to any question of the audit: then
/// the resolver, or the way to it, is the likely cause and not the domain.
bool nothing_known(const Audit& audit);

}  // namespace libauth::audit
