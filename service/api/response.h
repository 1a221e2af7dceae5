// SPDX-License-Identifier: MIT
//
// The answer of a handler.

#pragma once

#include <string>
#include <vector>

#include "service/json.h"

namespace service::api {

inline constexpr std::string_view kJsonType = "application/json";

struct Header {
  std::string name;
  std::string value;

  bool operator==(const Header&) const = default;
};

struct Response {
  int status = 200;
  std::string content_type{kJsonType};
  std::vector<Header> headers{};  ///< besides the content type and those that every answer has
  std::string body{};             ///< octets; left out by http/ where the method is HEAD
};

/// A JSON document as an answer.
inline Response json_response(int status, const json::object& document) {
  return {.status = status, .body = json::compact(document)};
}

}  // namespace service::api
