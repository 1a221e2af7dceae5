// SPDX-License-Identifier: MIT
//
// Reads a TLS report, RFC 8460 section 4.
//
// Senders leave members out, send null, or use other names and types. This reader takes what has a
// meaning and notes each repair in the report's warnings. It needs well-formed JSON.

#pragma once

#include <string_view>

#include "libauth/base/result.h"
#include "reports/tls/limits.h"
#include "reports/tls/report.h"

namespace reports::tls {

/// The rules of a ParseError: why a document was refused.
inline constexpr std::string_view kEmptyRule = "empty-payload";      ///< no octets, or only space
inline constexpr std::string_view kJsonRule = "json";                ///< not well-formed
inline constexpr std::string_view kReportRule = "report";            ///< JSON of another kind
inline constexpr std::string_view kOctetsRule = "limit-octets";      ///< Limits::octets
inline constexpr std::string_view kNodesRule = "limit-nodes";        ///< Limits::nodes
inline constexpr std::string_view kDepthRule = "limit-depth";        ///< Limits::depth
inline constexpr std::string_view kPoliciesRule = "limit-policies";  ///< Limits::policies
/// Limits::failure_details
inline constexpr std::string_view kDetailsRule = "limit-failure-details";

/// The report in the document, with a warning for every repair.
///
/// Members are known by RFC 8460's names in any case and with "_" for "-", and by the names of
/// drafts and of other programs: mx-host-pattern, additional-info-uri. Members of policy, summary
/// and date-range may stand one level above. Where several reports follow each other, or are in an
/// array, the first one is read; the warning further_report has the offset of the second, which can
/// be read from there on.
///
/// @spec    RFC 8460 section 4.4
/// @param   json  the whole document; any octets
/// @return  the error has one of the rules above; never throws for bad input
/// @limits  `limits`; O(n) time, recursion no deeper than `limits.depth`
/// @threads safe; keeps no state
libauth::base::Result<Report> parse(std::string_view json, const Limits& limits = {});

}  // namespace reports::tls
