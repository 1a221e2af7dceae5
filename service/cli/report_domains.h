// SPDX-License-Identifier: MIT
//
// What is said where a domain has no reports: it is a slip, or the database is not the right one.

#pragma once

#include <string>

#include "reports/store/store.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// Whether there are reports on the domain. Where there are none, a line on standard error says so,
/// and which domains there are.
/// @param domain  in lower case
bool has_reports(const reports::store::Store& store, const std::string& domain, Terminal& terminal);

}  // namespace service::cli
