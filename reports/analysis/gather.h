// SPDX-License-Identifier: MIT
//
// Takes from the store what the answers on a domain are made of.

#pragma once

#include <cstdint>
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
  Traffic before;                          ///< of the period of equal length before it
  Traffic history;                         ///< of kHistory before the period; contains `before`,
                                           ///< unless it is too much to be told
  std::vector<store::Receiver> receivers;  ///< in the period, as are those of the next ones
  std::vector<store::Receiver> receivers_before;
  std::vector<store::Receiver> receivers_history;
  std::vector<store::Receiver> receivers_settled;  ///< kSettledDays to twice that before its end
  std::uint64_t unread = 0;  ///< payloads that could not be read, of all domains
};

/// The period [from, to) before a period, as long as it.
store::Period period_before(const store::Period& period);

/// The addresses of the flows, each once.
std::vector<libauth::base::IpAddress> addresses_of(std::span<const store::Flow> flows);

/// The only function here that reads anything. Names and classes rest on the history too.
/// @param domain  policy domain, lower case
/// What was before the period is left out where it is too much, as if there were no reports.
/// @throws store::Error  also where the period itself is too much (Kind::too_much)
Observed gather(const store::Store& store, const std::string& domain, const store::Period& period,
                const sources::Catalogue& catalogue);

}  // namespace reports::analysis
