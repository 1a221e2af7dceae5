// SPDX-License-Identifier: MIT
//
// The owners' words on sources. Private to this room.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <Poco/Data/Session.h>

#include "reports/store/store.h"

namespace reports::store {

/// Without a verdict, removes the one that is there.
void write_verdict(Poco::Data::Session& session, const std::string& domain,
                   const std::string& source, const std::optional<sources::Verdict>& verdict,
                   libauth::base::Time set);
/// Sorted by source.
std::vector<SourceVerdict> read_verdicts(Poco::Data::Session& session, const std::string& domain);

}  // namespace reports::store
