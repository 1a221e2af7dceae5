// SPDX-License-Identifier: MIT
//
// Adds reports to the tables of schema_steps.cpp. Private to this room.

#pragma once

#include <optional>
#include <string>

#include <Poco/Data/Session.h>

#include "reports/store/bulk_insert.h"
#include "reports/store/dialect.h"
#include "reports/store/given_rows.h"
#include "reports/store/parcel.h"
#include "reports/store/rows.h"
#include "reports/store/store.h"
#include "reports/store/table.h"

namespace reports::store {

/// Adds reports in one transaction after another, each of which is begin(), add() and keep() as
/// often as was announced, flush(). One thread at a time; the transaction itself is the caller's.
///
/// Poco prepares a statement for SQLite anew each time it is executed, which takes as long as
/// adding ten rows; and PostgreSQL is a round trip away. So the rows of child tables are gathered
/// over reports.
class Writer {
 public:
  explicit Writer(const Poco::Data::Session& session);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Takes so many numbers, for reports and payloads. This writes, and so it waits for other
  /// writers before anything is read that they may change.
  void begin(std::size_t numbers);

  /// Adds the report, unless the same content is there. Its child rows may wait. What is there and
  /// comes in a mail that is trusted is trusted from now on. Of all revisions the best one counts.
  Outcome add(const Parcel& parcel);

  /// Adds a payload that cannot be read, unless it is there.
  /// @return its id
  std::string keep(const UnreadRow& row);

  /// Whether more than numbers was changed since begin().
  bool is_changed() const { return is_changed_; }

  /// Adds the child rows that wait.
  void flush();

 private:
  /// A statement for all revisions under the key of row_.
  Poco::Data::Statement with_key(const std::string& sql);
  /// The best revision under the key of row_ is the one that counts.
  void choose_latest();
  /// The content of row_ is there. It gains the trust that row_ has, and counts if it is the best.
  void see_again();
  void insert(const Parcel& parcel);
  void append(const aggregate::Report& report);
  void append(const tls::Report& report);
  void append(const failure::Report& report);

  template <class Columns>
  void insert_all(BulkInsert<Columns>& insert, Columns& columns) {
    insert.insert(session_, given_ ? &*given_ : nullptr, columns);
  }

  Poco::Data::Session session_;
  std::optional<GivenTable> given_;  // with SQLite

  // What the statements are bound to.
  ReportRow row_;
  Poco::Int64 begin_ = 0;  // of row_, -1 where it is absent
  Poco::Int64 end_ = 0;
  Poco::Int64 found_ = 0;
  Poco::Int64 number_ = 0;  // the last one that was used or is not ours
  Poco::Int64 taken_ = 0;   // how many were taken
  // Of the report that was found.
  Poco::Int64 is_latest_ = 0;
  Poco::Int64 before_latest_ = 0;  // the number before that of the revision that counts
  std::string least_trust_;
  bool is_changed_ = false;
  Blob payload_;
  UnreadRow unread_;
  ChildRows children_;
  TlsRows tls_;

  LazyStatement raise_number_;
  LazyStatement read_number_;
  LazyStatement find_content_;
  LazyStatement count_revisions_;
  LazyStatement find_latest_;
  LazyStatement supersede_;
  LazyStatement find_key_;
  LazyStatement raise_trust_;
  LazyStatement set_latest_;
  LazyStatement gather_again_;
  LazyStatement insert_report_;
  LazyStatement insert_payload_;
  LazyStatement find_unread_;
  LazyStatement insert_unread_;
  BulkInsert<RecordColumns> insert_records_{"report_record"};
  BulkInsert<ReasonColumns> insert_reasons_{"report_reason"};
  BulkInsert<DkimColumns> insert_dkim_{"report_dkim"};
  BulkInsert<SpfColumns> insert_spf_{"report_spf"};
  BulkInsert<ErrorColumns> insert_errors_{"report_error"};
  BulkInsert<WarningColumns> insert_warnings_{"report_warning"};
  BulkInsert<DeviationColumns> insert_deviations_{"report_deviation"};
  BulkInsert<TlsPolicyColumns> insert_policies_{"tls_policy"};
  BulkInsert<TlsFailureColumns> insert_failures_{"tls_failure"};
};

}  // namespace reports::store
