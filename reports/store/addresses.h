// SPDX-License-Identifier: MIT
//
// The addresses of all reports, and what was found out about them. Private to this room.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <Poco/Data/Session.h>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "reports/sources/address_facts.h"

namespace reports::store {

/// Whether there are reports whose addresses were not gathered.
bool has_new_addresses(Poco::Data::Session& session);

/// Notes the addresses of some of those reports, in the caller's transaction. Only of those that
/// count and whose trust is not fail or mismatch: whoever forges a report is not to have us ask.
/// @return  whether there are more
bool gather_addresses(Poco::Data::Session& session);

/// Addresses to look up now, at most `limit`: those that never were; those for which the DNS did
/// not tell, after an hour; all others after 30 days; each group the oldest first.
std::vector<libauth::base::IpAddress> read_addresses_to_enrich(Poco::Data::Session& session,
                                                               std::size_t limit,
                                                               libauth::base::Time now);

/// Notes the facts, in the caller's transaction. Where the DNS did not tell, the name that an
/// earlier look-up found stays: not to know is not to know that there is none.
void write_address_facts(Poco::Data::Session& session,
                         std::span<const sources::AddressFacts> facts);

/// Removes some addresses that are only in reports whose middle is before the time, in the caller's
/// transaction.
/// @return  how many; 0: there are no more
std::uint64_t remove_addresses(Poco::Data::Session& session, libauth::base::Time before);

std::vector<sources::AddressFacts> read_address_facts(
    Poco::Data::Session& session, std::span<const libauth::base::IpAddress> addresses);

}  // namespace reports::store
