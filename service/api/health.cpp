// SPDX-License-Identifier: MIT
//
// Whether the server is there, and what its problems mean.

#include "service/api/health.h"

#include "service/api/handlers.h"
#include "service/api/problem.h"

namespace service::api {

Response get_health(const Request&, Services&) {
  return json_response(200, json::document(kHealthSchema, Health{.status = HealthStatus::ok}));
}

Response get_problem(const Request& request, Services&) {
  const ProblemKind* kind = find_problem(request.place("problem"));
  if (kind == nullptr) {
    return problem(kNoSuchPage, "There is no problem of this name.", request.path);
  }
  return json_response(
      200, json::document(kProblemKindSchema, ProblemPage{.id = std::string(kind->id),
                                                          .status = kind->status,
                                                          .title = std::string(kind->title),
                                                          .advice = std::string(kind->advice)}));
}

}  // namespace service::api
