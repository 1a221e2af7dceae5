// SPDX-License-Identifier: MIT
//
// Which elements a report has, and inside which others: what repairing one needs. Private to this
// room.

#pragma once

#include <optional>
#include <string_view>

namespace reports::aggregate {

/// What an element is made of. Elements with the same name differ by where they stand.
enum class Content {
  other,  ///< of no RFC, or where no RFC has it
  text,   ///< text only
  feedback,
  report_metadata,
  date_range,
  policy_published,
  record,
  row,
  policy_evaluated,
  reason,
  identifiers,
  auth_results,
  dkim,
  spf,
};

/// What the element is inside a parent of that kind; none where the parent has no such element.
std::optional<Content> content_of(Content parent, std::string_view local_name);

/// Whether a report has an element of that name anywhere.
bool is_known_element(std::string_view local_name);

}  // namespace reports::aggregate
