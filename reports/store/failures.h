// SPDX-License-Identifier: MIT
//
// Counts how messages failed. Private to this room.

#pragma once

#include <string>
#include <vector>

#include <Poco/Data/Session.h>

#include "reports/store/answers.h"
#include "reports/store/period.h"

namespace reports::store {

/// Each is one statement, and sorted by the members of its rows. Only the latest revisions count.
/// Equal checks of one record, as some receivers send them, are one.
std::vector<FailedSignature> read_failed_signatures(Poco::Data::Session& session,
                                                    const std::string& domain,
                                                    const Counting& counting);
std::vector<SpfCheck> read_spf_checks(Poco::Data::Session& session, const std::string& domain,
                                      const Counting& counting);

}  // namespace reports::store
