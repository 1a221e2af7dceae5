// SPDX-License-Identifier: MIT

#include "reports/store/schema.h"

#include <string_view>

#include <Poco/Data/Statement.h>

#include "reports/store/dialect.h"
#include "reports/store/store.h"

namespace reports::store {
namespace {

using namespace Poco::Data::Keywords;

Poco::Int64 number(Poco::Data::Session& session, std::string_view question) {
  Poco::Int64 value = 0;
  session << std::string(question), into(value), now;
  return value;
}

/// Whether an SQLite file has the mark of another program.
bool has_foreign_mark(Poco::Data::Session& session, const Dialect& dialect) {
  if (&dialect != &kSqlite) return false;
  const Poco::Int64 id = number(session, "PRAGMA application_id");
  return id != 0 && id != kApplicationId;
}

void run(Poco::Data::Session& session, const Migration& migration) {
  for (const char* statement : migration.statements) {
    session << in_dialect(statement, dialect_of(session)), now;
  }
  if (migration.fill != nullptr) migration.fill(session);
  Poco::Int64 step = migration.version;
  session << "INSERT INTO schema_version (version) VALUES ($1)", use(step), now;
}

}  // namespace

void refuse_foreign(Poco::Data::Session& session, const std::string& name) {
  const Dialect& dialect = dialect_of(session);
  // Others have a table "schema_version" too, so that it takes a second one to know ours.
  const bool is_new = number(session, dialect.count_tables) == 0;
  const bool is_ours = number(session, dialect.count_own_tables) == 2;
  if (!has_foreign_mark(session, dialect) && (is_new || is_ours)) return;
  throw Error(Error::Kind::not_a_database,
              name + " is the database of another program; it was left as it is");
}

void migrate(Poco::Data::Session& session, const std::string& name) {
  session.begin();
  const Dialect& dialect = dialect_of(session);
  session << in_dialect(dialect.lock_schema, dialect), now;
  session << "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)", now;
  const Poco::Int64 version =
      number(session, "SELECT COALESCE(MAX(version), 0) FROM schema_version");
  if (version > schema_version()) {
    session.rollback();
    throw Error(Error::Kind::too_new,
                name + " has schema version " + std::to_string(version) + "; this program knows " +
                    std::to_string(schema_version()) + ". Use the later program");
  }
  for (const Migration& migration : migrations()) {
    if (migration.version > version) run(session, migration);
  }
  session.commit();
}

}  // namespace reports::store
