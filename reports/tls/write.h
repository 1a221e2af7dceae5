// SPDX-License-Identifier: MIT
//
// Writes a TLS report, RFC 8460 section 4.4.

#pragma once

#include <string>

#include "reports/tls/report.h"

namespace reports::tls {

/// The report as JSON on one line. parse() reads it as the same report, with the warnings that come
/// from what is missing or unknown. What is absent is left out; what has a text as sent, which was
/// repaired, is written as sent.
/// @param report  its texts are UTF-8; the warnings are not written
std::string write(const Report& report);

}  // namespace reports::tls
