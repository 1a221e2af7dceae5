// SPDX-License-Identifier: MIT
//
// The options --authserv-id and --trusted-only: which reports to believe.

#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace service::cli {

/// Adds --authserv-id, which may be repeated. `ids` outlives the parsing.
void add_authserv_id_option(CLI::App& command, std::vector<std::string>& ids);

/// Adds --trusted-only. `trusted_only` outlives the parsing.
void add_trusted_only_option(CLI::App& command, bool& trusted_only);

}  // namespace service::cli
