// SPDX-License-Identifier: MIT

#include "reports/store/read.h"

#include <algorithm>
#include <limits>

#include "reports/intake/read.h"
#include "reports/store/dialect.h"
#include "reports/store/parcel.h"
#include "reports/store/payload.h"
#include "reports/store/select.h"
#include "reports/store/sums.h"
#include "reports/store/table.h"
#include "reports/store/tls_rows.h"
#include "reports/tls/parse.h"

namespace reports::store {
namespace {

using namespace Poco::Data::Keywords;
using Poco::Data::Session;
using Poco::Data::Statement;

std::optional<ReportRow> find_row(Session& session, std::string id) {
  ReportRow row;
  Statement statement = select_statement(session, "report", row);
  statement << " WHERE id = $1 ORDER BY number LIMIT 1", use(id);
  if (statement.execute() == 0) return std::nullopt;
  return row;
}

/// All rows of the table that belong to the report, in the order of the report.
template <class Columns>
void read_children(Session& session, const char* table, const char* order, ReportRow& row,
                   Columns& columns) {
  Statement statement = select_statement(session, table, columns);
  statement << std::string(" WHERE domain = $1 AND report = $2 ORDER BY ") + order, use(row.domain),
      use(row.number);
  statement.execute();
}

std::string payload_of(Session& session, ReportRow& row) {
  BlobText frame;
  session << "SELECT zstd FROM report_payload WHERE domain = $1 AND report = $2", use(row.domain),
      use(row.number), into(frame), now;
  return decompressed(octets_of(frame, dialect_of(session)));
}

/// Our own bug, as it was a report when it was added.
[[noreturn]] void refuse_payload(const ReportRow& row) {
  throw Error(Error::Kind::failed, "The payload of report " + row.id + " can no longer be read");
}

/// It was within the limits when it was added, which may have been others.
intake::Limits limits_for(const std::string& payload) {
  const intake::Limits usual;
  return intake::with_room(std::max(usual.aggregate.records, payload.size()),
                           std::max(usual.input, 4 * payload.size()));
}

tls::Report read_tls(Session& session, ReportRow& row) {
  const std::string payload = payload_of(session, row);
  auto report = tls::parse(payload, limits_for(payload).tls);
  if (!report) refuse_payload(row);
  restore_domain(session, row, *report);
  return std::move(*report);
}

/// Of several reports in a mail the one whose content it was; the first one where the parts of the
/// mail are told apart in another way now.
failure::Report read_failure(const ReportRow& row, const std::string& payload) {
  failure::Report* first = nullptr;
  intake::Reading reading = intake::read(payload, limits_for(payload));
  for (intake::ReadReport& read : reading.reports) {
    auto* report = std::get_if<failure::Report>(&read.report);
    if (report == nullptr) continue;
    const auto* parts = read.document.parts ? &*read.document.parts : nullptr;
    if (content_hash_of(payload, parts) == row.content_hash) return std::move(*report);
    if (first == nullptr) first = report;
  }
  if (first == nullptr) refuse_payload(row);
  return std::move(*first);
}

AnyReport read_any(Session& session, ReportRow& row) {
  switch (libauth::base::parse_enum<intake::Kind>(row.kind).value()) {
    case intake::Kind::aggregate:
      return read_aggregate(session, row);
    case intake::Kind::tls:
      return read_tls(session, row);
    case intake::Kind::failure:
      break;
  }
  return read_failure(row, payload_of(session, row));
}

Poco::Int64 seconds_of(const std::optional<libauth::base::Time>& time) {
  return time ? time->time_since_epoch().count() : 0;
}

}  // namespace

aggregate::Report read_aggregate(Session& session, ReportRow& row) {
  ChildRows rows;
  read_children(session, "report_record", "position", row, rows.records);
  read_children(session, "report_reason", "record, position", row, rows.reasons);
  read_children(session, "report_dkim", "record, position", row, rows.dkim);
  read_children(session, "report_spf", "record, position", row, rows.spf);
  read_children(session, "report_error", "position", row, rows.errors);
  read_children(session, "report_warning", "position", row, rows.warnings);
  read_children(session, "report_deviation", "position", row, rows.deviations);
  return report_of(row, rows);
}

std::optional<StoredReport> read_report(Session& session, std::string_view id) {
  auto row = find_row(session, std::string(id));
  if (!row) return std::nullopt;
  return StoredReport{summary_of(*row), row->content_hash, read_any(session, *row)};
}

std::optional<std::pair<intake::Kind, std::string>> read_payload(Session& session,
                                                                 std::string_view id) {
  auto row = find_row(session, std::string(id));
  if (!row) return std::nullopt;
  return std::pair(summary_of(*row).kind, payload_of(session, *row));
}

Page read_page(Session& session, const Filter& filter) {
  const std::size_t size = std::clamp<std::size_t>(filter.limit, 1, kMaxPage);
  // Numbers start at 1 and grow: the page after number n has those below it.
  Poco::Int64 before = filter.after.value_or(std::numeric_limits<Poco::Int64>::max());
  std::string domain = filter.domain.value_or("");
  std::string kind(libauth::base::name_of(filter.kind.value_or(intake::Kind::aggregate)));
  Poco::Int64 from = seconds_of(filter.from);
  Poco::Int64 to = seconds_of(filter.to);
  ReportRow row;
  Statement statement = select_statement(session, "report", row);
  statement << " WHERE number < $1", use(before);
  int bound = 1;
  const auto where = [&](std::string_view condition, auto& value) {
    statement << " AND " << std::string(condition) << " $" << ++bound, use(value);
  };
  if (filter.domain) where("domain =", domain);
  if (filter.kind) where("kind =", kind);
  if (filter.from) where("middle_time >=", from);
  if (filter.to) where("middle_time <", to);
  statement << " ORDER BY number DESC LIMIT " + std::to_string(size + 1), range(0, 1);
  Page page;
  Poco::Int64 last = 0;
  while (!statement.done()) {
    if (statement.execute() == 0) break;
    if (page.reports.size() == size) {
      page.next = last;
      break;
    }
    last = row.number;
    page.reports.push_back(summary_of(row));
  }
  return page;
}

Totals read_totals(Session& session, const std::optional<std::string>& domain) {
  std::string where = domain.value_or("");
  const std::string sql =
      "SELECT CAST(COALESCE(SUM(is_latest), 0) AS BIGINT),"
      " CAST(COALESCE(SUM(is_latest * records), 0) AS BIGINT)," +
      (" COALESCE(" + saturated_sum("is_latest * messages") + ", 0),") +
      " CAST(COALESCE(SUM(1 - is_latest), 0) AS BIGINT)"
      " FROM report WHERE kind = 'aggregate'";
  const auto rows = domain ? select<Totals>(session, sql + " AND domain = $1", where)
                           : select<Totals>(session, sql);
  return rows.at(0);
}

}  // namespace reports::store
