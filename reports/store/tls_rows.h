// SPDX-License-Identifier: MIT
//
// What of a TLS report its octets do not say. Private to this room.

#pragma once

#include <Poco/Data/Session.h>

#include "reports/store/rows.h"
#include "reports/tls/report.h"

namespace reports::store {

/// Gives the report that was read again from its octets the domain that its mail or its file name
/// said when it was added, as tls::take_domain() did then; nothing where it was given none.
/// @param row  of the report, as stored
void restore_domain(Poco::Data::Session& session, ReportRow& row, tls::Report& report);

}  // namespace reports::store
