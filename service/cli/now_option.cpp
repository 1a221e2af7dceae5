// SPDX-License-Identifier: MIT

#include "service/cli/now_option.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "libauth/base/text.h"
#include "service/api/mail_analysis.h"

namespace service::cli {
namespace {

/// 1973-03-03T09:46:40Z. A smaller number is a slip: a year alone, or a date without separators.
constexpr unsigned kLeastSeconds = 100'000'000;

constexpr std::string_view kForms =
    "2026-05-01T00:00:00Z or 1777593600 (seconds since 1970-01-01T00:00:00Z, 100000000 or more)";

std::string examples(NowForm form) {
  return (form == NowForm::date_or_time ? "2026-05-01, " : "") + std::string(kForms);
}

std::string sentence(const std::string& text, NowForm form) {
  const std::string what = form == NowForm::date_or_time ? "date or time" : "time";
  return "\"" + libauth::base::printable(text, 40) + "\" is not a " + what + " such as " +
         examples(form) + ".";
}

std::optional<libauth::base::Time> parse(const std::string& now, NowForm form) {
  return form == NowForm::date_or_time ? api::read_time(now) : libauth::base::parse_time(now);
}

}  // namespace

void add_now_option(CLI::App& command, std::string& now, NowForm form) {
  command
      .add_option(
          "--now", now,
          "The time that counts as the present, such as " + examples(form) + "; default: now")
      ->type_name("TIME")
      // An empty one would be the same as no option.
      ->check([form](const std::string& text) { return text.empty() ? sentence(text, form) : ""; },
              "", "");
}

libauth::base::Result<libauth::base::Time> read_now(const std::string& now, NowForm form) {
  if (now.empty()) {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  }
  const auto seconds = libauth::base::parse_number<std::uint32_t>(now);
  const auto time = parse(now, form);
  if (time && seconds.value_or(kLeastSeconds) >= kLeastSeconds) return *time;
  return libauth::base::ParseError{
      .offset = 0, .rule = "now", .message = "--now: " + sentence(now, form)};
}

}  // namespace service::cli
