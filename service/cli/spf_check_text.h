// SPDX-License-Identifier: MIT
//
// The SPF check of one sender, as text for people who do not know SPF.

#pragma once

#include "service/api/spf_check.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// Prints what was asked and what came out, what decided, every step, and the header field.
void print_text(const api::SenderCheck& check, Terminal& terminal);

}  // namespace service::cli
