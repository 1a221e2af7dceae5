// SPDX-License-Identifier: MIT
//
// The SPF record for the checks that judge what is in it.

#pragma once

#include <optional>
#include <string>

#include "libauth/audit/check.h"
#include "libauth/spf/record.h"

namespace libauth::audit {

struct ReadableSpf {
  std::string text;
  spf::Record record;
  dns::Question question;
};

/// The domain's SPF record where there is one that can be read. Otherwise the check is over, and
/// its end is said to the reporter: unknown where the DNS did not tell, not applicable where
/// the check spf-record says what is wrong.
std::optional<ReadableSpf> readable_spf(const Subject& subject, Reporter& reporter);

}  // namespace libauth::audit
