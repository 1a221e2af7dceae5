// SPDX-License-Identifier: MIT
//
// Which DMARC record counts for a domain by RFC 7489: the public suffix list in place of the walk.

#pragma once

#include "libauth/dmarc/discover.h"
#include "libauth/dns/facts.h"
#include "libauth/dns/name.h"

namespace libauth::dmarc {

/// The name one label below the public suffix; a public suffix is its own.
/// @spec RFC 7489 section 3.2
dns::Name organizational_domain_rfc7489(const dns::Name& domain);

/// Finds the policy for mail whose author domain this is. The walk of the discovery has one step,
/// or a second one for the organizational domain; that is always known. "np", "psd" and "t" count
/// for nothing, and several records at a name end it without a policy.
/// @spec RFC 7489 section 6.6.3
Discovery discover_rfc7489(const dns::Name& author, dns::Facts& facts, Asking asking);

}  // namespace libauth::dmarc
