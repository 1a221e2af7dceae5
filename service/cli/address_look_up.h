// SPDX-License-Identifier: MIT
//
// Finds out about the addresses in stored reports, from the command line.

#pragma once

#include <span>

#include "reports/sources/mmdb.h"
#include "reports/store/store.h"
#include "service/api/domain_audit.h"
#include "service/cli/progress.h"
#include "service/cli/report_store_documents.h"

namespace service::cli {

/// Looks up what the store has nothing on, some hundred addresses at a time, for five minutes at
/// most, and ends before where the DNS does not answer at all: that is a warning. What is left is
/// for the next time.
/// @throws reports::store::Error
LookedUp look_up_addresses(reports::store::Store& store, const api::DnsAccess& dns,
                           std::span<const reports::sources::Mmdb> files, Terminal& terminal);

}  // namespace service::cli
