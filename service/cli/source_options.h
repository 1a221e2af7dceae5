// SPDX-License-Identifier: MIT
//
// The options that say how senders are named: maps of the user, and files of networks.

#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "libauth/base/result.h"
#include "reports/sources/catalogue.h"
#include "reports/sources/mmdb.h"
#include "service/cli/terminal.h"

namespace service::cli {

struct SourceOptions {
  std::string map;                ///< file; its rows count above our own
  std::string only_map;           ///< file; its rows alone
  std::vector<std::string> mmdb;  ///< files; the first one that has a value counts
  bool no_look_up = false;        ///< addresses are not looked up
};

/// --map and --only-map. `options` outlives the parsing.
void add_map_options(CLI::App& command, SourceOptions& options);
/// --mmdb and --no-look-up. `options` outlives the parsing.
void add_look_up_options(CLI::App& command, SourceOptions& options);

/// The senders that the options ask for. The message of an error is a sentence with the file.
libauth::base::Result<reports::sources::Catalogue> open_catalogue(const SourceOptions& options,
                                                                  Terminal& terminal);
/// The files that --mmdb names. The message of an error is a sentence with the file.
libauth::base::Result<std::vector<reports::sources::Mmdb>> open_mmdb(const SourceOptions& options);

}  // namespace service::cli
