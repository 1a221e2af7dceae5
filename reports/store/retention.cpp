// SPDX-License-Identifier: MIT
//
// Store::remove(): reports and payloads go by age.

#include <cstdint>
#include <string>
#include <vector>

#include "libauth/base/enum.h"
#include "reports/store/addresses.h"
#include "reports/store/at_once.h"
#include "reports/store/connection.h"
#include "reports/store/distinct.h"
#include "reports/store/select.h"
#include "reports/store/store.h"

namespace reports::store {
namespace {

using libauth::base::Time;
using Poco::Data::Session;

/// Reports, or payloads, of one transaction: others wait for it. See also kRecordsAtOnce.
constexpr const char* kAtOnce = "100";

/// Tables whose rows belong to a report of their own domain, and go before it does.
constexpr const char* kDomainTables[] = {
    "report_payload", "report_record", "report_reason",  "report_dkim",
    "report_spf",     "report_error",  "report_warning", "report_deviation",
};

/// Tables whose rows have the domain of a policy.
constexpr const char* kPolicyTables[] = {"tls_policy", "tls_failure"};

/// Some old reports and all their revisions; see the index report_identity. An earlier revision is
/// needed as long as the latest, so that its content is known when it is sent again: the latest
/// goes last, and as long as it is there the others are found.
std::string old_reports() {
  const std::string limit = std::string(" LIMIT ") + kAtOnce;
  return "SELECT r.number, r.records FROM (SELECT * FROM report"
         " WHERE domain = $1 AND kind = $2 AND middle_time < $3 AND is_latest = 1"
         " ORDER BY middle_time, number" +
         limit +
         ") latest"
         " JOIN report r ON r.domain = latest.domain AND r.kind = latest.kind"
         " AND r.reporter = latest.reporter AND r.report_key = latest.report_key"
         " AND COALESCE(r.begin_time, -1) = COALESCE(latest.begin_time, -1)"
         " AND COALESCE(r.end_time, -1) = COALESCE(latest.end_time, -1)"
         " ORDER BY latest.middle_time, latest.number, r.is_latest, r.number" +
         limit;
}

/// "1, 2, 3"
std::string list_of(const std::vector<Poco::Int64>& numbers) {
  std::string list;
  for (const Poco::Int64 number : numbers) {
    list += list.empty() ? "" : ", ";
    list += std::to_string(number);
  }
  return list;
}

/// Domains that have reports of the kind whose middle is before the time.
std::vector<std::string> domains_with_old(Session& session, intake::Kind kind, Time before) {
  std::string word(libauth::base::name_of(kind));
  Poco::Int64 time = before.time_since_epoch().count();
  return select_column<std::string>(
      session,
      distinct_domains("report") +
          " SELECT domain FROM present WHERE EXISTS (SELECT 1 FROM report r WHERE"
          " r.domain = present.domain AND r.kind = $1 AND r.middle_time < $2 AND r.is_latest = 1)",
      word, time);
}

/// Removes some of those reports of one domain, with all their rows.
/// @return how many, each revision for one; 0: there are no more
std::uint64_t remove_reports(Session& session, const std::string& domain, intake::Kind kind,
                             Time before) {
  static const std::string kSql = old_reports();
  std::string of = domain;
  std::string word(libauth::base::name_of(kind));
  Poco::Int64 time = before.time_since_epoch().count();
  auto reports = select<ReportSize>(session, kSql, of, word, time);
  if (reports.empty()) return 0;
  reports.resize(count_at_once(reports));
  std::vector<Poco::Int64> numbers;
  for (const ReportSize& report : reports) numbers.push_back(report.number);
  const std::string list = list_of(numbers);
  for (const char* table : kDomainTables) {
    run(session,
        std::string("DELETE FROM ") + table + " WHERE domain = $1 AND report IN (" + list + ")",
        of);
  }
  if (kind == intake::Kind::tls) {
    for (const char* table : kPolicyTables) {
      run(session, std::string("DELETE FROM ") + table + " WHERE report IN (" + list + ")");
    }
  }
  run(session, "DELETE FROM report WHERE domain = $1 AND number IN (" + list + ")", of);
  return numbers.size();
}

/// Removes some payloads that were received before the time.
/// @return how many; 0: there are no more
std::uint64_t remove_unread(Session& session, Time before) {
  Poco::Int64 time = before.time_since_epoch().count();
  const auto numbers = select_column<Poco::Int64>(
      session,
      std::string("SELECT number FROM unread_payload WHERE received < $1 LIMIT ") + kAtOnce, time);
  if (numbers.empty()) return 0;
  run(session, "DELETE FROM unread_payload WHERE number IN (" + list_of(numbers) + ")");
  return numbers.size();
}

/// Calls it, in a transaction each time, until there is no more to remove.
template <class Connection, class RemoveSome>
std::uint64_t remove_all(Connection& connection, const RemoveSome& remove_some) {
  std::uint64_t removed = 0;
  bool has_more = true;
  while (has_more) {
    connection.write(0, [&](auto& writing) {
      const std::uint64_t count = remove_some(writing.session);
      writing.is_worth_it = count > 0;
      has_more = count > 0;
      removed += count;
    });
  }
  return removed;
}

}  // namespace

Removed Store::remove(const Retention& retention) {
  const auto remove_kind = [&](intake::Kind kind, const std::optional<Time>& before) {
    std::uint64_t removed = 0;
    if (!before) return removed;
    const auto domains = connection_->read(
        [&](Session& session) { return domains_with_old(session, kind, *before); });
    for (const std::string& domain : domains) {
      removed += remove_all(*connection_, [&](Session& session) {
        return remove_reports(session, domain, kind, *before);
      });
    }
    return removed;
  };
  Removed removed;
  removed.aggregate = remove_kind(intake::Kind::aggregate, retention.aggregate);
  removed.tls = remove_kind(intake::Kind::tls, retention.tls);
  removed.failure = remove_kind(intake::Kind::failure, retention.failure);
  if (retention.aggregate) {
    remove_all(*connection_,
               [&](Session& session) { return remove_addresses(session, *retention.aggregate); });
  }
  if (retention.unread) {
    removed.unread = remove_all(
        *connection_, [&](Session& session) { return remove_unread(session, *retention.unread); });
  }
  return removed;
}

}  // namespace reports::store
