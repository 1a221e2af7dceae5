// SPDX-License-Identifier: MIT
//
// What the failures of TLS reports mean, and what to do about them: a table.

#pragma once

#include <span>
#include <string_view>

namespace reports::analysis {

/// A word of "result-type", RFC 8460 section 4.3.
struct ResultTypeInfo {
  std::string_view result_type;
  std::string_view meaning;  ///< a sentence
  std::string_view remedy;   ///< a sentence: what the owner of the domain does about it
  std::string_view spec;     ///< where the consequence stands
  /// Whether an MTA-STS policy in mode "enforce" keeps such mail from being delivered.
  bool is_lost_by_sts = false;
  /// Whether TLSA records keep such mail from being delivered. DANE has no mode for tests: it is
  /// lost as soon as the records are there.
  bool is_lost_by_dane = false;
};

/// All words of the registry (RFC 8460 section 6.6), in its order.
std::span<const ResultTypeInfo> result_types();

/// What the word stands for; of an empty one, that no reason is given. A word that is in no
/// registry is taken for validation-failure: mail is not delivered for whatever reason it stands
/// for.
const ResultTypeInfo& result_type_info(std::string_view result_type);

}  // namespace reports::analysis
