// SPDX-License-Identifier: MIT

#include "service/cli/now_option.h"

#include <chrono>
#include <cstdint>

#include "libauth/base/text.h"

namespace service::cli {
namespace {

/// 1973-03-03T09:46:40Z. A smaller number is a slip: a year alone, or a date without separators.
constexpr unsigned kLeastSeconds = 100'000'000;

constexpr const char* kForms =
    "2026-05-01T00:00:00Z or 1777593600 (seconds since 1970-01-01T00:00:00Z, 100000000 or more)";

std::string sentence(const std::string& text) {
  return "\"" + libauth::base::printable(text, 40) + "\" is not a time such as " + kForms + ".";
}

}  // namespace

void add_now_option(CLI::App& command, std::string& now) {
  command
      .add_option(
          "--now", now,
          std::string("The time that counts as the present, such as ") + kForms + "; default: now")
      ->type_name("TIME")
      // An empty one would be the same as no option.
      ->check([](const std::string& text) { return text.empty() ? sentence(text) : ""; }, "", "");
}

libauth::base::Result<libauth::base::Time> read_now(const std::string& now) {
  if (now.empty()) {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  }
  const auto seconds = libauth::base::parse_number<std::uint32_t>(now);
  const auto time = libauth::base::parse_time(now);
  if (time && seconds.value_or(kLeastSeconds) >= kLeastSeconds) return *time;
  return libauth::base::ParseError{
      .offset = 0, .rule = "now", .message = "--now: " + sentence(now)};
}

}  // namespace service::cli
