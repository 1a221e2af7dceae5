// SPDX-License-Identifier: MIT

#include "reports/failure/reader.h"

#include <algorithm>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/mail/field.h"
#include "reports/failure/lines.h"

namespace reports::failure {
namespace {

constexpr std::size_t kMaxDomain = 255;
constexpr std::size_t kDetailOctets = 48;  // printed as \DDD they may become four times that

}  // namespace

bool is_domain_octet(char c) {
  return libauth::base::is_alnum(c) || c == '-' || c == '_' || c == '.' ||
         static_cast<unsigned char>(c) > 0x7f;
}

bool is_domain(std::string_view text) {
  return !text.empty() && text.size() <= kMaxDomain && text.front() != '.' && text.back() != '.' &&
         std::all_of(text.begin(), text.end(), is_domain_octet);
}

void Reader::fail(libauth::base::ParseError error) {
  if (!error_) error_ = std::move(error);
}

void Reader::note(WarningCode code, std::string_view field, std::string_view detail,
                  std::size_t offset) {
  for (Warning& warning : report_.warnings) {
    if (warning.code != code || warning.field != field) continue;
    ++warning.repeats;
    return;
  }
  report_.warnings.push_back(
      {code, std::string(field), libauth::base::printable(detail, kDetailOctets), offset, 1});
}

void Reader::note(WarningCode code, const SentField& field) {
  note(code, field.name, field.value, field.offset);
}

std::string Reader::value_of(std::string_view name, std::string_view value, std::size_t offset) {
  // Looking at all of a large value only to cut it would be for nothing; a fold takes three octets.
  const std::string_view beginning = value.substr(0, 4 * limits_.text);
  OneLine line = one_line(libauth::mail::unfolded(beginning));
  if (line.had_invalid_utf8) note(WarningCode::invalid_utf8, name, line.text, offset);
  if (line.had_controls) note(WarningCode::control_octets, name, line.text, offset);
  const std::string_view kept = beginning_of(line.text, limits_.text);
  if (kept.size() == line.text.size() && beginning.size() == value.size()) {
    return std::move(line.text);
  }
  note(WarningCode::text_cut, name, line.text, offset);
  return std::string(kept);
}

void Reader::keep_other(const SentField& field) {
  if (field.value.empty()) return;
  const std::string_view name = beginning_of(field.spelt, limits_.text);
  if (name.size() < field.spelt.size()) note(WarningCode::text_cut, field);
  report_.other_fields.push_back({std::string(name), field.value});
}

void Reader::keep_unreadable(const SentField& field) {
  note(WarningCode::value_unreadable, field);
  keep_other(field);
}

}  // namespace reports::failure
