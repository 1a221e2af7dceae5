// SPDX-License-Identifier: MIT
//
// SPF records that let more addresses send, shown by evaluating them before they are published.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "libauth/dns/facts.h"
#include "libauth/dns/name.h"

namespace reports::analysis {

/// The record with the terms before its "all" or "redirect", or at its end.
std::string with_terms(std::string_view record, std::string_view terms);

/// The record with each of its terms once: one that stands there before decides all.
std::string without_repeats(std::string_view record);

/// "ip4:192.0.2.1 ip6:2001:db8::1"
std::string terms_for(std::span<const libauth::base::IpAddress> addresses);

enum class Proof {
  good,             ///< all addresses pass, and no sender meets too many lookups
  no_pass,          ///< an address does not pass
  over_limit,       ///< it would take too many lookups, RFC 7208 section 4.6.4
  over_void_limit,  ///< not that, but too many that find nothing, of the same section
  pending,          ///< facts are missing, and are noted; or the DNS did not tell
};

/// What the addresses get if the domain published that record in place of its own.
/// @param record  libauth::spf::is_spf_record() holds
Proof prove(const libauth::dns::Name& domain, const std::string& record,
            std::span<const libauth::base::IpAddress> addresses, libauth::dns::Facts& facts,
            libauth::base::Time now);

/// Those of the addresses that would not pass by it; none where the DNS did not tell, or facts are
/// missing, which are noted.
/// @param record  as in prove()
std::optional<std::vector<libauth::base::IpAddress>> not_passing(
    const libauth::dns::Name& domain, const std::string& record,
    std::span<const libauth::base::IpAddress> addresses, libauth::dns::Facts& facts,
    libauth::base::Time now);

}  // namespace reports::analysis
