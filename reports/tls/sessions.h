// SPDX-License-Identifier: MIT
//
// Which of a report's session counts may be added up, and which not.
//
// RFC 8460 counts sessions for each policy (section 4.2): a session with a host that has TLSA
// records and an MTA-STS policy is counted under both, so that a sum over the policies of a report
// counts it twice. Counts of different reports are of different sessions.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "reports/tls/report.h"

namespace reports::tls {

/// The counts of one policy of a report.
struct PolicySessions {
  std::size_t policy = 0;        ///< index into Report::policies
  std::string policy_domain;     ///< domain_of() the policy; empty where there is none
  std::string policy_type;       ///< "sts", or as written; empty where the report has none
  std::uint64_t successful = 0;  ///< of the summary; 0 where absent
  std::uint64_t failed = 0;      ///< of the summary, never of the details: these may overlap

  /// Whether this is the one policy of the report that counts for its type and domain: with
  /// sessions of the same type and domain of other reports it may be added up.
  bool counts_for_type = false;
  /// Whether this is the one policy of the report that counts for its domain, whatever the type, or
  /// the one without a policy (no-policy-found), whose sessions are others: with those and with
  /// those of other reports it may be added up, to what is never more than the sessions of the
  /// domain. Counts of a type and of a domain must not be added to each other.
  bool counts_for_domain = false;

  bool operator==(const PolicySessions&) const = default;
};
BOOST_DESCRIBE_STRUCT(PolicySessions, (),
                      (policy, policy_domain, policy_type, successful, failed, counts_for_type,
                       counts_for_domain))

/// The counts of every policy, in the order of the report. Of several policies that may have
/// counted the same sessions the one with the most sessions counts; of equal ones the first.
/// Policies without a domain are taken for policies of one domain of their own.
std::vector<PolicySessions> sessions_of(const Report& report);

}  // namespace reports::tls
