// SPDX-License-Identifier: MIT

#include "libauth/base/text.h"

#include <algorithm>
#include <cassert>

namespace libauth::base {

std::string to_lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return to_lower(c); });
  return lower;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_fws(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_fws(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  parts.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), separator)) + 1);
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string line;
  for (const char c : text.substr(0, limit)) {
    if (is_printable_ascii(c)) {
      line += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    line += '\\';
    line += static_cast<char>('0' + octet / 100);
    line += static_cast<char>('0' + octet / 10 % 10);
    line += static_cast<char>('0' + octet % 10);
  }
  if (text.size() > limit) line += "...";
  return line;
}

std::string filled(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string made;
  for (;;) {
    const std::size_t open = text.find('{');
    made += text.substr(0, open);
    if (open == std::string_view::npos) return made;
    const std::size_t close = text.find('}', open);
    assert(close != std::string_view::npos && "a place has an end");
    const auto value = values.find(std::string(text.substr(open + 1, close - open - 1)));
    assert(value != values.end() && "a place has a value");
    if (value != values.end()) made += value->second;
    text.remove_prefix(close + 1);
  }
}

}  // namespace libauth::base
