// SPDX-License-Identifier: MIT
//
// The route table: what the API answers to. 404, 405, the check of query parameters and
// /openapi.json all fall out of it. To add a route: a handler in handlers.h, a line in routes.cpp.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "service/api/problem.h"
#include "service/api/request.h"
#include "service/api/response.h"
#include "service/api/services.h"

namespace service::api {

/// A parameter in the path or the query.
struct ParameterInfo {
  std::string_view name;
  std::string_view description;
  bool in_path = false;    ///< stands in the path as {name}; else in the query, and may be left out
  bool repeated = false;   ///< may be given several times
  bool is_number = false;  ///< an integer from 1 on
  std::span<const std::string_view> words{};  ///< all that it may be; empty: any text
};

/// A good answer.
struct AnswerInfo {
  int status = 0;
  std::string_view schema;  ///< id of a schema in schemas.h; empty: any JSON object
  std::string_view description;
  std::string_view content_type = kJsonType;  ///< of another type: octets, without a schema
};

/// What a body may be.
struct BodyInfo {
  std::string_view content_type;
  std::string_view description;
};

using Handler = Response (*)(const Request&, Services&);

struct Route {
  std::string_view method;  ///< a GET route answers HEAD too
  std::string_view path;    ///< "/v1/reports/{id}"; a place takes one segment that is not empty
  std::string_view name;    ///< operationId of OpenAPI; snake_case
  std::string_view summary;
  Handler handler = nullptr;
  std::span<const ParameterInfo> parameters{};
  std::span<const BodyInfo> bodies{};  ///< empty: a body is read and not looked at
  std::span<const AnswerInfo> answers{};
  std::span<const ProblemKind* const> problems{};  ///< that the handler answers with; those that
                                                   ///< any request can meet stand in openapi.cpp
};

/// Every route.
std::span<const Route> all_routes();

/// The values of the route's places where the path fits the route; none where it does not.
std::optional<std::vector<Parameter>> match(const Route& route, const Request& request);

/// Answers the request by the table: the handler's answer, or a problem.
Response dispatch(Request request, Services& services);

}  // namespace service::api
