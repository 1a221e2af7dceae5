// SPDX-License-Identifier: MIT
//
// The names under which the DNS keeps facts about an address.

#pragma once

#include <optional>

#include "libauth/base/ip_address.h"
#include "libauth/dns/name.h"

namespace libauth::dns {

/// 10.2.0.192.in-addr.arpa (RFC 1035 section 3.5), or 32 nibbles under ip6.arpa (RFC 3596 section
/// 2.5).
Name reverse_name(const base::IpAddress& address);

/// The address in reverse under another zone, as DNS-based lists have it (RFC 5782 section 2);
/// none where that gets longer than a name can be.
std::optional<Name> reverse_name_in(const base::IpAddress& address, const Name& zone);

}  // namespace libauth::dns
