// SPDX-License-Identifier: MIT
//
// The options that say how large a report may be.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <CLI/App.hpp>

#include "libauth/base/result.h"
#include "reports/intake/limits.h"

namespace service::cli {

/// The most that --max-octets takes. Both databases have less than 1 GB in one value.
inline constexpr std::size_t kMostOctets = std::size_t{900} << 20;

struct LimitOptions {
  std::size_t records = reports::intake::Limits{}.aggregate.records;
  std::size_t octets = reports::intake::Limits{}.input;
};

/// --max-records and --max-octets. `options` outlives the parsing.
void add_limit_options(CLI::App& command, LimitOptions& options);

reports::intake::Limits limits_of(const LimitOptions& options);

/// Why something was rejected, with the option that takes more where it is over a limit.
/// @param rule  of the error that has the message
std::string with_option(std::string_view rule, std::string message);

}  // namespace service::cli
