// SPDX-License-Identifier: MIT

#include "reports/store/tls_counts.h"

#include <algorithm>

#include "reports/store/distinct.h"
#include "reports/store/sums.h"

namespace reports::store {
namespace {

using Poco::Data::Session;

/// Reports r of the rows t of a table whose domain is that of a policy. Numbers of reports are
/// unique over all domains.
std::string from(const std::string& table) {
  return " FROM " + table + " t JOIN report r ON r.number = t.report WHERE t.domain = $1 AND " +
         kCounted;
}

/// Only some policies of a report may be added up: reports/tls/sessions.h.
std::string sum_of(const std::string& count, const std::string& counts_for) {
  return saturated_sum("t." + counts_for + " * t." + count);
}

std::string span_of_report() {
  return kBegin + " AS begin_time, " + kEnd + " AS end_time";
}

/// The failures that reports give details of.
std::string explained() {
  return "SELECT r.reporter, t.policy_type, t.result_type, t.receiving_mx_hostname,"
         " t.receiving_ip, t.failure_reason_code, t.sessions, " +
         span_of_report() + from("tls_failure");
}

/// What the summary of a policy has more of than its details: these are optional (RFC 8460 section
/// 4.4). They look like details that say nothing. Of policies that told of the same sessions one
/// counts, see tls::PolicySessions.
std::string unexplained() {
  static const std::string kExplained =
      "COALESCE((SELECT " + saturated_sum("f.sessions") +
      " FROM tls_failure f WHERE f.domain = t.domain AND f.report = t.report"
      " AND f.policy = t.position), 0)";
  return "SELECT reporter, policy_type, '', NULL, NULL, NULL, failed - explained, begin_time,"
         " end_time FROM (SELECT r.reporter, t.policy_type, t.failed, " +
         kExplained + " AS explained, " + span_of_report() + from("tls_policy") +
         " AND t.failed > 0 AND t.counts_for_type = 1) summaries WHERE failed > explained";
}

}  // namespace

std::vector<TlsSessions> read_tls_sessions(Session& session, const std::string& domain,
                                           const Counting& counting) {
  static const std::string kSql =
      std::string("SELECT ") + kDay +
      ", r.reporter, t.policy_type, t.mode, COUNT(DISTINCT r.number), " +
      sum_of("successful", "counts_for_type") + ", " + sum_of("failed", "counts_for_type") + ", " +
      sum_of("successful", "counts_for_domain") + ", " + sum_of("failed", "counts_for_domain") +
      from("tls_policy") + " GROUP BY 1, 2, 3, 4";
  return ask<TlsSessions>(session, kSql, domain, counting);
}

std::vector<TlsFailure> read_tls_failures(Session& session, const std::string& domain,
                                          const Counting& counting) {
  static const std::string kSql =
      "SELECT reporter, policy_type, result_type, receiving_mx_hostname, receiving_ip,"
      " failure_reason_code, " +
      saturated_sum("sessions") + ", MIN(begin_time), MAX(end_time) FROM (" + explained() +
      " UNION ALL " + unexplained() + ") failures GROUP BY 1, 2, 3, 4, 5, 6";
  return ask<TlsFailure>(session, kSql, domain, counting);
}

std::vector<std::string> read_domains(Session& session) {
  std::vector<std::string> domains = select_column<std::string>(
      session, distinct_domains("report") +
                   " SELECT domain FROM present WHERE domain <> '' AND EXISTS"
                   " (SELECT 1 FROM report r WHERE r.domain = present.domain"
                   " AND r.kind = 'aggregate')");
  const std::vector<std::string> of_policies = select_column<std::string>(
      session, distinct_domains("tls_policy") +
                   " SELECT domain FROM present WHERE domain <> '' AND EXISTS"
                   " (SELECT 1 FROM tls_policy t JOIN report r ON r.number = t.report"
                   " WHERE t.domain = present.domain AND r.is_latest = 1)");
  domains.insert(domains.end(), of_policies.begin(), of_policies.end());
  std::sort(domains.begin(), domains.end());
  domains.erase(std::unique(domains.begin(), domains.end()), domains.end());
  return domains;
}

}  // namespace reports::store
