// SPDX-License-Identifier: MIT
//
// Writes a DMARC aggregate report, RFC 9990 appendix A.

#pragma once

#include <string>

#include "libauth/base/result.h"
#include "reports/aggregate/report.h"

namespace reports::aggregate {

/// The report as XML in UTF-8, with the elements in the order of the schema.
///
/// parse() reads an equal report from it, with no warning and no deviation, where the texts of
/// `report` are as a reader gives them: trimmed, in UTF-8, no longer than Limits::text, domains in
/// lower case without final dot. Octets that XML cannot have become U+FFFD. The namespace is always
/// that of RFC 9990; warnings and conformance are not written.
///
/// @spec   RFC 9990 section 3.1.1 and appendix A
/// @return the error's rule is the element that RFC 9990 requires and the report has not, or that
///         the report has and RFC 9990 does not know: nothing is left out in silence
libauth::base::Result<std::string> write(const Report& report);

}  // namespace reports::aggregate
