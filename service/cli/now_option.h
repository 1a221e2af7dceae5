// SPDX-License-Identifier: MIT
//
// The option --now: the time that counts as the present.

#pragma once

#include <string>

#include <CLI/App.hpp>

#include "libauth/base/result.h"
#include "libauth/base/time.h"

namespace service::cli {

/// How the present is given.
enum class NowForm {
  time,          ///< where the second counts
  date_or_time,  ///< beside the days of a period; a date is its midnight in UTC
};

/// Adds it to a command; an empty text is wrong usage. `now` outlives the parsing.
void add_now_option(CLI::App& command, std::string& now, NowForm form = NowForm::time);

/// The time that was given, or that of the clock where `now` is empty. An error that is a sentence
/// where it cannot be read, and for less than 100,000,000 seconds, such as a year alone.
libauth::base::Result<libauth::base::Time> read_now(const std::string& now,
                                                    NowForm form = NowForm::time);

}  // namespace service::cli
