// SPDX-License-Identifier: MIT
//
// Finds the route of a request.

#include <algorithm>
#include <string>
#include <utility>

#include "libauth/base/text.h"
#include "service/api/route.h"

namespace service::api {
namespace {

bool takes(const Route& route, std::string_view method) {
  return method == route.method || (method == "HEAD" && route.method == "GET");
}

/// The field Allow: every method that the path takes, RFC 9110 section 10.2.1.
std::string allowed_methods(const Request& request) {
  std::string allowed;
  for (const Route& route : all_routes()) {
    if (!match(route, request)) continue;
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method;
    if (route.method == "GET") allowed += ", HEAD";
  }
  return allowed;
}

Response no_route(const Request& request) {
  const std::string allowed = allowed_methods(request);
  if (allowed.empty()) {
    return problem(kNoSuchPage, "There is nothing at this path; /openapi.json lists every path.",
                   request.path);
  }
  Response response = problem(
      kMethodNotAllowed,
      "This path takes " + allowed + ", not " + libauth::base::printable(request.method, 40) + ".",
      request.path);
  response.headers.push_back({"Allow", allowed});
  return response;
}

std::string known_parameters(const Route& route) {
  std::string names;
  for (const ParameterInfo& info : route.parameters) {
    if (info.in_path) continue;
    names += names.empty() ? "it takes " : ", ";
    names += info.name;
  }
  return names.empty() ? "it takes none" : names;
}

/// What is wrong with the query, as far as the table tells; empty where nothing is. A misspelt
/// parameter is an error, since an answer that leaves it out would look as if it had counted.
std::string wrong_query(const Route& route, const Request& request) {
  for (const Parameter& parameter : request.query) {
    const auto fits = [&](const ParameterInfo& info) {
      return !info.in_path && info.name == parameter.name;
    };
    const std::string name = "\"" + libauth::base::printable(parameter.name, 40) + "\"";
    const auto info = std::ranges::find_if(route.parameters, fits);
    if (info == route.parameters.end()) {
      return "This path has no parameter " + name + "; " + known_parameters(route) + ".";
    }
    if (!info->repeated && request.parameters(parameter.name).size() > 1) {
      return "The parameter " + name + " may be given once.";
    }
  }
  return {};
}

}  // namespace

std::optional<std::vector<Parameter>> match(const Route& route, const Request& request) {
  const auto pattern = libauth::base::split(route.path.substr(1), '/');
  if (pattern.size() != request.segments.size()) return std::nullopt;
  std::vector<Parameter> places;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string& segment = request.segments[i];
    if (!pattern[i].starts_with('{')) {
      if (pattern[i] != segment) return std::nullopt;
      continue;
    }
    if (segment.empty()) return std::nullopt;
    places.push_back({std::string(pattern[i].substr(1, pattern[i].size() - 2)), segment});
  }
  return places;
}

Response dispatch(Request request, Services& services) {
  for (const Route& route : all_routes()) {
    if (!takes(route, request.method)) continue;
    auto places = match(route, request);
    if (!places) continue;
    request.places = std::move(*places);
    if (std::string wrong = wrong_query(route, request); !wrong.empty()) {
      return problem(kBadParameter, std::move(wrong), request.path);
    }
    return route.handler(request, services);
  }
  return no_route(request);
}

}  // namespace service::api
