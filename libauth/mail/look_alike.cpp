// SPDX-License-Identifier: MIT

#include "libauth/mail/look_alike.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "libauth/mail/line_ends.h"

namespace libauth::mail {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSpace = " \t\v\f\r\n\0"sv;
constexpr std::string_view kLineEnds = "\r\n\0"sv;
constexpr std::string_view kDropped = "\r\0"sv;

std::string_view behind(std::string_view text, std::string_view octets) {
  return text.substr(std::min(text.find_first_not_of(octets), text.size()));
}

/// Whether the text begins with the name and a colon.
bool begins_with(std::string_view text, std::string_view name) {
  for (const char c : name) {
    text = behind(text, kDropped);
    if (text.empty() || base::to_lower(text.front()) != base::to_lower(c)) return false;
    text.remove_prefix(1);
  }
  return behind(text, kSpace).starts_with(':');
}

/// Whether the name stands behind a CR or LF. Behind that of a fold stands white space.
bool begins_a_line(std::string_view text, std::string_view name) {
  for (;;) {
    text.remove_prefix(std::min(text.find_first_of("\r\n"), text.size()));
    if (text.empty()) return false;
    // All of the run at once: each octet of it is looked at only once.
    text = behind(text, kLineEnds);
    if (begins_with(text, name)) return true;
  }
}

/// As count_bare_line_ends() has it. Most fields are one line, without a CR or LF at all.
bool has_bare_line_end(std::string_view text) {
  const bool has_any =
      text.find('\n') != std::string_view::npos || text.find('\r') != std::string_view::npos;
  return has_any && count_bare_line_ends(text) != BareLineEnds();
}

}  // namespace

bool may_be_taken_for(const Field& field, std::string_view name) {
  if (field.is_named(name)) return false;
  if (!field.is_field() && begins_with(behind(field.octets, kSpace), name)) return true;
  return has_bare_line_end(field.octets) && begins_a_line(field.octets, name);
}

}  // namespace libauth::mail
