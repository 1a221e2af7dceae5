// SPDX-License-Identifier: MIT

#include "service/cli/period_options.h"

#include <chrono>
#include <optional>
#include <string_view>

#include "service/api/mail_analysis.h"
#include "service/cli/now_option.h"

namespace service::cli {

void add_period_options(CLI::App& command, PeriodOptions& options) {
  CLI::Option* days =
      command.add_option("--days", options.days, "Days that the period has, to its end")
          ->type_name("NUMBER")
          ->check(CLI::Range(1, static_cast<int>(api::kLongestPeriod.count())))
          ->capture_default_str();
  command
      .add_option("--from", options.from,
                  "Begin of the period in UTC: a date such as 2026-05-01, or a time")
      ->type_name("DATE")
      ->excludes(days);
  command
      .add_option("--to", options.to,
                  "End of the period, which does not belong to it: a date, or a time; default: the"
                  " last midnight in UTC, or now where --from is given")
      ->type_name("DATE");
  add_now_option(command, options.now, NowForm::date_or_time);
}

libauth::base::Result<AskedPeriod> read_period(const PeriodOptions& options) {
  const auto now = read_now(options.now, NowForm::date_or_time);
  if (!now) return now.error();
  const auto given = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
  };
  auto period = api::read_period(given(options.from), given(options.to), *now,
                                 std::chrono::days(options.days));
  if (!period) {
    libauth::base::ParseError error = period.error();
    // Most sentences name the option themselves.
    const bool is_named = error.message.starts_with(error.rule + " ");
    error.message = "--" + (is_named ? "" : error.rule + ": ") + error.message;
    return error;
  }
  return AskedPeriod{.period = *period, .now = *now};
}

void warn_of_future(const AskedPeriod& asked, Terminal& terminal) {
  if (asked.period.to <= asked.now) return;
  warn(terminal, "--to: The period ends at " + libauth::base::rfc3339(asked.period.to) +
                     ", which is after now, " + libauth::base::rfc3339(asked.now) +
                     "; of the time between there are no reports yet.");
}

}  // namespace service::cli
