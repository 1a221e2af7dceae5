// SPDX-License-Identifier: MIT
//
// Takes from the store what the answers on a domain are made of.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libauth/base/ip_address.h"
#include "reports/analysis/traffic.h"
#include "reports/sources/catalogue.h"
#include "reports/store/answers.h"
#include "reports/store/store.h"

namespace reports::analysis {

/// What is known of a domain: a period, and what was before it.
struct Observed {
  Traffic current;                         ///< of the period
  std::uint64_t days = 0;                  ///< of UTC in the period that have reports
  Traffic before;                          ///< of the period of equal length before it
  Traffic history;                         ///< of kHistory before the period; contains `before`,
                                           ///< unless it is too much to be told
  std::vector<store::Receiver> receivers;  ///< in the period, as are those of the next ones
  std::vector<store::Receiver> receivers_before;
  std::vector<store::Receiver> receivers_history;
  std::vector<store::Receiver> receivers_settled;  ///< kSettledDays to twice that before its end
  std::uint64_t unread = 0;  ///< payloads that could not be read, of all domains, and that came
                             ///< in the period or in kArrival after it
};

/// By what it is judged whether the next step may be published.
struct Recent {
  Traffic traffic;
  std::uint64_t days = 0;  ///< of UTC that have reports
};

/// The traffic of each day.
struct Daily {
  bool is_classified = true;                     ///< false: it is too much, and only days are told
  Traffic traffic;                               ///< alike and of the same day
  std::vector<libauth::base::Time> day_of_flow;  ///< midnight in UTC, of each flow of traffic
  std::vector<store::Day> days;  ///< those with reports, also with such as have no records
};

/// The period [from, to) before a period, as long as it.
store::Period period_before(const store::Period& period);

/// The addresses of the flows, each once.
std::vector<libauth::base::IpAddress> addresses_of(std::span<const store::Flow> flows);

/// Reads what is known of a domain. Names and classes rest on the history too.
/// @param domain  policy domain, lower case
/// What was before the period is left out where it is too much, as if there were no reports.
/// @throws store::Error  also where the period itself is too much (Kind::too_much)
Observed gather(const store::Store& store, const std::string& domain, const store::Period& period,
                const sources::Catalogue& catalogue);

/// Reads the last kJudgedPeriod to the end of a period, named and classified as gather() does it;
/// none where the period is as long itself. Where it is too much there is nothing in it, as if
/// there were no reports.
/// @throws store::Error
std::optional<Recent> gather_recent(const store::Store& store, const std::string& domain,
                                    const store::Period& period,
                                    const sources::Catalogue& catalogue);

/// Reads the traffic of each day of a period, named and classified as gather() does it, unless it
/// is too much.
/// @throws store::Error
Daily gather_daily(const store::Store& store, const std::string& domain,
                   const store::Period& period, const sources::Catalogue& catalogue);

}  // namespace reports::analysis
