// SPDX-License-Identifier: MIT
//
// The option --database: where reports are kept.

#pragma once

#include <functional>
#include <string>

#include <CLI/App.hpp>

#include "reports/store/store.h"
#include "service/cli/terminal.h"

namespace service::cli {

inline constexpr const char* kDefaultDatabase = "mailvet.db";

/// Adds it to a command. `target`, which has its default, outlives the parsing.
CLI::Option* add_database_option(CLI::App& command, std::string& target);

/// What is done where there is no SQLite file yet.
enum class Absent {
  make,    ///< the file is made
  refuse,  ///< the command fails: there is nothing to read, and the name may be a slip
};

/// Opens the database, gives it to `use`, and gives the exit status of that. Where the database
/// cannot be used, also in between, the command fails with one line, without a password.
int with_store(const std::string& target, Absent absent, Terminal& terminal,
               const std::function<int(reports::store::Store&)>& use,
               const reports::store::StoreOptions& options = {});

}  // namespace service::cli
