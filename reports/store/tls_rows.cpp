// SPDX-License-Identifier: MIT
//
// TLS reports as rows.

#include "reports/store/tls_rows.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/crypto/digest.h"
#include "reports/store/cells.h"
#include "reports/store/select.h"
#include "reports/tls/mail.h"
#include "reports/tls/sessions.h"

namespace reports::store {
namespace {

template <class E>
std::string word_of(const std::optional<text::Word<E>>& word) {
  return word ? std::string(word->text()) : std::string();
}

void append_failure(TlsFailureColumns& columns, const tls::FailureDetails& failure) {
  columns.result_type.push_back(word_of(failure.result_type));
  columns.receiving_mx_hostname.push_back(cell(failure.receiving_mx_hostname));
  columns.receiving_ip.push_back(cell(failure.receiving_ip));
  columns.sending_mta_ip.push_back(cell(failure.sending_mta_ip));
  columns.failure_reason_code.push_back(cell(failure.failure_reason_code));
  columns.sessions.push_back(signed_size(failure.failed_session_count.value_or(0)));
}

void append_policy(TlsPolicyColumns& columns, const tls::PolicySessions& sessions,
                   const tls::Policy& policy) {
  columns.policy_type.push_back(sessions.policy_type);
  const auto mode = tls::policy_value(policy, "mode");
  columns.mode.push_back(mode ? Text(std::string(*mode)) : Text());
  columns.successful.push_back(signed_size(sessions.successful));
  columns.failed.push_back(signed_size(sessions.failed));
  columns.counts_for_type.push_back(sessions.counts_for_type ? 1 : 0);
  columns.counts_for_domain.push_back(sessions.counts_for_domain ? 1 : 0);
}

/// The first policy whose domain the report does not say; none where it says all.
std::optional<std::size_t> policy_without_domain(const tls::Report& report) {
  for (std::size_t at = 0; at < report.policies.size(); ++at) {
    const std::optional<std::string>& domain = report.policies[at].policy_domain;
    if (!domain || domain->empty()) return at;
  }
  return std::nullopt;
}

/// Over the domain too that the report was given: with another one, or with none, the same octets
/// are another report, with an id of its own.
std::string identity_of(const tls::Report& report, const std::string& content_hash) {
  const auto at = policy_without_domain(report);
  if (!at || !report.policies[*at].effective_policy_domain) return content_hash;
  const std::string& domain = report.policies[*at].effective_policy_domain->domain;
  return libauth::crypto::hex(libauth::crypto::sha256(content_hash + ' ' + domain));
}

/// What said the domain of the stored report; none where nothing did.
std::optional<tls::DomainSource> source_of(Poco::Data::Session& session, ReportRow& row) {
  const auto codes =
      select_column<std::string>(session,
                                 "SELECT code FROM report_warning WHERE domain = $1 AND report = $2"
                                 " AND element = 'policy-domain'",
                                 row.domain, row.number);
  for (const auto source : {tls::DomainSource::tls_report_domain, tls::DomainSource::subject,
                            tls::DomainSource::file_name}) {
    const std::string_view code = libauth::base::name_of(tls::warning_of(source));
    if (std::find(codes.begin(), codes.end(), code) != codes.end()) return source;
  }
  return std::nullopt;
}

}  // namespace

ReportRow row_of(const tls::Report& report, const std::string& octets_hash) {
  const std::string content_hash = identity_of(report, octets_hash);
  ReportRow row;
  row.kind = libauth::base::name_of(intake::Kind::tls);
  row.domain = with_a_labels(tls::domain_of(report));
  row.id = content_hash.substr(0, kIdDigits);
  row.content_hash = content_hash;
  row.reporter = key_of(tls::reporter_of(report));
  row.report_key = report_key_of(report.report_id, content_hash);
  row.begin_time = cell(report.begin);
  row.end_time = cell(report.end);
  row.records = signed_size(report.policies.size());
  row.org_name = cell(report.organization_name);
  row.extra_contact_info = cell(report.contact_info);
  row.report_id = cell(report.report_id);
  return row;
}

void append_notes(ChildRows& rows, const ReportRow& row, const tls::Report& report) {
  append_warnings(rows.warnings, row, report.warnings, &tls::Warning::member);
}

void append_policies(TlsRows& rows, const ReportRow& row, const tls::Report& report) {
  ReportRow place;
  place.number = row.number;
  for (const tls::PolicySessions& sessions : tls::sessions_of(report)) {
    const tls::Policy& policy = report.policies[sessions.policy];
    place.domain = with_a_labels(sessions.policy_domain);
    append_place(rows.policies, place, sessions.policy);
    append_policy(rows.policies, sessions, policy);
    for (std::size_t position = 0; position < policy.failure_details.size(); ++position) {
      append_place(rows.failures, place, position);
      rows.failures.policy.push_back(signed_size(sessions.policy));
      rows.failures.policy_type.push_back(sessions.policy_type);
      append_failure(rows.failures, policy.failure_details[position]);
    }
  }
}

void restore_domain(Poco::Data::Session& session, ReportRow& row, tls::Report& report) {
  const auto at = policy_without_domain(report);
  if (!at) return;
  const auto source = source_of(session, row);
  if (!source) return;
  Poco::Int64 position = signed_size(*at);
  // The domain of a warning may be cut.
  const auto domains = select_column<std::string>(
      session, "SELECT domain FROM tls_policy WHERE report = $1 AND position = $2", row.number,
      position);
  if (!domains.empty()) tls::take_domain(report, {domains.front(), *source});
}

}  // namespace reports::store
