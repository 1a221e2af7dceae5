// SPDX-License-Identifier: MIT

#include "libauth/dmarc/near_miss.h"

#include <algorithm>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/dmarc/parse.h"
#include "libauth/taglist/tag_list.h"

namespace libauth::dmarc {
namespace {

constexpr std::string_view kVersion = "DMARC1";
constexpr const char* kBegin = "it does not begin with \"v=DMARC1\"";

/// Octets before the version that somebody may have pasted along: quotes, blanks, a byte order
/// mark.
constexpr std::size_t kMaxRubbish = 8;

std::string quoted(std::string_view text) {
  return "\"" + base::printable(text, 40) + "\"";
}

/// The text from its first letter or digit on.
std::string_view behind_rubbish(std::string_view text) {
  const auto begin = std::find_if(text.begin(), text.end(), base::is_alnum);
  return text.substr(static_cast<std::size_t>(begin - text.begin()));
}

/// What is wrong with the value of a "v" that stands first.
std::optional<std::string> why_no_version(std::string_view value) {
  if (!base::starts_with_ignoring_case(behind_rubbish(value), "DMARC")) return std::nullopt;
  // Where the text would be a record but for what base::trim() has taken off.
  if (value == kVersion) return "a line end stands in \"v=DMARC1\" or behind it";
  if (base::equals_ignoring_case(value, kVersion)) {
    return "its version is " + quoted(value) + ", and only \"DMARC1\" in capitals is one";
  }
  const bool has_more = value.starts_with(kVersion) && value.size() > kVersion.size();
  if (has_more && !base::is_alnum(value[kVersion.size()]) && value[kVersion.size()] != '.') {
    return "no semicolon stands behind \"v=DMARC1\"";
  }
  return "its version is " + quoted(value) + ", and only \"DMARC1\" is one";
}

std::optional<std::string> why_no_beginning(std::string_view text) {
  const std::string_view first = text.substr(0, text.find(';'));
  const std::size_t equals = std::min(first.find('='), first.size());
  if (base::equals_ignoring_case(base::trim(first.substr(0, equals)), "v")) {
    return why_no_version(base::trim(first.substr(std::min(equals + 1, first.size()))));
  }
  // "DMARC1; p=none", "v:DMARC1; p=none"
  std::string_view word = text;
  if (base::starts_with_ignoring_case(word, "v")) word = behind_rubbish(word.substr(1));
  if (base::starts_with_ignoring_case(word, kVersion)) return kBegin;
  return std::nullopt;
}

/// What the tags tell where no version stands first.
std::optional<std::string> why_by_tags(std::string_view text) {
  const taglist::TagList list = taglist::parse_tag_list(text);
  if (const taglist::Tag* version = list.find("v", true)) {
    if (!base::equals_ignoring_case(version->value, kVersion)) return std::nullopt;
    return "\"v=DMARC1\" does not stand first";
  }
  const taglist::Tag* policy = list.find("p", true);
  if (policy == nullptr || !base::parse_enum<Policy>(base::to_lower(policy->value))) {
    return std::nullopt;
  }
  return kBegin;
}

/// Whether the part of a text was meant as the version: "v=dmarc1", "DMARC1", "v:DMARC1".
bool is_version(std::string_view part) {
  if (base::starts_with_ignoring_case(part, "v")) part = behind_rubbish(part.substr(1));
  return base::equals_ignoring_case(part, kVersion);
}

/// A record of the parts between the separators, without those that were meant as the version.
std::string record_of_parts(std::string_view text, std::string_view separators) {
  std::string record = "v=DMARC1";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    const std::string_view part = base::trim(text.substr(at, end - at));
    if (!part.empty() && !is_version(part)) record.append("; ").append(part);
    at = end + 1;
  }
  return record;
}

bool is_without_fault(const std::string& text) {
  if (!is_dmarc_record(text)) return false;
  const Record record = parse_record(text);
  return record.p && record.problems.empty();
}

}  // namespace

std::optional<std::string> meant_record(std::string_view text) {
  std::string plain;
  for (const char c : behind_rubbish(text)) {
    if (c != '"' && c != '\\') plain += c;
  }
  // Blanks may have been taken for what ends a tag.
  for (const std::string_view separators : {";", "; \t", ";, \t"}) {
    std::string record = record_of_parts(plain, separators);
    if (is_without_fault(record)) return record;
  }
  return std::nullopt;
}

std::optional<std::string> why_no_record(std::string_view text) {
  if (is_dmarc_record(text)) return std::nullopt;
  const std::string_view rest = behind_rubbish(text);
  const std::size_t rubbish = text.size() - rest.size();
  if (rubbish > kMaxRubbish) return std::nullopt;
  if (is_dmarc_record(rest)) {
    const std::string_view before = text.substr(0, rubbish);
    if (base::trim(before).empty()) return "white space stands in front of \"v=DMARC1\"";
    return quoted(before) + " stands in front of \"v=DMARC1\"";
  }
  if (auto why = why_no_beginning(rest)) return why;
  return why_by_tags(rest);
}

}  // namespace libauth::dmarc
