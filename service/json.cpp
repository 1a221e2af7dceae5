// SPDX-License-Identifier: MIT

#include "service/json.h"

#include <string_view>
#include <utility>

#include <boost/json/serialize.hpp>

#include "libauth/base/utf8.h"

namespace service::json {
namespace {

using libauth::base::valid_utf8;

void clean_text(boost::json::string& text) {
  if (!libauth::base::is_utf8(text)) text = valid_utf8(text);
}

void clean(value& json);

object cleaned_object(object&& members) {
  object kept(members.storage());
  kept.reserve(members.size());
  for (auto& member : members) {
    if (member.value().is_null()) continue;
    clean(member.value());
    kept.emplace(valid_utf8(member.key()), std::move(member.value()));
  }
  return kept;
}

void clean(value& json) {
  if (json.is_string()) clean_text(json.get_string());
  if (json.is_object()) json = cleaned_object(std::move(json.get_object()));
  if (!json.is_array()) return;
  for (value& element : json.get_array()) clean(element);
}

/// Escapes U+0080 to U+009F, which JSON allows in strings and terminals obey. Outside of strings
/// there are none.
std::string with_escaped_controls(std::string text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto is_control = [&text](std::size_t i) {
    return text[i] == '\xc2' && i + 1 < text.size() &&
           static_cast<unsigned char>(text[i + 1]) < 0xa0;
  };
  std::string escaped;
  std::size_t from = 0;
  for (std::size_t i = text.find('\xc2'); i != std::string::npos; i = text.find('\xc2', i + 1)) {
    if (!is_control(i)) continue;
    const auto octet = static_cast<unsigned char>(text[i + 1]);
    escaped.append(text, from, i - from).append("\\u00");
    escaped += {kHex[octet >> 4], kHex[octet & 15]};
    from = i + 2;
  }
  if (from == 0) return text;
  return escaped.append(text, from);
}

void write_pretty(const value& json, std::string& text, std::size_t level);

void new_line(std::string& text, std::size_t level) {
  text += '\n';
  text.append(2 * level, ' ');
}

void write_pretty(const object& members, std::string& text, std::size_t level) {
  text += '{';
  for (const auto& member : members) {
    if (&member != members.begin()) text += ',';
    new_line(text, level + 1);
    text += boost::json::serialize(member.key()) + ": ";
    write_pretty(member.value(), text, level + 1);
  }
  if (!members.empty()) new_line(text, level);
  text += '}';
}

void write_pretty(const array& elements, std::string& text, std::size_t level) {
  text += '[';
  for (const value& element : elements) {
    if (&element != elements.begin()) text += ',';
    new_line(text, level + 1);
    write_pretty(element, text, level + 1);
  }
  if (!elements.empty()) new_line(text, level);
  text += ']';
}

void write_pretty(const value& json, std::string& text, std::size_t level) {
  if (json.is_object()) return write_pretty(json.get_object(), text, level);
  if (json.is_array()) return write_pretty(json.get_array(), text, level);
  text += boost::json::serialize(json);
}

}  // namespace

value cleaned(value json) {
  clean(json);
  return json;
}

object with_schema(std::string_view schema, object members) {
  object document;
  document.reserve(members.size() + 1);
  document.emplace("schema", schema);
  for (auto& member : members) document.emplace(member.key(), std::move(member.value()));
  return document;
}

std::string compact(const value& json) {
  return with_escaped_controls(boost::json::serialize(json));
}

std::string pretty(const value& json) {
  std::string text;
  write_pretty(json, text, 0);
  text += '\n';
  return with_escaped_controls(std::move(text));
}

}  // namespace service::json
