// SPDX-License-Identifier: MIT
//
// What SQLite and PostgreSQL say differently; everything else in this room is said to both in the
// same words. Private to this room.
//
// SQL of this room has "$1", "$2" for its parameters, in their order, which both take. Sums are
// CAST(SUM(...) AS BIGINT), as PostgreSQL makes NUMERIC of them.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include <Poco/Data/LOB.h>
#include <Poco/Data/Session.h>

namespace reports::store {

struct Dialect {
  std::string_view connector;  ///< name of Poco's connector

  // What stands in the schema for "{clustered}", "{blob}", "{of_report}" and "TEXT".

  std::string_view clustered;  ///< rows lie in the order of the primary key
  std::string_view blob;       ///< the type of octets
  std::string_view of_report;  ///< the rows go with their report
  std::string_view text;       ///< the type of texts, which are ordered by their octets

  /// Settings of a session, which the database forgets when it ends.
  std::span<const std::string_view> settings;
  /// The first statement of a transaction that changes the schema: one process at a time does. In
  /// it stands "{application_id}" for kApplicationId.
  std::string_view lock_schema;
  /// Begins a transaction whose reads are all of the moment of the first one.
  std::string_view begin_reading;
  /// Counts the tables and views where ours would be.
  std::string_view count_tables;
  /// Counts the two tables that no database of ours is without.
  std::string_view count_own_tables;

  /// Whether arrays can be bound, and a round trip costs so much that they should be.
  bool has_arrays = false;
};

extern const Dialect kSqlite;
extern const Dialect kPostgres;

/// The one that the database of the session understands.
const Dialect& dialect_of(const Poco::Data::Session& session);

/// The statement of the schema as the database takes it.
std::string in_dialect(std::string_view statement, const Dialect& dialect);

/// A cell of octets, to be bound.
using Blob = Poco::Data::LOB<unsigned char>;
Blob blob_of(std::string_view octets);

/// A cell of octets, to be read into. Not Blob: Poco decodes that octet by octet.
using BlobText = Poco::Data::LOB<char>;
/// The octets that were read from a column of type "{blob}".
/// @throws Error::Kind::not_a_database where PostgreSQL gives them in another form than "\x00ff"
std::string octets_of(const BlobText& cell, const Dialect& dialect);

}  // namespace reports::store
