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
/// GET /v1/reports/{id}/source
Response get_report_source(const Request& request, Services& services);
/// GET /v1/unread-reports
Response get_unread_reports(const Request& request, Services& services);
/// GET /v1/unread-reports/{id}/source
Response get_unread_source(const Request& request, Services& services);

/// GET /v1/domains/{domain}/dmarc/summary
Response get_dmarc_summary(const Request& request, Services& services);
/// GET /v1/domains/{domain}/dmarc/sources
Response get_dmarc_sources(const Request& request, Services& services);
/// GET /v1/domains/{domain}/dmarc/timeline
Response get_dmarc_timeline(const Request& request, Services& services);
/// GET /v1/domains/{domain}/dmarc/impact
Response get_dmarc_impact(const Request& request, Services& services);
/// GET /v1/domains/{domain}/dmarc/receivers
Response get_dmarc_receivers(const Request& request, Services& services);
/// GET /v1/domains/{domain}/dmarc/fixes
Response get_dmarc_fixes(const Request& request, Services& services);
/// GET /v1/domains/{domain}/tls/summary
Response get_tls_summary(const Request& request, Services& services);
/// GET /v1/domains/{domain}/dmarc/verdicts
Response get_source_verdicts(const Request& request, Services& services);
/// PUT /v1/domains/{domain}/dmarc/sources/{source}/verdict
Response put_source_verdict(const Request& request, Services& services);
/// DELETE /v1/domains/{domain}/dmarc/sources/{source}/verdict
Response delete_source_verdict(const Request& request, Services& services);

/// GET /healthz
Response get_health(const Request& request, Services& services);
/// GET /openapi.json
Response get_openapi(const Request& request, Services& services);
/// GET /problems/{problem}
Response get_problem(const Request& request, Services& services);

}  // namespace service::api
