// SPDX-License-Identifier: MIT
//
// The commands of the program. To add one: a file with an add function, and a line in program.cpp.

#pragma once

#include <functional>

#include <CLI/App.hpp>

#include "service/cli/terminal.h"

namespace service::cli {

/// A command of the command line.
struct Command {
  CLI::App* app = nullptr;              ///< says whether it was called; the program owns it
  std::function<int(Terminal&)> run{};  ///< does it, and gives the exit status
};

/// mailvet audit DOMAIN
Command add_audit(CLI::App& program);
/// mailvet spf [DOMAIN]
Command add_spf(CLI::App& program);
/// mailvet verify FILE
Command add_verify(CLI::App& program);
/// mailvet dkim sign FILE, mailvet dkim key
Command add_dkim(CLI::App& program);
/// mailvet dmarc DOMAIN
Command add_dmarc(CLI::App& program);
/// mailvet report FILE..., and the commands of report_commands.h
Command add_report(CLI::App& program);
/// mailvet serve
Command add_serve(CLI::App& program);

}  // namespace service::cli
