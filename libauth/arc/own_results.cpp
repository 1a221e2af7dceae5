// SPDX-License-Identifier: MIT

#include "libauth/arc/own_results.h"

#include "libauth/authres/parse.h"
#include "libauth/authres/write.h"
#include "libauth/base/text.h"
#include "libauth/mail/field.h"

namespace libauth::arc {
namespace {

/// Where the first semicolon stands that is neither in a comment nor in a quoted string.
/// @param value  that authres::parse() has read
std::size_t end_of_head(std::string_view value) {
  std::size_t depth = 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    if (c == '\\') {
      ++at;
    } else if (is_quoted || (c == '"' && depth == 0)) {
      is_quoted = is_quoted != (c == '"');
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == ';' && depth == 0) {
      return at;
    }
  }
  return value.size();
}

}  // namespace

std::string own_results(const mail::Header& header, std::string_view authserv_id) {
  std::string merged;
  for (const mail::Field& field : header.fields()) {
    if (!field.is_named("Authentication-Results")) continue;
    const auto read = authres::parse(field.value);
    if (!read || read->results.empty()) continue;
    if (!base::equals_ignoring_case(read->authserv_id, authserv_id)) continue;
    const std::string value = mail::unfolded(field.value);
    const std::size_t end = end_of_head(value);
    if (merged.empty()) merged = base::trim(std::string_view(value).substr(0, end));
    merged += "; ";
    merged += base::trim(std::string_view(value).substr(end + 1));
  }
  if (!merged.empty()) return merged;
  return authres::write_value({std::string(authserv_id), 1, {}});
}

}  // namespace libauth::arc
