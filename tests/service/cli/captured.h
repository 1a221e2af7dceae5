// SPDX-License-Identifier: MIT
//
// Runs a command line inside the test, with streams in memory.

#pragma once

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "service/cli/program.h"

namespace tests {

struct Captured {
  int status = -1;
  std::string out;
  std::string err;

  /// Whether there is one line on standard error, "mailvet: ...", as for everything that is wrong.
  bool has_one_error_line() const {
    return err.starts_with("mailvet: ") && err.find('\n') == err.size() - 1;
  }
};

/// @param is_screen  whether standard output is a terminal
inline Captured run(std::vector<std::string> arguments, const std::string& input = {},
                    bool is_screen = false) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  service::cli::Terminal terminal{.in = in, .out = out, .err = err, .is_screen = is_screen};
  const int status = service::cli::run(std::move(arguments), terminal);
  return {.status = status, .out = out.str(), .err = err.str()};
}

}  // namespace tests
