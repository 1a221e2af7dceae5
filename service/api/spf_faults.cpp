// SPDX-License-Identifier: MIT

#include "service/api/spf_faults.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "libauth/spf/near_miss.h"
#include "libauth/spf/parse.h"

namespace service::api {
namespace {

constexpr std::string_view kVersion = "v=spf1";
constexpr std::size_t kShownTerm = 80;
constexpr std::size_t kShownText = 200;

std::string printable(std::string_view text) {
  return libauth::base::printable(text, text.size());
}

/// The word around the place; the one before it where a space stands there.
std::string_view term_at(std::string_view record, std::size_t offset) {
  const std::size_t at = std::min(offset, record.size());
  const std::size_t space = at == 0 ? std::string_view::npos : record.rfind(' ', at - 1);
  const std::size_t begin = space == std::string_view::npos ? 0 : space + 1;
  const std::size_t end = std::min(record.find(' ', at), record.size());
  return record.substr(begin, end - begin);
}

/// Why the text is no SPF record: RFC 7208 section 4.5 wants the version, then a space or the end.
std::string why_no_record(std::string_view text) {
  if (libauth::base::starts_with_ignoring_case(text, kVersion)) {
    return "after \"v=spf1\" there has to be a space, and here \"" +
           libauth::base::printable(text.substr(kVersion.size(), 1)) + "\" follows";
  }
  return "a record has to begin with \"v=spf1\" and a space, with nothing before it";
}

}  // namespace

std::optional<SpfSyntaxError> syntax_error_in(const std::string& domain, std::string_view record) {
  const auto read = libauth::spf::parse_record(record);
  if (read) return std::nullopt;
  const auto& error = read.error();
  return SpfSyntaxError{.domain = domain,
                        .term = libauth::base::printable(term_at(record, error.offset), kShownTerm),
                        .offset = error.offset,
                        .message = error.message};
}

std::string sentence(const SpfSyntaxError& error) {
  return "\"" + error.term + "\" in the record of " + error.domain + " cannot be read, at octet " +
         std::to_string(error.offset + 1) + " of the record, counted from 1: " + error.message;
}

std::vector<std::string> spf_records_in(const libauth::dns::Answer& answer) {
  std::vector<std::string> records;
  for (const auto& txt : answer.txt()) {
    const std::string text = txt.joined();
    if (libauth::spf::is_spf_record(text)) records.push_back(printable(text));
    if (records.size() == kMaxSpfTexts) break;
  }
  return records;
}

std::string spf_record_in(const libauth::dns::Answer& answer) {
  for (const auto& txt : answer.txt()) {
    std::string text = txt.joined();
    if (libauth::spf::is_spf_record(text)) return text;
  }
  return {};
}

std::vector<SpfNearMiss> near_misses_in(const libauth::dns::Answer& answer) {
  std::vector<SpfNearMiss> misses;
  for (const auto& txt : answer.txt()) {
    const std::string text = txt.joined();
    const auto meant = libauth::spf::meant_record(text);
    if (!meant) continue;
    misses.push_back(
        {.text = printable(text), .why = why_no_record(text), .meant = printable(*meant)});
    if (misses.size() == kMaxSpfTexts) break;
  }
  return misses;
}

std::string sentence(const SpfNearMiss& miss) {
  return "The text \"" + libauth::base::printable(miss.text, kShownText) +
         "\" is there, but it is no SPF record, because " + miss.why +
         ": it is likely meant as \"" + libauth::base::printable(miss.meant, kShownText) + "\".";
}

}  // namespace service::api
