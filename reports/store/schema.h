// SPDX-License-Identifier: MIT
//
// The tables, as numbered steps from nothing to the present form.

#pragma once

#include <span>
#include <string>

#include <Poco/Data/Session.h>

namespace reports::store {

/// One change of the schema. Steps that were once released are never edited, only followed.
struct Migration {
  int version;                              ///< 1, 2, ... without gaps
  std::span<const char* const> statements;  ///< run in this order, in one transaction
  void (*fill)(Poco::Data::Session&);       ///< then, in the same transaction; null: nothing
};

/// All steps, in order.
std::span<const Migration> migrations();

/// Version of the schema after all steps.
int schema_version();

/// Stands in an SQLite file as PRAGMA application_id: "Mvet". Never changes.
inline constexpr int kApplicationId = 0x4D766574;

/// Reads only.
/// @param  name  of the database, for messages
/// @throws Error::Kind::not_a_database where the tables are those of another program
void refuse_foreign(Poco::Data::Session& session, const std::string& name);

/// Runs the steps that the database has not seen yet, and marks it as ours, in one transaction. Of
/// several processes one does it, and the others wait for it.
/// @throws Error::Kind::too_new where the database has seen more than we know
void migrate(Poco::Data::Session& session, const std::string& name);

}  // namespace reports::store
