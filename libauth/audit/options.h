// SPDX-License-Identifier: MIT
//
// What the caller of an audit chooses.

#pragma once

#include <string>
#include <vector>

#include "libauth/base/time.h"
#include "libauth/dns/name.h"

namespace libauth::audit {

struct Options {
  base::Time now{};                    ///< when the audit is made; evaluators read no clock
  std::vector<std::string> selectors;  ///< DKIM selectors to look at besides the well-known ones
  bool probe_selectors = true;         ///< look at the well-known DKIM selectors
  std::vector<dns::Name> blocklists;   ///< zones of the IP lists to ask; empty: none
};

}  // namespace libauth::audit
