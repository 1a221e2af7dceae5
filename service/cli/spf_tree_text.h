// SPDX-License-Identifier: MIT
//
// What a domain's SPF record says, as text for people who do not know SPF.

#pragma once

#include "service/api/spf_tree.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// Prints whether the record can be used, the tree of its terms with their costs, and who may send.
void print_text(const api::SpfTree& look, Terminal& terminal);

}  // namespace service::cli
