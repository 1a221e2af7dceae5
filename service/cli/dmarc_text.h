// SPDX-License-Identifier: MIT
//
// A DMARC evaluation, as text for people who do not know DMARC.

#pragma once

#include "service/api/dmarc_evaluation.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// Prints the answer, which record and which organizational domain it rests on, what is
/// odd in the records, how each identifier is aligned, what receivers are asked for, and where RFC
/// 7489 and RFC 9989 differ.
void print_text(const api::DmarcCheck& check, Terminal& terminal);

}  // namespace service::cli
