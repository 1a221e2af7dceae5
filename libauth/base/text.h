// SPDX-License-Identifier: MIT
//
// ASCII text without locale: octets above 127 are never letters, digits or space.

#pragma once

#include <charconv>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace libauth::base {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_alpha(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}
constexpr bool is_alnum(char c) {
  return is_alpha(c) || is_digit(c);
}
/// Space or tab: WSP of RFC 5234 appendix B.1.
constexpr bool is_wsp(char c) {
  return c == ' ' || c == '\t';
}
/// WSP or a line end: what folding white space (FWS) is made of.
constexpr bool is_fws(char c) {
  return is_wsp(c) || c == '\r' || c == '\n';
}
constexpr bool is_printable_ascii(char c) {
  return c >= ' ' && c <= '~';
}
constexpr char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// The text with A-Z made a-z.
std::string to_lower(std::string_view text);
/// Appends that to another text.
void append_lower(std::string& to, std::string_view text);

/// Whether the texts are equal but for the case of ASCII letters.
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

/// Whether the text is made of printable ASCII without space; true for an empty one.
bool is_graphic(std::string_view text);

/// The view without spaces, tabs and line ends at either end.
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && is_fws(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_fws(text.back())) text.remove_suffix(1);
  return text;
}

/// How often the octet is there.
std::size_t count_of(std::string_view text, char octet);

/// The parts between separators; an empty text has one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The number that the whole text spells in decimal digits; none for signs, blanks, an empty text
/// and numbers that T cannot hold.
template <std::unsigned_integral T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// "1 message", "2 messages"
template <std::integral T>
std::string counted(T count, std::string_view noun) {
  return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

/// The text as one printable line for messages: control octets and octets above 126 become \DDD,
/// and what is over `limit` octets is cut and followed by "...".
std::string printable(std::string_view text, std::size_t limit = 200);

/// The text with its {places} replaced by the values of their names. Every place has a value.
std::string filled(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace libauth::base
