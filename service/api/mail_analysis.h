// SPDX-License-Identifier: MIT
//
// What the answers on stored reports need besides them: the period, and what the DNS says now.
//
// HTTP and the command line both go through here, so that they say the same.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "libauth/dns/name.h"
#include "reports/analysis/fixes.h"
#include "reports/analysis/gather.h"
#include "reports/analysis/impact.h"
#include "reports/analysis/policy.h"
#include "reports/analysis/summary.h"
#include "reports/analysis/thresholds.h"
#include "reports/sources/catalogue.h"
#include "reports/store/answers.h"
#include "reports/store/store.h"
#include "service/api/analysis_documents.h"
#include "service/api/domain_audit.h"

namespace service::api {

/// Days of a period that is not given.
inline constexpr std::chrono::days kUsualPeriod{7};
/// Those of the answer to what a policy would do. A summary judges the next step by as many.
inline constexpr std::chrono::days kImpactPeriod = reports::analysis::kJudgedPeriod;
/// The longest period.
inline constexpr std::chrono::days kLongestPeriod{3660};

/// Reads "2026-05-01", which is its midnight in UTC, "2026-05-01T06:00:00Z", or seconds since 1970;
/// none for other forms, and for what is after the year 9999.
std::optional<libauth::base::Time> read_time(std::string_view text);

/// What is wrong with a text that read_time() does not take, with the word as its rule.
libauth::base::ParseError wrong_time(std::string_view word, std::string_view text);

/// Reads a period: from the first point in time on, up to and without the second one, each as
/// read_time() has it. Without `to` it ends now, without `from` it is as long as `days`, and
/// without both it is of whole days: it ends with the last midnight in UTC.
/// @return an error with the rule "from" or "to"; its message is a sentence
libauth::base::Result<reports::store::Period> read_period(std::optional<std::string_view> from,
                                                          std::optional<std::string_view> to,
                                                          libauth::base::Time now,
                                                          std::chrono::days days = kUsualPeriod);

/// Whether all is well, with the policy of today and what TLS reports tell.
/// @param catalogue  names the sources
/// @throws reports::store::Error
reports::analysis::Summary summary_of(const reports::store::Store& store,
                                      const libauth::dns::Name& domain,
                                      const reports::store::Period& period,
                                      const reports::sources::Catalogue& catalogue,
                                      const DnsAccess& dns, libauth::base::Time now);

/// Who sends reports, and whether receivers do what the policy asks for; which subdomains exist is
/// looked up, as sp or np holds for them.
reports::analysis::Receivers receivers_of(const reports::analysis::Observed& observed,
                                          const DnsAccess& dns, libauth::base::Time now);

/// What happened on each day of the period.
/// @throws reports::store::Error
Timeline timeline_of(const reports::store::Store& store, const libauth::dns::Name& domain,
                     const reports::store::Period& period,
                     const reports::sources::Catalogue& catalogue);

/// What a policy would do, beside the policy of today.
/// @param proposal  without any word the next stricter policy is what is asked about
reports::analysis::Impact impact_of(const libauth::dns::Name& domain,
                                    const reports::analysis::Observed& observed,
                                    const reports::analysis::Proposal& proposal,
                                    const DnsAccess& dns, libauth::base::Time now);

/// What TLS reports tell. Whether they come at all is looked for in the time before the period too,
/// reports::analysis::kHistory.
/// @throws reports::store::Error
TlsDocument tls_of(const reports::store::Store& store, const libauth::dns::Name& domain,
                   const reports::store::Period& period, libauth::base::Time now);

/// What fails, held against the DNS of now.
/// @param catalogue  names the sources
/// @throws reports::store::Error
reports::analysis::Fixes fixes_of(const reports::store::Store& store,
                                  const libauth::dns::Name& domain,
                                  const reports::store::Period& period,
                                  const reports::sources::Catalogue& catalogue,
                                  const DnsAccess& dns, libauth::base::Time now);

/// Why the DNS told nothing of what the fixes are held against; empty where it told something, and
/// where nothing fails. Where nothing answers it takes some seconds.
std::string silence_of(const reports::analysis::Fixes& fixes, const DnsAccess& dns);

}  // namespace service::api
