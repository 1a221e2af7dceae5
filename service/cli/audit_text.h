// SPDX-License-Identifier: MIT
//
// An audit as text for people.

#pragma once

#include "libauth/audit/audit.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// Prints a line for each check, and under it what the check found, the answers behind it and the
/// record to publish instead.
void print_text(const libauth::audit::Audit& audit, Terminal& terminal);

}  // namespace service::cli
