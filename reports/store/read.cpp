// SPDX-License-Identifier: MIT

#include "reports/store/read.h"

#include <algorithm>
#include <limits>

#include <Poco/Data/LOB.h>

#include "reports/store/payload.h"
#include "reports/store/rows.h"
#include "reports/store/table.h"

namespace reports::store {
namespace {

using namespace Poco::Data::Keywords;
using Poco::Data::Session;
using Poco::Data::Statement;

std::optional<ReportRow> find_row(Session& session, std::string id) {
  ReportRow row;
  Statement statement = select_statement(session, "report", row);
  statement << " WHERE id = ?", use(id);
  if (statement.execute() == 0) return std::nullopt;
  return row;
}

/// All rows of the table that belong to the report, in the order of the report.
template <class Columns>
void read_children(Session& session, const char* table, const char* order, ReportRow& row,
                   Columns& columns) {
  Statement statement = select_statement(session, table, columns);
  statement << std::string(" WHERE domain = ? AND report = ? ORDER BY ") + order, use(row.domain),
      use(row.number);
  statement.execute();
}

ChildRows read_all_children(Session& session, ReportRow& row) {
  ChildRows rows;
  read_children(session, "report_record", "position", row, rows.records);
  read_children(session, "report_reason", "record, position", row, rows.reasons);
  read_children(session, "report_dkim", "record, position", row, rows.dkim);
  read_children(session, "report_spf", "record, position", row, rows.spf);
  read_children(session, "report_error", "position", row, rows.errors);
  read_children(session, "report_warning", "position", row, rows.warnings);
  return rows;
}

std::uint64_t saturated_sum(Poco::Int64 billions, Poco::Int64 rest) {
  constexpr std::uint64_t kBillion = 1'000'000'000;
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  const auto high = static_cast<std::uint64_t>(billions);
  const auto low = static_cast<std::uint64_t>(rest);
  if (high > kMax / kBillion || high * kBillion > kMax - low) return kMax;
  return high * kBillion + low;
}

}  // namespace

std::optional<StoredReport> read_report(Session& session, std::string_view id) {
  auto row = find_row(session, std::string(id));
  if (!row) return std::nullopt;
  const ChildRows children = read_all_children(session, *row);
  return StoredReport{summary_of(*row), row->content_hash, report_of(*row, children)};
}

std::optional<std::string> read_payload(Session& session, std::string_view id) {
  auto row = find_row(session, std::string(id));
  if (!row) return std::nullopt;
  Poco::Data::LOB<unsigned char> compressed;
  session << "SELECT zstd FROM report_payload WHERE domain = ? AND report = ?", use(row->domain),
      use(row->number), into(compressed), now;
  return decompressed({reinterpret_cast<const char*>(compressed.rawContent()), compressed.size()});
}

Page read_page(Session& session, const Filter& filter) {
  const std::size_t size = std::clamp<std::size_t>(filter.limit, 1, kMaxPage);
  // Numbers start at 1 and grow: the page after number n has those below it.
  Poco::Int64 before = filter.after.value_or(std::numeric_limits<Poco::Int64>::max());
  std::string domain = filter.domain.value_or("");
  Page page;
  ReportRow row;
  Statement statement = select_statement(session, "report", row);
  statement << " WHERE number < ?", use(before);
  if (filter.domain) statement << " AND domain = ?", use(domain);
  statement << " ORDER BY number DESC LIMIT " + std::to_string(size + 1), range(0, 1);
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
  // Sums of billions and of the rest: a sum of the counts themselves could overflow, which is an
  // error in SQL that one forged report would be enough for.
  std::string where = domain.value_or("");
  Poco::Int64 reports = 0;
  Poco::Int64 latest = 0;
  Poco::Int64 records = 0;
  Poco::Int64 billions = 0;
  Poco::Int64 rest = 0;
  Statement statement(session);
  statement
      << "SELECT COUNT(*), COALESCE(SUM(is_latest), 0), COALESCE(SUM(is_latest * records), 0),"
         " COALESCE(SUM(is_latest * (messages / 1000000000)), 0),"
         " COALESCE(SUM(is_latest * (messages % 1000000000)), 0) FROM report",
      into(reports), into(latest), into(records), into(billions), into(rest);
  if (domain) statement << " WHERE domain = ?", use(where);
  statement.execute();
  Totals totals;
  totals.reports = static_cast<std::uint64_t>(latest);
  totals.records = static_cast<std::uint64_t>(records);
  totals.messages = saturated_sum(billions, rest);
  totals.superseded = static_cast<std::uint64_t>(reports - latest);
  return totals;
}

}  // namespace reports::store
