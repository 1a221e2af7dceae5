// SPDX-License-Identifier: MIT
//
// The commands below mailvet dkim.

#pragma once

#include "service/cli/command.h"

namespace service::cli {

/// mailvet dkim sign FILE
Command add_dkim_sign(CLI::App& dkim);
/// mailvet dkim key
Command add_dkim_key(CLI::App& dkim);

}  // namespace service::cli
