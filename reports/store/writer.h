// SPDX-License-Identifier: MIT
//
// Adds reports to the tables of schema.cpp. Private to this room.

#pragma once

#include <string>

#include <Poco/Data/LOB.h>
#include <Poco/Data/Session.h>

#include "reports/aggregate/report.h"
#include "reports/store/rows.h"
#include "reports/store/store.h"
#include "reports/store/table.h"

namespace reports::store {

using Blob = Poco::Data::LOB<unsigned char>;

/// Adds reports in one transaction after another, each of which is begin(), add() as often as was
/// announced, flush(). One thread at a time; the transaction itself is the caller's.
///
/// Poco prepares a statement anew each time it is executed, which takes as long as adding ten rows.
/// So the rows of child tables are gathered over reports.
class Writer {
 public:
  explicit Writer(const Poco::Data::Session& session) : session_(session) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Takes numbers for so many reports. This writes, and so it waits for other writers before
  /// anything is read that they may change.
  void begin(std::size_t reports);

  /// Adds the report of the row, unless the same content is there. Its child rows may wait.
  /// @param row  as row_of() gives it, with the time it was received
  Outcome add(const ReportRow& row, const aggregate::Report& report, const Blob& payload);

  /// Adds the child rows that wait.
  void flush();

 private:
  void insert(const aggregate::Report& report, const Blob& payload);

  Poco::Data::Session session_;

  // What the statements are bound to.
  ReportRow row_;
  Poco::Int64 begin_ = 0;  // of row_, -1 where it is absent
  Poco::Int64 end_ = 0;
  Poco::Int64 found_ = 0;
  Poco::Int64 number_ = 0;  // the last one that was used or is not ours
  Poco::Int64 taken_ = 0;   // how many were taken
  Blob payload_;
  ChildRows children_;

  LazyStatement raise_number_;
  LazyStatement read_number_;
  LazyStatement find_content_;
  LazyStatement count_revisions_;
  LazyStatement supersede_;
  LazyStatement insert_report_;
  LazyStatement insert_payload_;
  LazyStatement insert_records_;
  LazyStatement insert_reasons_;
  LazyStatement insert_dkim_;
  LazyStatement insert_spf_;
  LazyStatement insert_errors_;
  LazyStatement insert_warnings_;
};

}  // namespace reports::store
