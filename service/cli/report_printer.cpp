// SPDX-License-Identifier: MIT

#include "service/cli/report_printer.h"

namespace service::cli {

void warn_of(const RejectedFile& file, Terminal& terminal) {
  warn(terminal,
       file.file + (file.member ? ": " + *file.member : "") + ": rejected: " + file.reason);
}

}  // namespace service::cli
