// SPDX-License-Identifier: MIT

#include "service/cli/program.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "service/cli/command.h"

namespace service::cli {
namespace {

/// Every command, as --help shows them.
constexpr std::array kCommands = {&add_audit, &add_spf,    &add_dmarc, &add_verify,
                                  &add_dkim,  &add_report, &add_serve};

/// CLI11 takes "[a,b]" for a list, also where it is the name of a file.
std::string literal(std::string argument) {
  const bool is_list = argument.starts_with('[') && argument.ends_with(']');
  return is_list ? "./" + argument : argument;
}

/// CLI11 says some things on several lines.
std::string on_one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::ranges::replace(text, '\n', ' ');
  return text;
}

/// The first argument where it should be a command and is none; empty where all is well. CLI11
/// would only say that a command is missing.
std::string unknown_command(const std::vector<Command>& commands,
                            const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front().starts_with('-')) return {};
  const auto has_name = [&](const Command& command) {
    return command.app->get_name() == arguments.front();
  };
  return std::ranges::any_of(commands, has_name) ? std::string() : arguments.front();
}

/// The words of the command that was to be read when the usage turned out to be wrong: "mailvet
/// report list".
std::string words_of(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return app.get_name() + (chosen.empty() ? "" : " " + words_of(*chosen.back()));
}

int run_chosen(const std::vector<Command>& commands, Terminal& terminal) {
  for (const Command& command : commands) {
    if (command.app->parsed()) return command.run(terminal);
  }
  return kFailed;
}

}  // namespace

int run(std::vector<std::string> arguments, Terminal& terminal) {
  CLI::App program("Tells whether mail that claims to come from a domain can be trusted.",
                   "mailvet");
  program.set_version_flag("--version", "mailvet " MAILVET_VERSION);
  program.require_subcommand(1);
  std::vector<Command> commands;
  for (const auto add : kCommands) commands.push_back(add(program));
  if (const std::string name = unknown_command(commands, arguments); !name.empty()) {
    return fail(terminal, "There is no command " + name + " (see mailvet --help)");
  }
  std::ranges::transform(arguments, arguments.begin(), literal);
  std::ranges::reverse(arguments);  // what CLI11 expects of a vector
  try {
    program.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error, terminal.out, terminal.err);
    return fail(terminal, on_one_line(error.what()) + " (see " + words_of(program) + " --help)");
  }
  return run_chosen(commands, terminal);
}

}  // namespace service::cli
