// SPDX-License-Identifier: MIT
//
// What is to be added, made ready for the tables: the work that needs no lock. Private to this
// room.

#pragma once

#include <string>
#include <string_view>

#include "reports/store/dialect.h"
#include "reports/store/payload.h"
#include "reports/store/rows.h"
#include "reports/store/store.h"

namespace reports::store {

/// SHA-256 of the octets, 64 hexadecimal digits. With the parts of a failure report it is over
/// those too, as the same mail may have several reports.
std::string content_hash_of(std::string_view payload, const failure::Parts* parts = nullptr);

/// A report. What the upload points to must outlive it.
struct Parcel {
  ReportRow row;  ///< without number and revision
  Blob payload;
  Upload upload;
};
Parcel parcel_of(const Upload& upload, libauth::base::Time received, Compressor& compressor);

/// A row of the table unread_payload.
struct UnreadRow {
  std::string id;
  Poco::Int64 number = 0;
  std::string content_hash;
  std::string name;
  std::string rule;
  std::string reason;
  Poco::Int64 octets = 0;
  Poco::Int64 received = 0;
  Poco::Int64 tried = 0;
  Blob zstd;
};
BOOST_DESCRIBE_STRUCT(UnreadRow, (),
                      (id, number, content_hash, name, rule, reason, octets, received, tried, zstd))

/// The row of a payload that could not be read, without its number.
UnreadRow unread_row_of(const UnreadUpload& upload, libauth::base::Time received,
                        Compressor& compressor);

/// The text as every database takes it: without NUL, and UTF-8 throughout.
std::string storable(std::string_view text);

}  // namespace reports::store
