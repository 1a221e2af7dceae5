// SPDX-License-Identifier: MIT

#include "reports/store/flows.h"

#include "reports/store/sums.h"

namespace reports::store {
namespace {

using Poco::Data::Session;

const std::string kCount = "COALESCE(c.message_count, 0)";

/// Aggregate reports r of the domain $1 in the period.
const std::string kWhere =
    std::string(" WHERE r.domain = $1 AND r.kind = 'aggregate' AND ") + kCounted;

/// The sum of the counts of those records c for which the condition holds; NULL is no word.
std::string sum_where(const std::string& condition) {
  return saturated_sum("CASE WHEN " + condition + " THEN " + kCount + " ELSE 0 END");
}

/// The mode of alignment where it is needed: where a record does not say the result. Elsewhere it
/// is NULL, so that flows are the same under any policy.
std::string strict_where_missing(const std::string& mode, const std::string& result) {
  return "CASE WHEN COALESCE(c." + result + ", '') = '' AND r." + mode + " = 's' THEN r." + mode +
         " END";
}

/// The statement for flows; `day` is empty or one more column, by which they are told apart too.
std::string flow_statement(const std::string& day) {
  return "SELECT c.source_ip, r.reporter, c.header_from, c.disposition, c.dkim, c.spf, c.signers,"
         " c.spf_passed, c.reasons, " +
         strict_where_missing("adkim", "dkim") + ", " + strict_where_missing("aspf", "spf") + ", " +
         saturated_sum(kCount) + ", MIN(" + kBegin + "), MAX(" + kEnd + ")" +
         (day.empty() ? "" : ", " + day) +
         " FROM report r JOIN report_record c ON c.domain = r.domain AND c.report = r.number" +
         kWhere + " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11" + (day.empty() ? "" : ", 15");
}

}  // namespace

std::vector<Flow> read_flows(Session& session, const std::string& domain,
                             const Counting& counting) {
  static const std::string kSql = flow_statement("");
  return ask<Flow>(session, kSql, domain, counting);
}

std::vector<DailyFlow> read_daily_flows(Session& session, const std::string& domain,
                                        const Counting& counting) {
  static const std::string kSql = flow_statement(kDay);
  return ask<DailyFlow>(session, kSql, domain, counting);
}

std::vector<Day> read_timeline(Session& session, const std::string& domain,
                               const Counting& counting) {
  static const std::string kSql =
      std::string("SELECT ") + kDay + ", " + saturated_sum(kCount) + ", " +
      sum_where("c.dkim = 'pass' OR c.spf = 'pass'") + ", " +
      sum_where("c.disposition = 'quarantine'") + ", " + sum_where("c.disposition = 'reject'") +
      " FROM report r LEFT JOIN report_record c ON c.domain = r.domain AND c.report = r.number" +
      kWhere + " GROUP BY 1";
  return ask<Day>(session, kSql, domain, counting);
}

std::vector<DayCount> read_day_count(Session& session, const std::string& domain,
                                     const Counting& counting) {
  static const std::string kSql =
      std::string("SELECT COUNT(DISTINCT ") + kDay + ") FROM report r" + kWhere;
  return ask<DayCount>(session, kSql, domain, counting);
}

std::vector<Receiver> read_receivers(Session& session, const std::string& domain,
                                     const Counting& counting) {
  // The last report of a receiver has place 1.
  static const std::string kSql =
      "SELECT r.reporter, MAX(CASE WHEN place = 1 THEN r.org_name END), COUNT(*), " +
      saturated_sum("r.messages") +
      ", CAST(SUM(CASE WHEN r.deviations > 0 THEN 1 ELSE 0 END) AS BIGINT),"
      " CAST(SUM(CASE WHEN " +
      kUntrusted + " THEN 1 ELSE 0 END) AS BIGINT), " +
      saturated_sum("CASE WHEN " + kUntrusted + " THEN r.messages ELSE 0 END") + ", MIN(" + kBegin +
      "), MAX(" + kEnd +
      "), MAX(r.received), MAX(CASE WHEN place = 1 THEN r.p END),"
      " MAX(CASE WHEN place = 1 THEN r.sp END), MAX(CASE WHEN place = 1 THEN r.np END),"
      " MAX(CASE WHEN place = 1 THEN r.testing END),"
      " MAX(CASE WHEN place = 1 THEN r.adkim END), MAX(CASE WHEN place = 1 THEN r.aspf END)"
      " FROM (SELECT r.*, ROW_NUMBER() OVER"
      " (PARTITION BY r.reporter ORDER BY r.middle_time DESC, r.number DESC) AS place"
      " FROM report r" +
      kWhere + ") r GROUP BY r.reporter";
  return ask<Receiver>(session, kSql, domain, counting);
}

}  // namespace reports::store
