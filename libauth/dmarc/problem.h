// SPDX-License-Identifier: MIT
//
// What is wrong with what a domain publishes for DMARC, in sentences for its owner.

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/dmarc/discover.h"
#include "libauth/dmarc/record.h"
#include "libauth/dns/name.h"

namespace libauth::dmarc {

/// The first six are those of TagProblem.
enum class ProblemKind {
  invalid_value,
  invalid_uri,
  unknown_tag,
  obsolete_tag,
  duplicate_tag,
  malformed,
  several_records,  ///< at one name, which count as none (RFC 9989 section 4.10)
  no_record,        ///< a text that is no DMARC record and looks like one
};

BOOST_DESCRIBE_ENUM(ProblemKind, invalid_value, invalid_uri, unknown_tag, obsolete_tag,
                    duplicate_tag, malformed, several_records, no_record)

struct Problem {
  ProblemKind kind{};
  dns::Name name;          ///< of the TXT record, with "_dmarc"
  std::string tag;         ///< as written; may be empty
  std::string value;       ///< as written, octets: of the tag; with no_record the whole text
  std::size_t offset = 0;  ///< octets before it in the record
  std::string sentence;    ///< printable
};

/// Problems that are told of one domain; nobody reads more.
inline constexpr std::size_t kMaxProblems = 20;

struct Problems {
  std::vector<Problem> list;
  std::size_t left_out = 0;  ///< how many are not in the list
};

/// The problems of all that was looked at: name by name, those of the record in their order there.
/// Of the tags those of the record that counts, or would, could it be used.
Problems problems_of(const Discovery& discovery);

/// Texts for base::filled(), each with the places that it needs: {name} is where the record is,
/// {count}, {text} and {why} belong to the last two, and places_of() gives the others.
struct ProblemWords {
  static constexpr std::string_view kInvalidValue =
      "The tag \"{tag}\" of the DMARC record at {name} has the value \"{value}\", which is none of "
      "those allowed: receivers {effect}.";
  static constexpr std::string_view kInvalidUri =
      "\"{uri}\" in the tag \"{tag}\" of the DMARC record at {name} is no address that reports "
      "can be sent to.";
  static constexpr std::string_view kUnknownTag =
      "The DMARC record at {name} has the tag \"{tag}\", which no receiver knows.";
  static constexpr std::string_view kObsoleteTag =
      "The DMARC record at {name} has the tag \"{tag}\", which RFC 9989 has removed.";
  static constexpr std::string_view kDuplicateTag =
      "The DMARC record at {name} has the tag \"{tag}\" more than once: the first one counts here, "
      "and other receivers take another one, or none.";
  static constexpr std::string_view kMalformed =
      "The DMARC record at {name} has \"{value}\" at octet {offset}, which does not belong there.";
  static constexpr std::string_view kSeveralRecords =
      "{name} has {count} DMARC records: receivers discard all of them.";
  static constexpr std::string_view kNoRecord =
      "The text \"{text}\" at {name} is no DMARC record: {why}.";
};

/// {tag}, {value}, {uri} (which is the value), {offset} and {effect} of a problem of the record,
/// not yet printable.
std::map<std::string, std::string> places_of(const TagProblem& problem, const Record& record);

}  // namespace libauth::dmarc
