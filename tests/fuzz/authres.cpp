// SPDX-License-Identifier: MIT
//
// Authentication-Results, two ways by the first octet. Even: a text is read; what can be read is
// written, and read back equal but for what write.h leaves out. Odd: whatever stands in the results
// is written; lines are lines, and what is read back is what write.h promises. Of the odd ones the
// parts are between octets 0x1f: authserv-id, then method, result, reason, comment, ptype, name and
// value of each result.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/authres/parse.h"
#include "libauth/authres/write.h"
#include "libauth/base/text.h"
#include "tests/fuzz/property.h"

using namespace libauth;
using namespace libauth::authres;

namespace {

/// Code points of well-formed UTF-8 (RFC 3629 section 3), read by another way than the library:
/// each is encoded again and compared. Empty where the text is not well-formed.
std::vector<unsigned> code_points(std::string_view text) {
  std::vector<unsigned> points;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (size > text.size() || (first >= 0x80 && first < 0xc0) || first >= 0xf8) return {};
    unsigned point = size == 1 ? first : first & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
      const auto next = static_cast<unsigned char>(text[i]);
      if (next < 0x80 || next > 0xbf) return {};
      point = point * 64 + (next - 0x80U);
    }
    const std::size_t needed = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (size != needed || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return {};
    points.push_back(point);
    text.remove_prefix(size);
  }
  return points;
}

bool has_no_control(const std::vector<unsigned>& points) {
  return std::none_of(points.begin(), points.end(), [](unsigned point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029;
  });
}

bool is_printable(std::string_view text) {
  if (text.empty()) return true;
  const auto points = code_points(text);
  return !points.empty() && has_no_control(points);
}

bool is_value(std::string_view text) {
  return text.size() <= 320 && is_printable(text);
}

bool is_keyword(std::string_view text) {
  if (text.empty() || text.size() > 64 || text.back() == '-') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return base::is_alnum(c) || c == '-'; });
}

bool has_keywords(const MethodResult& result) {
  return is_keyword(result.method) && is_keyword(result.result) &&
         std::all_of(result.properties.begin(), result.properties.end(),
                     [](const Property& p) { return is_keyword(p.type) && is_keyword(p.name); });
}

/// What is to be read back for a result. A reason that has to be escaped or cut comes from
/// `got`, and is looked at by check_reason().
MethodResult kept(MethodResult result, const MethodResult& got) {
  result.method = base::to_lower(result.method);
  result.result = base::to_lower(result.result);
  result.comment.clear();
  if (!is_value(result.reason)) result.reason = got.reason;
  std::vector<Property> properties;
  if (result.properties.size() > kMaxProperties) result.properties.resize(kMaxProperties);
  for (Property& property : result.properties) {
    if (!is_value(property.value)) continue;
    properties.push_back(
        {base::to_lower(property.type), base::to_lower(property.name), std::move(property.value)});
  }
  result.properties = std::move(properties);
  return result;
}

void check_reason(const std::string& given, const std::string& got) {
  fuzz::require(is_value(got), "a reason is printable and short");
  fuzz::require(given.empty() == got.empty(), "a reason stays");
}

void check_lines(std::string_view field, bool crlf) {
  for (std::string_view line : base::split(field, '\n')) {
    fuzz::require(!crlf || line.ends_with('\r') || line.data() + line.size() == field.end(),
                  "lines end with CRLF");
    if (crlf && line.ends_with('\r')) line.remove_suffix(1);
    fuzz::require(line.size() <= 998, "lines have at most 998 octets");
    fuzz::require(!base::trim(line).empty(), "no line is of white space alone");
    fuzz::require(is_printable(line), "there is no control, and all is UTF-8");
    fuzz::require(line.data() == field.data() || line.starts_with(' '),
                  "a folded line begins with a space");
  }
}

void check_written(const AuthenticationResults& results, bool crlf) {
  const auto line_end = crlf ? mail::LineEnd::crlf : mail::LineEnd::lf;
  const std::string field = write_field(results, line_end);
  constexpr std::string_view kName = "Authentication-Results: ";
  fuzz::require(field.starts_with(kName), "the field has its name");
  check_lines(field, crlf);
  const std::string_view value = std::string_view(field).substr(kName.size());
  fuzz::require(value == write_value(results, line_end), "the field is its name and its value");

  const auto got = parse(value);
  fuzz::require(got.has_value(), "what is written is read");
  const bool is_id = !results.authserv_id.empty() && is_value(results.authserv_id);
  fuzz::require(got->authserv_id == (is_id ? results.authserv_id : "invalid"), "the id reads back");
  fuzz::require(got->version == results.version, "the version reads back");
  std::size_t count = 0;
  for (const MethodResult& result : results.results) {
    if (results.version != 1 || !has_keywords(result) || count == kMaxResults) continue;
    if (count == got->results.size() && value.size() > kMaxWritten / 2) return;
    fuzz::require(count < got->results.size(), "each result reads back");
    const MethodResult& back = got->results[count++];
    check_reason(result.reason, back.reason);
    fuzz::require(back == kept(result, back), "results read back equal");
  }
  fuzz::require(count == got->results.size(), "nothing is read that was not there");
}

std::string next_part(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\x1f'), rest.size());
  std::string part(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

/// A text that has no ptype belongs to the result before, so that one has many properties.
AuthenticationResults results_in(std::string_view rest, unsigned version) {
  AuthenticationResults results;
  results.authserv_id = next_part(rest);
  results.version = version;
  while (!rest.empty()) {
    const std::string method = next_part(rest);
    if (!method.empty() || results.results.empty()) {
      MethodResult result;
      result.method = method;
      result.version = static_cast<unsigned>(rest.size() % 3);
      result.result = next_part(rest);
      result.reason = next_part(rest);
      result.comment = next_part(rest);
      results.results.push_back(std::move(result));
    }
    Property property;
    property.type = next_part(rest);
    property.name = next_part(rest);
    property.value = next_part(rest);
    results.results.back().properties.push_back(std::move(property));
  }
  return results;
}

void check_text(std::string_view text, bool crlf) {
  const auto results = parse(text);
  const auto id = parse_authserv_id(text);
  if (!results) {
    fuzz::require(!results.error().rule.empty() && results.error().offset <= text.size(),
                  "an error has a rule and a place");
    return;
  }
  fuzz::require(id.has_value() && *id == results->authserv_id, "both readers see the same id");
  check_written(*results, crlf);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view rest = fuzz::text_of(data + 1, size - 1);
  const bool crlf = data[0] % 4 < 2;
  if (data[0] % 2 == 0) {
    check_text(rest, crlf);
  } else {
    check_written(results_in(rest, data[0] % 16 == 15 ? 2 : 1), crlf);
  }
  return 0;
}
