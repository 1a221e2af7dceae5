// SPDX-License-Identifier: MIT
//
// The owner's word on sources, over HTTP.

#include <optional>
#include <string>
#include <utility>

#include <boost/json/parse.hpp>

#include "libauth/base/enum.h"
#include "libauth/base/result.h"
#include "reports/sources/verdict.h"
#include "service/api/analysis_documents.h"
#include "service/api/handlers.h"
#include "service/api/limits.h"
#include "service/api/parameters.h"
#include "service/api/problem.h"
#include "service/api/verdict_note.h"
#include "service/api/words.h"

namespace service::api {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;
using reports::sources::Verdict;

/// {"verdict":"approve"}
Result<Verdict> read_verdict(const std::string& body) {
  const ParseError wrong{0, "verdict",
                         "The body is {\"verdict\":\"approve\"}, \"block\" or \"ignore\"."};
  if (body.size() > kMaxVerdictBody) return wrong;
  boost::json::error_code error;
  const json::value document = boost::json::parse(body, error);
  const auto* const object = error ? nullptr : document.if_object();
  const auto* const word = object == nullptr ? nullptr : object->if_contains("verdict");
  if (word == nullptr || !word->is_string() || object->size() != 1) return wrong;
  const auto verdict = libauth::base::parse_enum<Verdict>(word->as_string());
  if (!verdict) return wrong;
  return *verdict;
}

/// The word is stored and need not wait for this: where all answers are being made, there is none.
std::optional<std::string> note_on(const VerdictAnswer& answer, Services& services) {
  const auto place = services.answers.enter();
  if (!place) return std::nullopt;
  return note_on_source(services.store, answer.domain, answer.source, services.catalogue,
                        services.now());
}

Response set_verdict(const Request& request, Services& services,
                     const std::optional<Verdict>& verdict) {
  const auto domain = read_report_domain(request.place("domain"));
  if (!domain) return problem(kNotADomain, domain.error().message, request.path);
  const std::string source(request.place("source"));
  if (std::string wrong = wrong_source_name(source); !wrong.empty()) {
    return bad_parameter(std::move(wrong), request);
  }
  services.store.set_verdict(domain->text(), source, verdict, services.now());
  VerdictAnswer answer{domain->text(), source, verdict, {}};
  if (verdict) answer.note = note_on(answer, services);
  return json_response(200, json::document(kSourceVerdictSchema, answer));
}

}  // namespace

Response put_source_verdict(const Request& request, Services& services) {
  const auto verdict = read_verdict(request.body);
  if (!verdict) return problem(kBadDocument, verdict.error().message, request.path);
  return set_verdict(request, services, *verdict);
}

Response delete_source_verdict(const Request& request, Services& services) {
  return set_verdict(request, services, std::nullopt);
}

Response get_source_verdicts(const Request& request, Services& services) {
  const auto domain = read_report_domain(request.place("domain"));
  if (!domain) return problem(kNotADomain, domain.error().message, request.path);
  return json_response(
      200, json::document(kSourceVerdictsSchema,
                          VerdictList{domain->text(), services.store.verdicts(domain->text())}));
}

}  // namespace service::api
