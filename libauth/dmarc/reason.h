// SPDX-License-Identifier: MIT
//
// Why an evaluation ended as it did, in a sentence for people.

#pragma once

#include <string>

#include "libauth/dmarc/discover.h"
#include "libauth/dmarc/evaluate.h"

namespace libauth::dmarc {

/// @param evaluation   complete but for the reason
/// @param identifiers  as they were given to it
std::string reason_of(const Evaluation& evaluation, const Identifiers& identifiers,
                      const Discovery& discovery, Mode mode);

}  // namespace libauth::dmarc
