// SPDX-License-Identifier: MIT

#include "service/api/problem.h"

#include <algorithm>
#include <array>
#include <utility>

#include "service/api/limits.h"

namespace service::api {
namespace {

constexpr std::array kAllProblems = {
    &kBadRequest,          &kBadParameter, &kBadDocument,         &kNotADomain,
    &kUnreadableReport,    &kNoSuchPage,   &kNoSuchReport,        &kMethodNotAllowed,
    &kRequestTimeout,      &kTooLarge,     &kTargetTooLong,       &kNotAReport,
    &kHeaderTooLarge,      &kInternal,     &kNotImplemented,      &kBusy,
    &kResolverUnreachable, &kTooMuch,      &kDatabaseUnavailable, &kCrossOrigin,
    &kMisdirected,
};

}  // namespace

std::span<const ProblemKind* const> all_problems() {
  return kAllProblems;
}

const ProblemKind* find_problem(std::string_view id) {
  const auto found = std::ranges::find(kAllProblems, id, &ProblemKind::id);
  return found == kAllProblems.end() ? nullptr : *found;
}

Response problem(const ProblemKind& kind, std::string detail, std::string_view instance,
                 json::object extensions) {
  ProblemDocument described{.type = "/problems/" + std::string(kind.id),
                            .title = std::string(kind.title),
                            .status = kind.status,
                            .detail = std::move(detail),
                            .instance = std::nullopt};
  if (!instance.empty()) described.instance = instance;
  json::object document = std::move(json::from(described).as_object());
  for (auto& member : extensions) document.emplace(member.key(), std::move(member.value()));
  return {.status = kind.status,
          .content_type = std::string(kProblemType),
          .body = json::compact(document)};
}

namespace {

Response later(const ProblemKind& kind, std::string detail, std::string_view instance) {
  Response response = problem(kind, std::move(detail), instance);
  response.headers.push_back({"Retry-After", std::to_string(kRetryAfterSeconds)});
  return response;
}

}  // namespace

Response busy(std::string detail, std::string_view instance) {
  return later(kBusy, std::move(detail), instance);
}

Response database_unavailable(std::string_view instance) {
  return later(kDatabaseUnavailable, "The database cannot be used now; the log has the reason.",
               instance);
}

}  // namespace service::api
