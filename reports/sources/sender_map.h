// SPDX-License-Identifier: MIT
//
// A map of senders: what a name stands behind, as a table that users write.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/base/result.h"
#include "reports/sources/limits.h"

namespace reports::sources {

/// What a row of a map goes by; the words of its column "evidence-kind". Domains count for all
/// names at or below them.
enum class EvidenceKind {
  domain,    ///< a domain of the sender, wherever it stands: dkim, spf and ptr in one
  dkim,      ///< the domain of a signature
  selector,  ///< the selector of a signature by the owner's domain; "#" is a digit, "*" any text
  spf,       ///< the domain of an SPF check that passed
  ptr,       ///< a confirmed name of the address
  asn,       ///< the network of the address, "64500" or "AS64500"
};
BOOST_DESCRIBE_ENUM(EvidenceKind, domain, dkim, selector, spf, ptr, asn)

struct MapRow {
  EvidenceKind kind{};
  std::string value;  ///< a domain in lower case, a selector in lower case, or decimal digits
  std::string name;   ///< of the sender: 1 to MapLimits::name octets of UTF-8, no control octets
  std::optional<std::string> type;

  bool operator==(const MapRow&) const = default;
};

/// The rules of a ParseError, besides kCsvQuoteRule.
inline constexpr std::string_view kMapHeaderRule = "csv-header";    ///< not the columns of a map
inline constexpr std::string_view kMapCellsRule = "csv-cells";      ///< more or fewer than columns
inline constexpr std::string_view kMapKindRule = "evidence-kind";   ///< no word of EvidenceKind
inline constexpr std::string_view kMapValueRule = "value";          ///< no domain, selector, AS
inline constexpr std::string_view kMapNameRule = "name";            ///< empty, too long, no text
inline constexpr std::string_view kMapTypeRule = "type";            ///< too long, no text
inline constexpr std::string_view kMapOctetsRule = "limit-octets";  ///< MapLimits::octets
inline constexpr std::string_view kMapRowsRule = "limit-rows";      ///< MapLimits::rows
inline constexpr std::string_view kMapPatternsRule = "limit-patterns";  ///< MapLimits::patterns

/// Reads a map. Its first row names the columns, in any order and case: `evidence-kind`, `value`,
/// `name` and `type`, or, as in maps that others make, `base_reverse_dns`, `name` and `type`, where
/// every row is of the kind `domain`. Other columns are passed over, and `type` may be missing.
///
/// @spec   RFC 4180 section 2
/// @return the rows in their order; the message of an error begins with the line: "line 7: ..."
/// @limits `limits`; O(n) time
libauth::base::Result<std::vector<MapRow>> parse_sender_map(std::string_view csv,
                                                            const MapLimits& limits = {});

/// Whether the selector is that of the pattern, in which "#" is one digit and "*" any text. Both
/// are in lower case.
bool matches_selector(std::string_view pattern, std::string_view selector);
/// Whether the pattern has "#" or "*".
bool is_selector_pattern(std::string_view pattern);

}  // namespace reports::sources
