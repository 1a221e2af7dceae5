// SPDX-License-Identifier: MIT
//
// The commands below mailvet report.

#pragma once

#include <vector>

#include "service/cli/command.h"

namespace service::cli {

/// mailvet report import PATH...
Command add_report_import(CLI::App& report);
/// mailvet report summary DOMAIN, and the other answers on a domain
std::vector<Command> add_report_answers(CLI::App& report);
/// mailvet report list, source, unread, reread and remove
std::vector<Command> add_report_store(CLI::App& report);
/// mailvet report verdict DOMAIN [SOURCE WORD]
Command add_report_verdict(CLI::App& report);

}  // namespace service::cli
