// SPDX-License-Identifier: MIT
//
// An HTTP request as handlers see it: decoded, within the limits, without any socket.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace service::api {

/// A name and its value, percent-decoded, well-formed UTF-8.
struct Parameter {
  std::string name;
  std::string value;

  bool operator==(const Parameter&) const = default;
};

struct Request {
  std::string method;                 ///< "GET"; case counts
  std::string path;                   ///< as the client wrote it, without the query; ASCII
  std::vector<std::string> segments;  ///< of the path, decoded; "/" has one empty segment
  std::vector<Parameter> query;       ///< decoded, in the client's order
  std::vector<Parameter> places;      ///< what stands in the {places} of the route; of dispatch()
  std::string content_type{};         ///< the field as sent; empty where there is none
  std::string body;                   ///< octets; empty where there are none

  /// The first value of that name in the query; none where it is not there.
  std::optional<std::string_view> parameter(std::string_view name) const;
  /// Every value of that name in the query, in order.
  std::vector<std::string> parameters(std::string_view name) const;
  /// What stands in that {place} of the route's path; empty where the route has no such place.
  std::string_view place(std::string_view name) const;
};

}  // namespace service::api
