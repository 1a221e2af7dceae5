// SPDX-License-Identifier: MIT
//
// Columns as PostgreSQL's arrays in text form. Private to this room.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <Poco/Nullable.h>
#include <Poco/Types.h>

namespace reports::store {

/// {"a","b\"c",NULL}
std::string array_of(const std::vector<std::string>& column);
std::string array_of(const std::vector<Poco::Nullable<std::string>>& column);
/// {1,2,NULL}
std::string array_of(const std::vector<Poco::Int64>& column);
std::string array_of(const std::vector<Poco::Nullable<Poco::Int64>>& column);

/// The type of the elements.
constexpr std::string_view element_type(const std::vector<std::string>&) {
  return "text";
}
constexpr std::string_view element_type(const std::vector<Poco::Nullable<std::string>>&) {
  return "text";
}
constexpr std::string_view element_type(const std::vector<Poco::Int64>&) {
  return "bigint";
}
constexpr std::string_view element_type(const std::vector<Poco::Nullable<Poco::Int64>>&) {
  return "bigint";
}

}  // namespace reports::store
