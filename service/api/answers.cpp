// SPDX-License-Identifier: MIT
//
// What stored reports tell of a domain, over HTTP.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "libauth/base/enum.h"
#include "libauth/dmarc/record.h"
#include "reports/analysis/gather.h"
#include "reports/analysis/impact.h"
#include "reports/analysis/receivers.h"
#include "reports/analysis/sources.h"
#include "reports/analysis/summary.h"
#include "service/api/analysis_documents.h"
#include "service/api/handlers.h"
#include "service/api/limits.h"
#include "service/api/mail_analysis.h"
#include "service/api/parameters.h"
#include "service/api/problem.h"
#include "service/api/sources_page.h"
#include "service/api/words.h"

namespace service::api {
namespace {

namespace analysis = reports::analysis;
namespace dns = libauth::dns;
namespace store = reports::store;

using libauth::dmarc::Policy;

Response busy_with_answers(const Request& request) {
  return busy("As many answers on reports are being made as this server makes at once.",
              request.path);
}

/// Reads domain and period, waits for a place, and gives what `make` makes of them; the problem
/// where the store has too much of them.
template <class Make>
Response answer(const Request& request, Services& services, std::chrono::days days,
                const Make& make) {
  const auto domain = read_report_domain(request.place("domain"));
  if (!domain) return problem(kNotADomain, domain.error().message, request.path);
  const auto period =
      read_period(request.parameter("from"), request.parameter("to"), services.now(), days);
  if (!period) return bad_parameter(period.error().message, request);
  const auto place = services.answers.enter(kPlacePatience);
  if (!place) return busy_with_answers(request);
  try {
    return make(*domain, *period);
  } catch (const store::Error& error) {
    if (error.kind() != store::Error::Kind::too_much) throw;
    return problem(kTooMuch, "The reports of this period differ in too many ways.", request.path);
  }
}

analysis::Observed observed(const Services& services, const dns::Name& domain,
                            const store::Period& period) {
  return analysis::gather(services.store, domain.text(), period, services.catalogue);
}

/// A parameter that is a policy.
struct PolicyParameter {
  std::string_view name;
  std::optional<Policy> analysis::Proposal::*member;
};

constexpr std::array kPolicyParameters = {PolicyParameter{"p", &analysis::Proposal::p},
                                          PolicyParameter{"sp", &analysis::Proposal::sp},
                                          PolicyParameter{"np", &analysis::Proposal::np}};

/// Reads the words of a policy. The text says what is wrong with them, empty where nothing is.
std::string read_proposal(const Request& request, analysis::Proposal& proposal) {
  for (const PolicyParameter& parameter : kPolicyParameters) {
    const auto word = request.parameter(parameter.name);
    if (!word) continue;
    const auto policy = libauth::base::parse_enum<Policy>(*word);
    if (!policy) {
      return std::string(parameter.name) + " is none, quarantine or reject, not " + quoted(*word) +
             ".";
    }
    proposal.*parameter.member = policy;
  }
  if (const auto t = request.parameter("t")) {
    if (*t != "y" && *t != "n") return "t is y or n, not " + quoted(*t) + ".";
    proposal.testing = *t == "y";
  }
  return {};
}

}  // namespace

Response get_dmarc_summary(const Request& request, Services& services) {
  return answer(request, services, kUsualPeriod,
                [&](const dns::Name& domain, const store::Period& period) {
                  const auto summary = summary_of(services.store, domain, period,
                                                  services.catalogue, services.dns, services.now());
                  return json_response(200, json::document(kDmarcSummarySchema, summary));
                });
}

Response get_dmarc_sources(const Request& request, Services& services) {
  SourcesQuery query;
  if (std::string wrong = read_sources_query(request, query); !wrong.empty()) {
    return bad_parameter(std::move(wrong), request);
  }
  return answer(request, services, kUsualPeriod,
                [&](const dns::Name& domain, const store::Period& asked) {
                  const store::Period period = query.after ? query.after->period : asked;
                  const auto seen = observed(services, domain, period);
                  const SourcesPage page =
                      sources_page(analysis::sources_of(seen.current, seen.history), query);
                  return json_response(200, json::document(kDmarcSourcesSchema, page));
                });
}

Response get_dmarc_timeline(const Request& request, Services& services) {
  return answer(
      request, services, kUsualPeriod, [&](const dns::Name& domain, const store::Period& period) {
        const Timeline timeline = timeline_of(services.store, domain, period, services.catalogue);
        return json_response(200, json::document(kDmarcTimelineSchema, timeline));
      });
}

Response get_dmarc_impact(const Request& request, Services& services) {
  analysis::Proposal proposal;
  if (std::string wrong = read_proposal(request, proposal); !wrong.empty()) {
    return bad_parameter(std::move(wrong), request);
  }
  return answer(
      request, services, kImpactPeriod, [&](const dns::Name& domain, const store::Period& period) {
        const auto seen = observed(services, domain, period);
        const auto impact = impact_of(domain, seen, proposal, services.dns, services.now());
        return json_response(200, json::document(kDmarcImpactSchema, impact));
      });
}

Response get_dmarc_receivers(const Request& request, Services& services) {
  return answer(request, services, kUsualPeriod,
                [&](const dns::Name& domain, const store::Period& period) {
                  const auto seen = observed(services, domain, period);
                  const auto receivers = receivers_of(seen, services.dns, services.now());
                  return json_response(200, json::document(kDmarcReceiversSchema, receivers));
                });
}

Response get_dmarc_fixes(const Request& request, Services& services) {
  return answer(
      request, services, kUsualPeriod, [&](const dns::Name& domain, const store::Period& period) {
        const auto fixes = fixes_of(services.store, domain, period, services.catalogue,
                                    services.dns, services.now());
        json::object document = json::document(kDmarcFixesSchema, fixes);
        std::string silence = silence_of(fixes, services.dns);
        if (silence.empty()) return json_response(200, document);
        return problem(kResolverUnreachable, std::move(silence), request.path, std::move(document));
      });
}

Response get_tls_summary(const Request& request, Services& services) {
  return answer(
      request, services, kUsualPeriod, [&](const dns::Name& domain, const store::Period& period) {
        const TlsDocument document = tls_of(services.store, domain, period, services.now());
        return json_response(200, json::document(kTlsSummarySchema, document));
      });
}

}  // namespace service::api
