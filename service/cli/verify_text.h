// SPDX-License-Identifier: MIT
//
// The verification of one message, as text for people.

#pragma once

#include "service/api/verify_message.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// Prints what came out, each method with its reason, what is odd about the message, and the header
/// fields that a receiver would add.
void print_text(const api::VerifiedMessage& message, Terminal& terminal);

}  // namespace service::cli
