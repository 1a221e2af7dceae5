// SPDX-License-Identifier: MIT
//
// The option that says whose reports are taken.

#pragma once

#include <vector>

#include <CLI/App.hpp>

#include "libauth/dns/name.h"

namespace service::cli {

/// --own-domain. `domains` outlives the parsing.
void add_own_domain_option(CLI::App& command, std::vector<libauth::dns::Name>& domains);

}  // namespace service::cli
