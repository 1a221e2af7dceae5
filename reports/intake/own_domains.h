// SPDX-License-Identifier: MIT
//
// Leaves out reports on domains of others.

#pragma once

#include <span>
#include <string_view>

#include "libauth/dns/name.h"
#include "reports/intake/read.h"

namespace reports::intake {

/// Moves the reports that are on none of the domains, nor on one below them, to what is refused,
/// with kOtherDomainRule and a reason that names their domain. One that names no domain stays. Of
/// one that came in a mail the whole upload is kept, once, as the mail may tell its domain.
/// @param upload  what `reading` was read from
/// @param own     empty: all stay
/// @threads safe; keeps no state
void refuse_others(Reading& reading, std::string_view upload,
                   std::span<const libauth::dns::Name> own);

}  // namespace reports::intake
