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

/// Adds reports by statements that are prepared once and used again, as preparing one takes as
/// long as adding ten rows. One thread at a time; transactions are the caller's.
class Writer {
 public:
  explicit Writer(const Poco::Data::Session& session) : session_(session) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Adds the report of the row, unless the same content is there.
  /// @param row  as row_of() gives it, with the time it was received
  Outcome add(const ReportRow& row, const aggregate::Report& report, const Blob& payload);

 private:
  void take_number();
  void insert(const aggregate::Report& report, const Blob& payload);
  void insert_children();

  Poco::Data::Session session_;

  // What the statements are bound to.
  ReportRow row_;
  Poco::Int64 begin_ = 0;  // of row_, -1 where it is absent
  Poco::Int64 end_ = 0;
  Poco::Int64 found_ = 0;
  Blob payload_;
  ChildRows children_;

  Prepared raise_number_;
  Prepared read_number_;
  Prepared find_content_;
  Prepared count_revisions_;
  Prepared supersede_;
  Prepared insert_report_;
  Prepared insert_payload_;
  Prepared insert_records_;
  Prepared insert_reasons_;
  Prepared insert_dkim_;
  Prepared insert_spf_;
  Prepared insert_errors_;
  Prepared insert_warnings_;
};

}  // namespace reports::store
