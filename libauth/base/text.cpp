// SPDX-License-Identifier: MIT

#include "libauth/base/text.h"

#include <cassert>

#include "libauth/base/word.h"

namespace libauth::base {

std::string to_lower(std::string_view text) {
  std::string lower;
  append_lower(lower, text);
  return lower;
}

void append_lower(std::string& to, std::string_view text) {
  to += text;
  char* octets = to.data() + to.size() - text.size();
  std::size_t left = text.size();
  for (; left >= kWordOctets; left -= kWordOctets, octets += kWordOctets) {
    write_word(octets, lower_word(read_word(octets)));
  }
  for (; left > 0; --left, ++octets) *octets = to_lower(*octets);
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const auto is_same = [](std::uint64_t x, std::uint64_t y) {
    return x == y || lower_word(x) == lower_word(y);
  };
  if (a.size() < kWordOctets) return is_same(first_word(a), first_word(b));
  const std::size_t last = a.size() - kWordOctets;
  for (std::size_t at = 0; at < last; at += kWordOctets) {
    if (!is_same(read_word(a.data() + at), read_word(b.data() + at))) return false;
  }
  return is_same(read_word(a.data() + last), read_word(b.data() + last));
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

bool is_graphic(std::string_view text) {
  return all_words(text, is_graphic_word);
}

std::size_t count_of(std::string_view text, char octet) {
  // As many as an octet counts, so that the loop becomes vector instructions.
  constexpr std::size_t kCounted = 240;
  std::size_t count = 0;
  while (!text.empty()) {
    const std::string_view block = text.substr(0, kCounted);
    unsigned char found = 0;
    for (const char c : block) found = static_cast<unsigned char>(found + (c == octet ? 1 : 0));
    count += found;
    text.remove_prefix(block.size());
  }
  return count;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  parts.reserve(count_of(text, separator) + 1);
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
