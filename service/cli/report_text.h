// SPDX-License-Identifier: MIT
//
// Reports as text for people.

#pragma once

#include "service/cli/report_document.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// Prints a few lines for each report, one for each rejected file, and the totals.
void print_text(const ReportDocument& document, Terminal& terminal);

}  // namespace service::cli
