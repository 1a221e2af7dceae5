// SPDX-License-Identifier: MIT

#include "service/cli/now_option.h"

#include <chrono>

namespace service::cli {

void add_now_option(CLI::App& command, std::string& now) {
  command.add_option("--now", now, "The time that counts as the present; default: now")
      ->type_name("TIME");
}

libauth::base::Result<libauth::base::Time> read_now(const std::string& now) {
  if (now.empty()) {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  }
  if (const auto time = libauth::base::parse_time(now)) return *time;
  return libauth::base::ParseError{
      .offset = 0, .rule = "now", .message = "--now takes a time such as 2026-05-01T00:00:00Z."};
}

}  // namespace service::cli
