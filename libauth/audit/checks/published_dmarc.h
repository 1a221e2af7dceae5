// SPDX-License-Identifier: MIT
//
// The DMARC record for the checks that judge what is in it.

#pragma once

#include <optional>

#include "libauth/audit/check.h"
#include "libauth/dmarc/discover.h"

namespace libauth::audit {

/// The policy that applies to the domain, where a record does. Otherwise the check is over, and its
/// end is said to the reporter: unknown where the DNS did not tell, not applicable where the check
/// dmarc-record says what is missing.
std::optional<dmarc::Discovery> applied_dmarc(const Subject& subject, Reporter& reporter);

}  // namespace libauth::audit
