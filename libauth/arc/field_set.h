// SPDX-License-Identifier: MIT
//
// The fields of an ARC chain as they stand in a header, ordered by instance, RFC 8617 section 4.2.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/arc/result.h"
#include "libauth/mail/header.h"

namespace libauth::arc {

inline constexpr std::string_view kResultsName = "ARC-Authentication-Results";
inline constexpr std::string_view kMessageSignatureName = "ARC-Message-Signature";
inline constexpr std::string_view kSealName = "ARC-Seal";

/// The instance of a field of the chain: "i=N;" at the beginning of an ARC-Authentication-Results,
/// the tag "i" of the two others; 1 to 50. None where there is no such, and for other fields.
/// @spec RFC 8617 section 4.2.1
std::optional<unsigned> instance_of(const mail::Field& field);

/// What stands behind "i=N;" in the value of an ARC-Authentication-Results, as one line without
/// white space at its ends; empty where there is no "i=N;".
std::string payload_of(std::string_view value);

/// What a seal may say of the chain before it.
/// @abnf chain-status = ("none" / "fail" / "pass")
std::optional<Result> parse_chain_status(std::string_view word);
/// What the tag "cv" of a seal says, even if nothing else of the seal can be read.
std::optional<Result> chain_status_of(const mail::Field& seal);

/// The fields of one instance; null where there is none. They live as long as the header.
struct FieldSet {
  const mail::Field* authentication_results = nullptr;
  const mail::Field* message_signature = nullptr;
  const mail::Field* seal = nullptr;

  bool is_complete() const {
    return authentication_results != nullptr && message_signature != nullptr && seal != nullptr;
  }
};

/// What there is of a chain.
struct FieldSets {
  std::vector<FieldSet> sets;     ///< that of instance N at N - 1, up to the highest; of a field
                                  ///< that is there twice the first one
  std::size_t most = 0;           ///< fields of the name that is there most often
  std::size_t longest = 0;        ///< octets of the longest field
  bool has_bad_instance = false;  ///< a field has no instance
  bool has_duplicate = false;     ///< a field of an instance is there twice

  /// Whether there is any field of a chain.
  bool is_there() const { return most > 0; }
  /// Whether each instance from 1 to the highest has its three fields, once each.
  bool is_whole() const;
  /// Whether the newest seal says that the chain had failed before.
  bool has_failed_before() const;
};

FieldSets field_sets_of(const mail::Header& header);

/// Appends what seals cover of a field: its relaxed form, and a CRLF.
void append_sealed(std::string& text, const mail::Field& field);
/// Appends what later seals cover of a set, in the order of RFC 8617 section 5.1.1.
void append_sealed(std::string& text, const FieldSet& set);

}  // namespace libauth::arc
