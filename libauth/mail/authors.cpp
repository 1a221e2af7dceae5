// SPDX-License-Identifier: MIT

#include "libauth/mail/authors.h"

#include <iterator>
#include <string>
#include <string_view>

namespace libauth::mail {
namespace {

constexpr std::string_view kFrom = "From";

/// Whether a line that is no field would be a From field to a program that unfolds before it looks
/// for the colon, or that goes over white space at the start of the header.
bool may_be_taken_for_from(const Field& field) {
  if (field.is_field()) return false;
  const std::string line = unfolded(field.octets);
  const std::size_t start = line.find_first_not_of(" \t");
  return start != std::string::npos &&
         read_field(std::string_view(line).substr(start)).is_named(kFrom);
}

}  // namespace

Authors authors_of(const Header& header) {
  Authors authors;
  for (const Field& field : header.fields()) {
    if (may_be_taken_for_from(field)) {
      ++authors.fields;
      authors.errors.push_back({0, "from", "White space or a fold stands where From begins."});
    }
    if (!field.is_named(kFrom)) continue;
    ++authors.fields;
    auto list = parse_address_list(field.value);
    if (!list) {
      authors.errors.push_back(list.error());
      continue;
    }
    authors.mailboxes.insert(authors.mailboxes.end(),
                             std::make_move_iterator(list->mailboxes.begin()),
                             std::make_move_iterator(list->mailboxes.end()));
  }
  return authors;
}

}  // namespace libauth::mail
