// SPDX-License-Identifier: MIT

#include "reports/store/schema.h"

#include <string>

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <boost/test/unit_test.hpp>

#include "reports/store/store.h"
#include "tests/support/temp_dir.h"

using namespace reports::store;
using namespace Poco::Data::Keywords;

namespace {

Poco::Data::Session open_file(const std::string& path) {
  Poco::Data::SQLite::Connector::registerConnector();
  return {"SQLite", path};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Schema)

BOOST_AUTO_TEST_CASE(MigrationsAreNumberedWithoutGaps) {
  int version = 0;
  for (const Migration& migration : migrations()) {
    BOOST_TEST(migration.version == ++version);
    BOOST_TEST(!migration.statements.empty());
  }
  BOOST_TEST(schema_version() == version);
}

BOOST_AUTO_TEST_CASE(RunsEveryMigrationOnce) {
  const tests::TempDir folder;
  auto session = open_file(folder.file("a.db"));
  migrate(session, "a.db");
  migrate(session, "a.db");
  Poco::Int64 rows = 0;
  session << "SELECT COUNT(*) FROM schema_version", into(rows), now;
  BOOST_TEST(rows == schema_version());
}

// Data are spread over databases by domain (design: every table that grows has it first).
BOOST_AUTO_TEST_CASE(EveryTableThatGrowsHasTheDomainFirstInItsKey) {
  const tests::TempDir folder;
  auto session = open_file(folder.file("a.db"));
  migrate(session, "a.db");
  std::vector<std::string> tables;
  session << "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'report%'"
             " AND name <> 'report_number'",
      into(tables), now;
  BOOST_TEST(tables.size() == 8U);
  for (const std::string& table : tables) {
    std::string first;
    session << "SELECT name FROM pragma_table_info('" + table + "') WHERE pk = 1", into(first), now;
    BOOST_TEST(first == "domain", table);
  }
}

BOOST_AUTO_TEST_CASE(RefusesALaterSchema) {
  const tests::TempDir folder;
  const std::string path = folder.file("a.db");
  {
    auto session = open_file(path);
    migrate(session, path);
    Poco::Int64 later = schema_version() + 1;
    session << "INSERT INTO schema_version (version) VALUES (?)", use(later), now;
  }
  try {
    Store::open(path);
    BOOST_ERROR("opened");
  } catch (const Error& error) {
    BOOST_TEST((error.kind() == Error::Kind::too_new));
    BOOST_TEST(std::string(error.what()).find(path) != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
