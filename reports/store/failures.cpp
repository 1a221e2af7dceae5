// SPDX-License-Identifier: MIT

#include "reports/store/failures.h"

#include <initializer_list>

#include "reports/store/sums.h"

namespace reports::store {
namespace {

using Poco::Data::Session;

/// Whether an earlier check e of the same record is the same as k in these columns.
std::string is_repeated(const std::string& table, std::initializer_list<const char*> columns) {
  std::string condition = "EXISTS (SELECT 1 FROM " + table +
                          " e WHERE e.domain = k.domain AND e.report = k.report"
                          " AND e.record = k.record AND e.position < k.position";
  for (const std::string column : columns) {
    condition += " AND COALESCE(e." + column + ", '') = COALESCE(k." + column + ", '')";
  }
  return condition + ")";
}

/// The statement for checks k of a table, of records c that fail, in reports r. RFC 9989 section
/// 5.4: DMARC fails where neither is aligned.
std::string statement(const std::string& table, std::initializer_list<const char*> columns,
                      const std::string& condition) {
  std::string sql = "SELECT c.source_ip, c.header_from, c.signers, c.spf_passed, ";
  for (const std::string column : columns) sql += "k." + column + ", ";
  return sql + saturated_sum("COALESCE(c.message_count, 0)") +
         " FROM report r JOIN report_record c ON c.domain = r.domain AND c.report = r.number"
         " JOIN " +
         table +
         " k ON k.domain = c.domain AND k.report = c.report AND k.record = c.position"
         " WHERE r.domain = $1 AND r.kind = 'aggregate' AND " +
         kCounted + " AND COALESCE(c.dkim, '') <> 'pass' AND COALESCE(c.spf, '') <> 'pass'" +
         condition + " AND NOT " + is_repeated(table, columns) + " GROUP BY 1, 2, 3, 4, 5, 6, 7";
}

}  // namespace

std::vector<FailedSignature> read_failed_signatures(Session& session, const std::string& domain,
                                                    const Counting& counting) {
  static const std::string kSql = statement("report_dkim", {"dkim_domain", "selector", "result"},
                                            " AND COALESCE(k.result, '') <> 'pass'");
  return ask<FailedSignature>(session, kSql, domain, counting);
}

std::vector<SpfCheck> read_spf_checks(Session& session, const std::string& domain,
                                      const Counting& counting) {
  static const std::string kSql = statement("report_spf", {"spf_domain", "scope", "result"}, "");
  return ask<SpfCheck>(session, kSql, domain, counting);
}

}  // namespace reports::store
