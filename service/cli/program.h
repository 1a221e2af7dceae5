// SPDX-License-Identifier: MIT
//
// The program mailvet: its commands, and what all of them have in common.

#pragma once

#include <string>
#include <vector>

#include "service/cli/terminal.h"

namespace service::cli {

/// Does what the arguments say, without the program's name in front, and gives the exit status.
/// Wrong usage is one line on `err` and kFailed.
int run(std::vector<std::string> arguments, Terminal& terminal);

}  // namespace service::cli
