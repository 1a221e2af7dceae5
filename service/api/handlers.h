// SPDX-License-Identifier: MIT
//
// The handlers of the API: plain functions, without sockets. The route table (routes.cpp) says
// which request each of them answers.

#pragma once

#include "service/api/request.h"
#include "service/api/response.h"
#include "service/api/services.h"

namespace service::api {

/// GET /v1/domains/{domain}/audit
Response get_audit(const Request& request, Services& services);

/// POST /v1/verify
Response post_verify(const Request& request, Services& services);

/// POST /v1/reports
Response post_reports(const Request& request, Services& services);
/// GET /v1/reports
Response get_reports(const Request& request, Services& services);
/// GET /v1/reports/{id}
Response get_report(const Request& request, Services& services);

/// GET /healthz
Response get_health(const Request& request, Services& services);
/// GET /openapi.json
Response get_openapi(const Request& request, Services& services);
/// GET /problems/{problem}
Response get_problem(const Request& request, Services& services);

}  // namespace service::api
