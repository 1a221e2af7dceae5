// SPDX-License-Identifier: MIT

#include "reports/store/arrays.h"

#include <charconv>

namespace reports::store {
namespace {

void append(std::string& array, const std::string& text) {
  array += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') array += '\\';
    array += c;
  }
  array += '"';
}

void append(std::string& array, Poco::Int64 number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  array.append(digits, end);
}

template <class T>
void append(std::string& array, const Poco::Nullable<T>& cell) {
  if (cell.isNull()) {
    array += "NULL";
  } else {
    append(array, cell.value());
  }
}

template <class T>
std::string joined(const std::vector<T>& column) {
  std::string array = "{";
  for (const T& cell : column) {
    if (array.size() > 1) array += ',';
    append(array, cell);
  }
  array += '}';
  return array;
}

}  // namespace

std::string array_of(const std::vector<std::string>& column) {
  return joined(column);
}

std::string array_of(const std::vector<Poco::Nullable<std::string>>& column) {
  return joined(column);
}

std::string array_of(const std::vector<Poco::Int64>& column) {
  return joined(column);
}

std::string array_of(const std::vector<Poco::Nullable<Poco::Int64>>& column) {
  return joined(column);
}

}  // namespace reports::store
