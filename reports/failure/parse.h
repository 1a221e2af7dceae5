// SPDX-License-Identifier: MIT
//
// Reads a failure report, RFC 5965, RFC 6591 and RFC 9991, and those that are text alone.
//
// Receivers fold, repeat, misspell and leave out what they like, so this reader takes what has a
// meaning, invents nothing, and notes each repair in the report's warnings.

#pragma once

#include <string_view>

#include "libauth/base/result.h"
#include "reports/failure/limits.h"
#include "reports/failure/parts.h"
#include "reports/failure/report.h"

namespace reports::failure {

/// The rules of a ParseError: why a report was refused.
inline constexpr std::string_view kEmptyRule = "empty-payload";     ///< only blanks in all parts
inline constexpr std::string_view kReportRule = "feedback-report";  ///< no field of one, and no
                                                                    ///< known text
inline constexpr std::string_view kOctetsRule = "limit-octets";     ///< Limits::octets
inline constexpr std::string_view kFieldsRule = "limit-fields";     ///< Limits::fields

/// The report in the parts of a mail, with a warning for every repair.
///
/// A feedback part counts where it has at least one field of a report; where there is none, the
/// text for people is read, if it is one of a known form. The body of the original is kept only
/// where Limits::body asks for it.
///
/// @spec    RFC 5965 section 3; RFC 6591 section 3; RFC 9991 section 4
/// @param   parts  any octets
/// @return  the error has one of the rules above; never throws for bad input
/// @limits  `limits`; no recursion; O(n) time; memory: twice the octets, for a copy of the original
/// where its line ends are CR
/// @threads safe; keeps no state
libauth::base::Result<Report> parse(const Parts& parts, const Limits& limits = {});

/// Whether the text is that of a failure report without a feedback part, as Exim and cPanel send
/// it: who unpacks a mail asks this where no part of it is a report.
/// @param text  decoded octets with any line ends; its first 4096 octets count
bool is_text_report(std::string_view text);

}  // namespace reports::failure
