// SPDX-License-Identifier: MIT
//
// What is kept of a record to be counted by: the texts of Flow. Private to this room.

#pragma once

#include <optional>
#include <string>

#include "reports/aggregate/report.h"

namespace reports::store {

/// Flow::signers. Domains and selectors with a blank are passed over, as nobody can publish them.
std::string signers_of(const aggregate::Record& record);

/// Flow::spf_domain.
std::optional<std::string> spf_passed_of(const aggregate::Record& record);

/// Flow::reasons. A blank in a word becomes "_".
std::string reasons_of(const aggregate::Record& record);

}  // namespace reports::store
