// SPDX-License-Identifier: MIT
//
// Reports under the keys of parsedmarc 10.4, for dashboards that were made for it.
//
// Keys and their order are its own, and so is what it fills in where a report says nothing:
// alignment "r", sp as p, selector and results "none", scope "mfrom", a disposition "none", an
// envelope_from from the last SPF check. Other than there, times are UTC, identifiers of reports
// are whole, no record is left out or spread over several days, and nobody asks the DNS: of a
// source the address and the name in our catalogue are known.

#pragma once

#include "reports/aggregate/report.h"
#include "reports/failure/report.h"
#include "reports/sources/own_domain.h"
#include "reports/tls/report.h"
#include "service/json.h"

namespace service::cli {

/// The report without its records.
json::object parsedmarc_report(const reports::aggregate::Report& report);

/// An element of its "records".
/// @param own  the domain of the report
json::object parsedmarc_record(const reports::aggregate::Report& report,
                               const reports::aggregate::Record& record,
                               const reports::sources::OwnDomain& own);

json::object parsedmarc_report(const reports::tls::Report& report);

/// The body of the message that failed is not kept, and its attachments are not listed.
json::object parsedmarc_report(const reports::failure::Report& report);

}  // namespace service::cli
