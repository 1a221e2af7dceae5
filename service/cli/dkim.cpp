// SPDX-License-Identifier: MIT
//
// mailvet dkim: its commands.

#include "service/cli/dkim_commands.h"

namespace service::cli {

Command add_dkim(CLI::App& program) {
  CLI::App* app = program.add_subcommand("dkim", "Sign messages by DKIM");
  app->require_subcommand(1);
  const Command sign = add_dkim_sign(*app);
  const Command key = add_dkim_key(*app);
  return {.app = app, .run = [sign, key](Terminal& terminal) {
            return sign.app->parsed() ? sign.run(terminal) : key.run(terminal);
          }};
}

}  // namespace service::cli
