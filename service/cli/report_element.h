// SPDX-License-Identifier: MIT
//
// A report as an element of `mailvet report`'s JSON.

#pragma once

#include "service/cli/report_document.h"
#include "service/json.h"

namespace service::cli {

/// The members "kind" (aggregate, tls, failure), "file" and "member", and those of the report. What
/// a failure report calls its kind is "form" here.
json::object report_element(const FoundReport& report);

}  // namespace service::cli
