// SPDX-License-Identifier: MIT

#include "reports/store/writer.h"

#include <algorithm>

namespace reports::store {
namespace {

using namespace Poco::Data::Keywords;
using Poco::Data::Session;
using Poco::Data::Statement;

/// Records that are held as rows at a time, some 1000 octets each. Twice as many take no less time.
constexpr std::size_t kChunk = 1000;

/// The key of a report; see the index report_identity.
constexpr const char* kWhereKey =
    " WHERE domain = ? AND reporter = ? AND report_key = ?"
    " AND COALESCE(begin_time, -1) = ? AND COALESCE(end_time, -1) = ?";

template <class Columns>
void insert_rows(Session& session, LazyStatement& statement, const char* table, Columns& columns) {
  if (columns.domain.empty()) return;
  statement.execute([&] { return insert_statement(session, table, columns); });
  for_each_column(columns, [](const char*, auto& column) { column.clear(); });
}

}  // namespace

void Writer::begin(std::size_t reports) {
  taken_ = static_cast<Poco::Int64>(reports);
  raise_number_.execute([&]() -> Statement {
    return (session_ << "UPDATE report_number SET value = value + ?", use(taken_));
  });
  read_number_.execute([&]() -> Statement {
    return (session_ << "SELECT value FROM report_number", into(number_));
  });
  number_ -= taken_;
}

Outcome Writer::add(const ReportRow& row, const aggregate::Report& report, const Blob& payload) {
  row_ = row;
  begin_ = row.begin_time.value(-1);
  end_ = row.end_time.value(-1);
  find_content_.execute([&]() -> Statement {
    return (session_ << "SELECT COALESCE(MAX(revision), 0) FROM report"
                        " WHERE domain = ? AND content_hash = ?",
            use(row_.domain), use(row_.content_hash), into(found_));
  });
  if (found_ > 0) return {row_.id, Stored::duplicate, found_};
  const auto with_key = [&](const char* statement) -> Statement {
    return (session_ << std::string(statement) + kWhereKey, use(row_.domain), use(row_.reporter),
            use(row_.report_key), use(begin_), use(end_));
  };
  count_revisions_.execute([&]() -> Statement {
    return (with_key("SELECT COALESCE(MAX(revision), 0) FROM report"), into(found_));
  });
  row_.revision = found_ + 1;
  row_.number = ++number_;
  if (found_ > 0) supersede_.execute([&] { return with_key("UPDATE report SET is_latest = 0"); });
  insert(report, payload);
  return {row_.id, found_ > 0 ? Stored::revised : Stored::stored, row_.revision};
}

void Writer::insert(const aggregate::Report& report, const Blob& payload) {
  insert_report_.execute([&] { return insert_statement(session_, "report", row_); });
  payload_ = payload;
  insert_payload_.execute([&]() -> Statement {
    return (session_ << "INSERT INTO report_payload (domain, report, zstd) VALUES (?, ?, ?)",
            use(row_.domain), use(row_.number), use(payload_));
  });
  append_notes(children_, row_, report);
  const std::size_t records = report.records.size();
  for (std::size_t from = 0; from < records; from += kChunk) {
    append_records(children_, row_, report, from, std::min(from + kChunk, records));
    if (children_.records.domain.size() >= kChunk) flush();
  }
}

void Writer::flush() {
  insert_rows(session_, insert_records_, "report_record", children_.records);
  insert_rows(session_, insert_reasons_, "report_reason", children_.reasons);
  insert_rows(session_, insert_dkim_, "report_dkim", children_.dkim);
  insert_rows(session_, insert_spf_, "report_spf", children_.spf);
  insert_rows(session_, insert_errors_, "report_error", children_.errors);
  insert_rows(session_, insert_warnings_, "report_warning", children_.warnings);
}

}  // namespace reports::store
