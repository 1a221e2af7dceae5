// SPDX-License-Identifier: MIT

#include "service/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>
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

/// As a decimal number: Boost.JSON writes "9.375E1". One of very many digits is left to it.
void append_number(double number, std::string& text) {
  std::array<char, 64> digits{};
  const auto [end, error] =
      std::to_chars(digits.begin(), digits.end(), number, std::chars_format::fixed);
  const bool fits = error == std::errc() && std::isfinite(number);
  text += fits ? std::string(digits.begin(), end) : boost::json::serialize(value(number));
}

bool has_double(const value& json) {
  if (json.is_object()) {
    return std::ranges::any_of(json.get_object(),
                               [](const auto& member) { return has_double(member.value()); });
  }
  if (json.is_array()) return std::ranges::any_of(json.get_array(), has_double);
  return json.is_double();
}

/// Writes values with or without white space between them.
class Writer {
 public:
  explicit Writer(bool with_space) : with_space_(with_space) {}

  void write(const value& json) {
    if (json.is_object()) return write(json.get_object());
    if (json.is_array()) return write(json.get_array());
    if (json.is_double()) return append_number(json.get_double(), text);
    text += boost::json::serialize(json);
  }

  std::string text;

 private:
  void write(const object& members) {
    text += '{';
    ++level_;
    for (const auto& member : members) {
      begin_element(&member == members.begin());
      text += boost::json::serialize(member.key()) + (with_space_ ? ": " : ":");
      write(member.value());
    }
    end_elements(members.empty(), '}');
  }

  void write(const array& elements) {
    text += '[';
    ++level_;
    for (const value& element : elements) {
      begin_element(&element == elements.begin());
      write(element);
    }
    end_elements(elements.empty(), ']');
  }

  void begin_element(bool is_first) {
    if (!is_first) text += ',';
    new_line();
  }

  void end_elements(bool are_none, char bracket) {
    --level_;
    if (!are_none) new_line();
    text += bracket;
  }

  void new_line() {
    if (!with_space_) return;
    text += '\n';
    text.append(2 * level_, ' ');
  }

  const bool with_space_;
  std::size_t level_ = 0;
};

std::string written(const value& json, bool with_space) {
  Writer writer(with_space);
  writer.write(json);
  return std::move(writer.text);
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
  return with_escaped_controls(has_double(json) ? written(json, false)
                                                : boost::json::serialize(json));
}

std::string pretty(const value& json) {
  return with_escaped_controls(written(json, true) + '\n');
}

}  // namespace service::json
