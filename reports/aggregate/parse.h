// SPDX-License-Identifier: MIT
//
// Reads a DMARC aggregate report, RFC 7489 appendix C and RFC 9990.
//
// One in ten of the reports that receivers send keeps to a schema, so this reader takes what has a
// meaning and notes each repair in the report's warnings. XML that is not well-formed is repaired
// first (recover.h).

#pragma once

#include <string_view>

#include "libauth/base/result.h"
#include "reports/aggregate/limits.h"
#include "reports/aggregate/report.h"

namespace reports::aggregate {

/// The rules of a ParseError: why a document was refused.
inline constexpr std::string_view kEmptyRule = "empty-payload";  ///< no octets, or only space
inline constexpr std::string_view kXmlRule = "xml";  ///< no XML, broken beyond repair, two roots
inline constexpr std::string_view kFeedbackRule = "feedback";         ///< XML of another kind
inline constexpr std::string_view kMetadataRule = "report_metadata";  ///< not there
inline constexpr std::string_view kPolicyRule = "policy_published";   ///< no domain in it
inline constexpr std::string_view kOctetsRule = "limit-octets";       ///< Limits::octets
inline constexpr std::string_view kRecordsRule = "limit-records";     ///< Limits::records
inline constexpr std::string_view kNodesRule = "limit-nodes";         ///< Limits::nodes
inline constexpr std::string_view kDepthRule = "limit-depth";         ///< Limits::depth

/// The report in the document, with a warning for every repair.
///
/// Elements are known by their local names, in any order; attributes and comments are passed over.
/// A document type is passed over and its entities are never expanded: "&name;" stays text.
/// Encodings: UTF-16, UTF-32, UTF-8 whatever is declared, and windows-1252 where that or ISO 8859-1
/// is declared; other invalid octets become U+FFFD. What comes out is always UTF-8.
/// How far the document is in the form of RFC 9990 is told in the report, and refuses none.
///
/// @spec    RFC 9990 section 3.1.1 and appendix A; RFC 7489 section 7.2 and appendix C
/// @param   xml  the whole document; any octets
/// @return  the error has one of the rules above; never throws for bad input
/// @limits  `limits`; no recursion; O(n) time, and about 5 times the octets of memory
/// @threads safe; keeps no state
libauth::base::Result<Report> parse(std::string_view xml, const Limits& limits = {});

}  // namespace reports::aggregate
