// SPDX-License-Identifier: MIT

#include "libauth/authres/write.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "libauth/authres/head.h"
#include "libauth/authres/parse.h"
#include "libauth/authres/text.h"
#include "libauth/mail/quote.h"

namespace libauth::authres {
namespace {

constexpr std::string_view kName = "Authentication-Results: ";
/// Octets that the fields of most messages fit in, so that one allocation will do.
constexpr std::size_t kUsualSize = 512;

/// " dkim=pass" or " header.d": a space, a word, what stands between them, another word. It is the
/// one way of keywords into the field; false where one of the words may not stand there.
bool append_words(std::string& out, std::string_view first, std::string_view between,
                  std::string_view second) {
  if (std::max(first.size(), second.size()) > kMaxKeyword) return false;
  out.resize(out.size() + 1 + first.size() + between.size() + second.size(), ' ');
  const auto second_place = out.end() - std::ssize(second);
  const auto between_place = second_place - std::ssize(between);
  std::ranges::copy(between, between_place);
  return put_keyword(between_place - std::ssize(first), first) && put_keyword(second_place, second);
}

/// The one way of values into the field; false where the text may not stand there.
bool append_pvalue(std::string& out, std::string_view text) {
  if (text.size() > kMaxValue) return false;
  if (is_plain_pvalue(text)) {
    out += text;
    return true;
  }
  if (!is_printable(text)) return false;
  mail::append_quoted_string(out, text);
  return true;
}

/// " header.d=example.com", of as many as there may be, without those whose value may not stand
/// there; false where one has a name that may not.
bool append_properties(std::string& out, const std::vector<Property>& properties) {
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const std::size_t before = out.size();
    const Property& property = properties[i];
    if (!append_words(out, property.type, ".", property.name)) return false;
    out += '=';
    if (i >= kMaxProperties || !append_pvalue(out, property.value)) out.resize(before);
  }
  return true;
}

/// methodspec: " dkim=pass"; false where a word of it may not stand there.
bool append_method(std::string& out, const MethodResult& result) {
  if (result.version == 1) return append_words(out, result.method, "=", result.result);
  return append_words(out, result.method, "/" + std::to_string(result.version) + "=",
                      result.result);
}

void append_comment(std::string& out, std::string_view comment) {
  out += ' ';
  if (comment.size() <= kMaxValue && is_printable(comment)) {
    mail::append_comment(out, comment);
  } else {
    mail::append_comment(out, shown(comment, kMaxValue));
  }
}

void append_reason(std::string& out, std::string_view reason) {
  out += " reason=";
  if (!append_pvalue(out, reason)) append_pvalue(out, shown(reason, kMaxValue));
}

/// resinfo without its ";": " dkim=pass header.d=example.com"; false where a word of it may not
/// stand there.
bool append_resinfo(std::string& out, const MethodResult& result) {
  if (!append_method(out, result)) return false;
  if (!result.comment.empty()) append_comment(out, result.comment);
  if (!result.reason.empty()) append_reason(out, result.reason);
  return append_properties(out, result.properties);
}

/// authserv-id = value: a token or a quoted-string.
std::string authserv_id(std::string_view id) {
  if (id.empty() || id.size() > kMaxValue) return "invalid";
  if (is_token(id)) return std::string(id);
  return is_printable(id) ? mail::quoted_string(id) : "invalid";
}

/// Appends the statements behind the authserv-id, as many as there may be, each with the ";" and
/// the line end before it.
void append_statements(std::string& out, const AuthenticationResults& results,
                       mail::LineEnd line_end) {
  if (results.version != kVersion) return;
  std::string statement;
  statement.reserve(kUsualSize);
  std::size_t count = 0;
  std::size_t size = 0;
  for (const MethodResult& result : results.results) {
    if (count == kMaxResults) break;
    statement.clear();
    if (!append_resinfo(statement, result)) continue;
    size += statement.size() + 1;
    if (size > kMaxWritten) break;
    out.append(";").append(mail::octets_of(line_end));
    mail::append_folded(out, statement, line_end);
    ++count;
  }
}

/// Appends the value to the name of the field, or to nothing.
void append_value(std::string& out, const AuthenticationResults& results, mail::LineEnd line_end) {
  const std::size_t before = out.size();
  std::string head = authserv_id(results.authserv_id);
  if (results.version != kVersion) head.append(" ").append(std::to_string(results.version));
  mail::append_folded(out, head, line_end, kName.size());
  const std::size_t behind_head = out.size();
  append_statements(out, results, line_end);
  if (out.size() > behind_head) return;
  out.resize(before);
  mail::append_folded(out, head + "; none", line_end, kName.size());
}

}  // namespace

std::string write_value(const AuthenticationResults& results, mail::LineEnd line_end) {
  std::string value;
  value.reserve(kUsualSize);
  append_value(value, results, line_end);
  return value;
}

std::string write_field(const AuthenticationResults& results, mail::LineEnd line_end) {
  std::string field;
  field.reserve(kUsualSize);
  field += kName;
  append_value(field, results, line_end);
  return field;
}

}  // namespace libauth::authres
