// SPDX-License-Identifier: MIT
//
// Aggregate reports under the keys of parsedmarc.

#include <chrono>
#include <string>
#include <string_view>

#include "reports/sources/catalogue.h"
#include "reports/text/value.h"
#include "service/cli/report_parsedmarc.h"
#include "service/cli/report_parsedmarc_values.h"

namespace service::cli {
namespace {

namespace aggregate = reports::aggregate;
namespace sources = reports::sources;

/// Above this, parsedmarc spreads the counts of a report over days; we only say so.
constexpr std::chrono::hours kDay{24};

/// The registered domain where the name is a domain, else the name; without one the domain of the
/// contact address.
json::value org_name_of(const aggregate::ReportMetadata& metadata) {
  const std::string name = metadata.org_name.value_or("");
  if (name.empty()) {
    const std::string email = metadata.email.value_or("");
    return email.empty() ? json::value() : json::value(email.substr(email.rfind('@') + 1));
  }
  const bool is_domain = name.find(' ') == std::string::npos && name.find('.') != std::string::npos;
  const auto domain = is_domain ? sources::registrable_domain(name) : std::nullopt;
  return json::value(domain.value_or(name));
}

json::value report_id_of(const aggregate::ReportMetadata& metadata) {
  if (!metadata.report_id) return nullptr;
  return json::value(reports::text::bare_report_id(*metadata.report_id));
}

json::object metadata_of(const aggregate::ReportMetadata& metadata) {
  std::optional<std::int64_t> span;
  if (metadata.begin && metadata.end) span = (*metadata.end - *metadata.begin).count();
  return {{"org_name", org_name_of(metadata)},
          {"org_email", or_null(metadata.email)},
          {"org_extra_contact_info", or_null(metadata.extra_contact_info)},
          {"report_id", report_id_of(metadata)},
          {"begin_date", parsedmarc_time(metadata.begin)},
          {"end_date", parsedmarc_time(metadata.end)},
          {"timespan_requires_normalization", span && std::chrono::seconds(*span) > kDay},
          {"original_timespan_seconds", or_null(span)},
          {"errors", boost::json::value_from(metadata.errors)},
          {"generator", or_null(metadata.generator)}};
}

json::object policy_of(const aggregate::PolicyPublished& policy) {
  return {{"domain", policy.domain},
          {"adkim", word_or(policy.adkim, "r")},
          {"aspf", word_or(policy.aspf, "r")},
          {"p", or_null(policy.p)},
          {"sp", or_null(policy.sp ? policy.sp : policy.p)},
          {"pct", policy.pct ? json::value(std::to_string(*policy.pct)) : json::value()},
          {"fo", or_null(policy.fo)},
          {"np", or_null(policy.np)},
          {"testing", or_null(policy.testing)},
          {"discovery_method", or_null(policy.discovery_method)}};
}

std::optional<std::string> address_of(const aggregate::Record& record) {
  return record.source_ip ? record.source_ip->text() : record.source_ip_text;
}

/// What the catalogue goes by: what passed.
sources::Evidence evidence_of(const aggregate::Record& record) {
  sources::Evidence evidence;
  for (const aggregate::DkimAuthResult& signature : record.auth_results.dkim) {
    if (!signature.domain || signature.result != aggregate::DkimResult::pass) continue;
    evidence.signers.push_back(*signature.domain + '/' + signature.selector.value_or(""));
  }
  for (const aggregate::SpfAuthResult& spf : record.auth_results.spf) {
    if (spf.result == aggregate::SpfResult::pass) evidence.spf_domain = spf.domain;
  }
  evidence.source_ip = address_of(record);
  return evidence;
}

json::object source_of(const aggregate::Record& record, const sources::OwnDomain& own) {
  const sources::Source source = sources::Catalogue::built_in().source_of(evidence_of(record), own);
  const bool is_named = source.basis != sources::Basis::address;
  return parsedmarc_source(address_of(record), is_named ? &source : nullptr);
}

bool is_pass(const std::optional<aggregate::Word<aggregate::AlignedResult>>& result) {
  return result == aggregate::AlignedResult::pass;
}

json::object alignment_of(const aggregate::PolicyEvaluated& evaluated) {
  return {{"spf", is_pass(evaluated.spf)},
          {"dkim", is_pass(evaluated.dkim)},
          {"dmarc", is_pass(evaluated.spf) || is_pass(evaluated.dkim)}};
}

json::object evaluated_of(const aggregate::PolicyEvaluated& evaluated) {
  json::array reasons;
  for (const aggregate::Reason& reason : evaluated.reasons) {
    reasons.push_back({{"type", or_null(reason.type)}, {"comment", or_null(reason.comment)}});
  }
  return {{"disposition", word_or(evaluated.disposition, "none")},
          {"dkim", word_or(evaluated.dkim, "fail")},
          {"spf", word_or(evaluated.spf, "fail")},
          {"policy_override_reasons", std::move(reasons)}};
}

json::object identifiers_of(const aggregate::Record& record) {
  std::optional<std::string> envelope_from = record.identifiers.envelope_from;
  const auto& spf = record.auth_results.spf;
  if (envelope_from.value_or("").empty()) {
    envelope_from = spf.empty() ? std::nullopt : spf.back().domain;
  }
  return {{"header_from", or_null(record.identifiers.header_from)},
          {"envelope_from", or_null(envelope_from)},
          {"envelope_to", or_null(record.identifiers.envelope_to)}};
}

json::object results_of(const aggregate::AuthResults& results) {
  json::array dkim;
  for (const aggregate::DkimAuthResult& result : results.dkim) {
    dkim.push_back({{"domain", or_null(result.domain)},
                    {"selector", result.selector.value_or("none")},
                    {"result", word_or(result.result, "none")},
                    {"human_result", or_null(result.human_result)}});
  }
  json::array spf;
  for (const aggregate::SpfAuthResult& result : results.spf) {
    spf.push_back({{"domain", or_null(result.domain)},
                   {"scope", word_or(result.scope, "mfrom")},
                   {"result", word_or(result.result, "none")},
                   {"human_result", or_null(result.human_result)}});
  }
  return {{"dkim", std::move(dkim)}, {"spf", std::move(spf)}};
}

}  // namespace

json::object parsedmarc_report(const aggregate::Report& report) {
  return {{"xml_schema", report.version.value_or("draft")},
          {"xml_namespace", or_null(report.xml_namespace)},
          {"report_metadata", metadata_of(report.report_metadata)},
          {"policy_published", policy_of(report.policy_published)}};
}

json::object parsedmarc_record(const aggregate::Report& report, const aggregate::Record& record,
                               const sources::OwnDomain& own) {
  return {{"source", source_of(record, own)},
          {"count", record.count.value_or(0)},
          {"alignment", alignment_of(record.policy_evaluated)},
          {"policy_evaluated", evaluated_of(record.policy_evaluated)},
          {"identifiers", identifiers_of(record)},
          {"auth_results", results_of(record.auth_results)},
          {"normalized_timespan", false},
          {"interval_begin", parsedmarc_time(report.report_metadata.begin)},
          {"interval_end", parsedmarc_time(report.report_metadata.end)}};
}

}  // namespace service::cli
