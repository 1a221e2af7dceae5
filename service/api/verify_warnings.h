// SPDX-License-Identifier: MIT
//
// What is odd about a message, whether it passes or not. The list of docs/verify-json.md.

#pragma once

#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "service/api/verify_message.h"

namespace service::api {

/// The words stay; docs/verify-json.md says what each means.
enum class VerifyWarningWord {
  several_from_fields,
  unreadable_from,
  no_from,
  several_author_domains,
  from_not_covered,
  from_addable,
  too_many_signatures,
  header_cut,
  forged_results,
  undeletable_results,
  bare_cr,
  bare_lf,
  nul,
  no_field_lines,
  mbox_line,
  byte_order_mark,
  empty_first_line,
  lf_line_ends,
};

BOOST_DESCRIBE_ENUM(VerifyWarningWord, several_from_fields, unreadable_from, no_from,
                    several_author_domains, from_not_covered, from_addable, too_many_signatures,
                    header_cut, forged_results, undeletable_results, bare_cr, bare_lf, nul,
                    no_field_lines, mbox_line, byte_order_mark, empty_first_line, lf_line_ends)

struct VerifyWarning {
  VerifyWarningWord word{};
  std::string detail;  ///< a sentence for people, without the dot at its end
};

BOOST_DESCRIBE_STRUCT(VerifyWarning, (), (word, detail))

/// The gravest first.
std::vector<VerifyWarning> warnings_of(const VerifiedMessage& message);

/// What is odd about the beginning; empty where nothing is.
std::string words_of(libauth::mail::Beginning beginning);

/// What is odd about the octets, among them none where nothing is.
std::vector<VerifyWarning> warnings_on(const libauth::mail::OctetCounts& octets);

}  // namespace service::api
