// SPDX-License-Identifier: MIT
//
// Options with a text that may be empty, which is not the same as not given. CLI11 takes the two
// for one where the variable is optional.

#pragma once

#include <optional>
#include <string>

#include <CLI/App.hpp>

namespace service::cli {

/// Adds the option, or the positional argument. `value` outlives the parsing.
CLI::Option* add_text(CLI::App& app, const std::string& option, std::optional<std::string>& value,
                      const std::string& description);

}  // namespace service::cli
