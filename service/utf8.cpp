// SPDX-License-Identifier: MIT

#include "service/utf8.h"

#include <cstddef>

#include <Poco/UTF8Encoding.h>

namespace service {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// The octets of the sequence that the first octet announces; 0 where none begins with it.
std::size_t announced(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

/// The octets of the well-formed sequence at the start of the text; 0 where there is none.
std::size_t sequence_at_start(std::string_view octets) {
  const std::size_t size = announced(static_cast<unsigned char>(octets.front()));
  if (size <= 1) return size;
  if (octets.size() < size) return 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(octets.data());
  return Poco::UTF8Encoding::isLegal(bytes, static_cast<int>(size)) ? size : 0;
}

}  // namespace

bool is_utf8(std::string_view octets) {
  while (!octets.empty()) {
    const std::size_t size = sequence_at_start(octets);
    if (size == 0) return false;
    octets.remove_prefix(size);
  }
  return true;
}

std::string valid_utf8(std::string_view octets) {
  if (is_utf8(octets)) return std::string(octets);
  std::string text;
  while (!octets.empty()) {
    const std::size_t size = sequence_at_start(octets);
    text += size == 0 ? kReplacement : octets.substr(0, size);
    octets.remove_prefix(size == 0 ? 1 : size);
  }
  return text;
}

}  // namespace service
