// SPDX-License-Identifier: MIT
//
// The options that say which days an answer is about.

#pragma once

#include <string>

#include <CLI/App.hpp>

#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "reports/store/answers.h"
#include "service/cli/terminal.h"

namespace service::cli {

struct PeriodOptions {
  std::string from;  ///< empty: `days` before the end
  std::string to;    ///< empty: now
  std::string now;   ///< empty: the time of the clock
  int days = 7;
};

/// Adds --from, --to, --days and --now to a command. `options`, which has the default of the days,
/// outlives the parsing.
void add_period_options(CLI::App& command, PeriodOptions& options);

struct AskedPeriod {
  reports::store::Period period;
  libauth::base::Time now{};  ///< the time that counts as the present
};

/// As api::read_period() has it, and --now is a date or a time too. The message of an error is a
/// sentence, with the option.
libauth::base::Result<AskedPeriod> read_period(const PeriodOptions& options);

/// Says where the period ends after the present: there are no reports of the rest yet.
void warn_of_future(const AskedPeriod& asked, Terminal& terminal);

}  // namespace service::cli
