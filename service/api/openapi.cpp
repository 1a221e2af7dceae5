// SPDX-License-Identifier: MIT
//
// The description of the API, OpenAPI 3.1, made of the route table and the schemas.

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "libauth/base/text.h"
#include "service/api/handlers.h"
#include "service/api/problem.h"
#include "service/api/route.h"
#include "service/api/schema.h"
#include "service/api/schemas.h"

namespace service::api {
namespace {

constexpr std::string_view kProblemSchema = "problem";

/// Problems that dispatch() and http/ can answer to any request.
constexpr std::array kGeneralProblems = {
    &kBadRequest,    &kBadParameter,        &kRequestTimeout, &kTooLarge,
    &kTargetTooLong, &kHeaderTooLarge,      &kInternal,       &kNotImplemented,
    &kBusy,          &kDatabaseUnavailable, &kMisdirected,    &kCrossOrigin};

/// The key of a schema among the components, which has no "/".
std::string component(std::string_view id) {
  std::string key(id);
  std::ranges::replace(key, '/', '-');
  return key;
}

json::object reference(std::string_view id) {
  return {{"$ref", "#/components/schemas/" + component(id)}};
}

json::object content(std::string_view type, json::object schema) {
  return {{type, json::object{{"schema", std::move(schema)}}}};
}

json::object described(const ParameterInfo& info) {
  json::object one{{"type", info.is_number ? "integer" : "string"}};
  if (info.is_number) one.emplace("minimum", 1);
  if (!info.words.empty()) one.emplace("enum", json::array(info.words.begin(), info.words.end()));
  json::object schema =
      info.repeated ? json::object{{"type", "array"}, {"items", std::move(one)}} : std::move(one);
  return {{"name", info.name},
          {"in", info.in_path ? "path" : "query"},
          {"required", info.in_path},
          {"description", info.description},
          {"schema", std::move(schema)}};
}

json::object request_body(const Route& route) {
  json::object types;
  for (const BodyInfo& body : route.bodies) {
    types.emplace(body.content_type, json::object{});
  }
  return {{"required", true},
          {"description", route.bodies.front().description},
          {"content", std::move(types)}};
}

json::object schema_for(const AnswerInfo& answer) {
  if (answer.content_type != kJsonType) return {};
  return answer.schema.empty() ? json::object{{"type", "object"}} : reference(answer.schema);
}

json::object responses(const Route& route) {
  std::map<int, json::object> by_status;
  for (const AnswerInfo& answer : route.answers) {
    json::object& described_answer = by_status[answer.status];
    if (described_answer.empty()) {
      described_answer = {{"description", answer.description}, {"content", json::object{}}};
    }
    described_answer["content"].as_object().emplace(answer.content_type,
                                                    json::object{{"schema", schema_for(answer)}});
  }
  std::map<int, std::string> titles;
  const auto note = [&](const ProblemKind* kind) {
    std::string& title = titles[kind->status];
    title +=
        (title.empty() ? "" : "; ") + std::string(kind->title) + " (" + std::string(kind->id) + ")";
  };
  std::ranges::for_each(route.problems, note);
  for (const ProblemKind* kind : kGeneralProblems) {
    if (std::ranges::count(route.problems, kind) == 0) note(kind);
  }
  for (const auto& [status, title] : titles) {
    by_status[status] = {{"description", title},
                         {"content", content(kProblemType, reference(kProblemSchema))}};
  }
  json::object all;
  for (auto& [status, response] : by_status) {
    all.emplace(std::to_string(status), std::move(response));
  }
  return all;
}

json::object operation(const Route& route) {
  json::object described_route{{"operationId", route.name}, {"summary", route.summary}};
  json::array parameters;
  for (const ParameterInfo& info : route.parameters) parameters.push_back(described(info));
  if (!parameters.empty()) described_route.emplace("parameters", std::move(parameters));
  if (!route.bodies.empty()) described_route.emplace("requestBody", request_body(route));
  described_route.emplace("responses", responses(route));
  return described_route;
}

json::object paths() {
  json::object all;
  for (const Route& route : all_routes()) {
    auto* const place = all.emplace(route.path, json::object{}).first;
    place->value().as_object().emplace(libauth::base::to_lower(route.method), operation(route));
  }
  return all;
}

json::object schemas() {
  json::object all;
  for (const Schema& schema : all_schemas()) {
    json::object built = schema.build();
    built.emplace("description", schema.description);
    all.emplace(component(schema.id), std::move(built));
  }
  json::object extensible = schema_of<ProblemDocument>();
  extensible.emplace("description", "A problem document, RFC 9457; more members may follow.");
  all.emplace(kProblemSchema, std::move(extensible));
  return all;
}

json::object openapi() {
  return {{"openapi", "3.1.0"},
          {"info", json::object{{"title", "Mailvet"},
                                {"version", MAILVET_VERSION},
                                {"description", "Audits of domains, and the reports on them."},
                                {"license", json::object{{"name", "MIT"}, {"identifier", "MIT"}}}}},
          {"paths", paths()},
          {"components", json::object{{"schemas", schemas()}}}};
}

}  // namespace

Response get_openapi(const Request&, Services&) {
  return json_response(200, openapi());
}

}  // namespace service::api
