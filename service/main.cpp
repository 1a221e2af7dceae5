// SPDX-License-Identifier: MIT
//
// The program mailvet.

#include <string>
#include <vector>

#include "service/cli/program.h"
#include "service/cli/terminal.h"

int main(int argc, char** argv) {
  service::cli::Terminal terminal = service::cli::process_terminal();
  return service::cli::run(std::vector<std::string>(argv + 1, argv + argc), terminal);
}
