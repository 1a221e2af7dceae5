// SPDX-License-Identifier: MIT

#include "libauth/spf/near_miss.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "libauth/spf/parse.h"

namespace libauth::spf {
namespace {

/// Octets before the version that somebody may have pasted along: quotes, blanks, a byte order
/// mark.
constexpr std::size_t kMaxRubbish = 8;

bool take(std::string_view& text, std::string_view word) {
  if (!base::starts_with_ignoring_case(text, word)) return false;
  text.remove_prefix(word.size());
  return true;
}

void skip(std::string_view& text, std::string_view octets) {
  text.remove_prefix(std::min(text.find_first_not_of(octets), text.size()));
}

/// What was read as the version, and what follows.
struct Version {
  bool has_tag = false;     ///< "v"
  bool has_number = false;  ///< "1"
  std::string_view rest;
};

std::optional<Version> take_version(std::string_view text) {
  const auto begin = std::find_if(text.begin(), text.end(), base::is_alnum);
  const auto rubbish = static_cast<std::size_t>(begin - text.begin());
  if (rubbish > kMaxRubbish) return std::nullopt;
  text.remove_prefix(rubbish);
  Version version;
  if (base::to_lower(text).starts_with("spf") == false) {
    if (!take(text, "v")) return std::nullopt;
    version.has_tag = true;
    skip(text, " =:-");
  }
  if (!take(text, "spf")) return std::nullopt;
  std::string_view after = text;
  skip(after, " =:-");
  if (take(after, "1")) {
    version.has_number = true;
    text = after;
  }
  version.rest = text;
  return version;
}

/// The terms with single spaces between them.
std::string spaced(std::string_view terms, std::string_view separators) {
  std::string text;
  for (const char c : terms) {
    if (c == '"' || c == '\\') continue;
    text += separators.find(c) == std::string_view::npos ? c : ' ';
  }
  std::string record = "v=spf1";
  for (const std::string_view term : base::split(text, ' ')) {
    if (!term.empty()) record.append(" ").append(term);
  }
  return record;
}

}  // namespace

std::optional<std::string> meant_record(std::string_view text) {
  if (is_spf_record(text)) return std::nullopt;
  const auto version = take_version(text);
  if (!version) return std::nullopt;
  const std::string_view rest = version->rest;
  // "v=spf10" and "spf2.0" are other versions, "v=spfoo" is something else.
  if (!rest.empty() && (base::is_digit(rest.front()) || rest.front() == '.')) return std::nullopt;
  if (!version->has_number && !rest.empty() && base::is_alnum(rest.front())) return std::nullopt;
  std::string record = spaced(rest, " \t");
  if (!parse_record(record)) {
    std::string apart = spaced(rest, " \t;,");
    if (parse_record(apart)) record = std::move(apart);
  }
  // Without "v=spf" or a number it needs more to look like a record.
  const bool is_sure = version->has_tag && version->has_number;
  if (!is_sure && (record == "v=spf1" || !parse_record(record))) return std::nullopt;
  return record;
}

}  // namespace libauth::spf
