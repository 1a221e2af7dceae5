// SPDX-License-Identifier: MIT

#include "libauth/authres/write.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "libauth/authres/head.h"
#include "libauth/authres/parse.h"
#include "libauth/authres/text.h"
#include "libauth/base/text.h"
#include "libauth/mail/quote.h"

namespace libauth::authres {
namespace {

constexpr std::string_view kName = "Authentication-Results: ";

bool is_writable_keyword(std::string_view text) {
  return text.size() <= kMaxKeyword && is_keyword(text);
}

/// Whether the text may stand in the field at all.
bool is_writable_value(std::string_view text) {
  return text.size() <= kMaxValue && is_printable(text);
}

bool is_writable(const MethodResult& result) {
  return is_writable_keyword(result.method) && is_writable_keyword(result.result) &&
         std::all_of(
             result.properties.begin(), result.properties.end(), [](const Property& property) {
               return is_writable_keyword(property.type) && is_writable_keyword(property.name);
             });
}

/// The one way of values into the field.
std::string pvalue(std::string_view text) {
  return is_plain_pvalue(text) ? std::string(text) : mail::quoted_string(text);
}

/// authserv-id = value: a token or a quoted-string.
std::string authserv_id(std::string_view id) {
  if (id.empty() || !is_writable_value(id)) return "invalid";
  const bool is_token = std::all_of(id.begin(), id.end(), is_token_octet);
  return is_token ? std::string(id) : mail::quoted_string(id);
}

/// resinfo without its ";": " dkim=pass header.d=example.com".
std::string resinfo(const MethodResult& result) {
  std::string text = " " + base::to_lower(result.method);
  if (result.version != 1) text += "/" + std::to_string(result.version);
  text += "=" + base::to_lower(result.result);
  if (!result.comment.empty()) text += " " + mail::comment(shown(result.comment, kMaxValue));
  if (!result.reason.empty()) text += " reason=" + pvalue(shown(result.reason, kMaxValue));
  const std::size_t count = std::min(result.properties.size(), kMaxProperties);
  for (std::size_t i = 0; i < count; ++i) {
    const Property& property = result.properties[i];
    if (!is_writable_value(property.value)) continue;
    text += " " + base::to_lower(property.type) + "." + base::to_lower(property.name) + "=" +
            pvalue(property.value);
  }
  return text;
}

/// The statements behind the authserv-id, as many as there may be.
std::vector<std::string> statements(const AuthenticationResults& results) {
  std::vector<std::string> statements;
  std::size_t size = 0;
  if (results.version != kVersion) return statements;
  for (const MethodResult& result : results.results) {
    if (statements.size() == kMaxResults) break;
    if (!is_writable(result)) continue;
    std::string statement = resinfo(result);
    size += statement.size() + 1;
    if (size > kMaxWritten) break;
    statements.push_back(std::move(statement));
  }
  return statements;
}

}  // namespace

std::string write_value(const AuthenticationResults& results, mail::LineEnd line_end) {
  std::string head = authserv_id(results.authserv_id);
  if (results.version != kVersion) head += " " + std::to_string(results.version);
  const std::vector<std::string> parts = statements(results);
  if (parts.empty()) return mail::folded(head + "; none", line_end, kName.size());
  std::string value = mail::folded(head, line_end, kName.size());
  for (const std::string& part : parts) {
    value.append(";").append(mail::octets_of(line_end)).append(mail::folded(part, line_end));
  }
  return value;
}

std::string write_field(const AuthenticationResults& results, mail::LineEnd line_end) {
  return std::string(kName) + write_value(results, line_end);
}

}  // namespace libauth::authres
