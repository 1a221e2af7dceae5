// SPDX-License-Identifier: MIT
//
// Audits over HTTP.

#include <string>
#include <utility>

#include "service/api/domain_audit.h"
#include "service/api/handlers.h"
#include "service/api/problem.h"

namespace service::api {
namespace {

Response refused(const libauth::base::ParseError& why, const Request& request) {
  const ProblemKind& kind = why.rule == "domain" ? kNotADomain : kBadParameter;
  return problem(kind, why.message, request.path);
}

}  // namespace

Response get_audit(const Request& request, Services& services) {
  const auto order = read_audit({.domain = std::string(request.place("domain")),
                                 .selectors = request.parameters("selector"),
                                 .blocklists = request.parameters("blocklist"),
                                 .now = services.now()});
  if (!order) return refused(order.error(), request);
  const auto place = services.audits.enter();
  if (!place) {
    return busy("As many audits are under way as this server makes at once.", request.path);
  }

  AuditOutcome outcome = audit_domain(*order, services.dns);
  json::object document = json::document(kAuditSchema, outcome.audit);
  if (outcome.silence.empty()) return json_response(200, document);
  return problem(kResolverUnreachable, std::move(outcome.silence), request.path,
                 std::move(document));
}

}  // namespace service::api
