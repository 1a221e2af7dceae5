// SPDX-License-Identifier: MIT

#include "reports/store/schema.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
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

std::string octets_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t files_in(const tests::TempDir& folder) {
  const auto entries = std::filesystem::directory_iterator(folder.path());
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

Poco::Int64 application_id(Poco::Data::Session& session) {
  Poco::Int64 id = 0;
  session << "PRAGMA application_id", into(id), now;
  return id;
}

/// A database of another program.
struct Foreign {
  const char* name;
  std::vector<std::string> statements;
};
std::ostream& operator<<(std::ostream& out, const Foreign& test) {
  return out << test.name;
}

const Foreign kForeign[] = {
    {"a table", {"CREATE TABLE note (text TEXT)"}},
    {"a view", {"CREATE VIEW one AS SELECT 1"}},
    {"numbers its schema as we do",
     {"CREATE TABLE schema_version (version BIGINT)", "INSERT INTO schema_version VALUES (1)",
      "CREATE TABLE note (text TEXT)"}},
    {"an id and no tables", {"PRAGMA application_id = 1196444487"}},
    {"an id and our tables",
     {"PRAGMA application_id = 1196444487", "CREATE TABLE schema_version (version BIGINT)",
      "CREATE TABLE report_number (value BIGINT)"}},
};

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

BOOST_DATA_TEST_CASE(LeavesTheDatabaseOfAnotherProgramAsItIs,
                     boost::unit_test::data::make(kForeign), test) {
  const tests::TempDir folder;
  const std::string path = folder.file("other.db");
  {
    auto session = open_file(path);
    for (const std::string& statement : test.statements) session << statement, now;
  }
  const std::string before = octets_of(path);
  BOOST_TEST(!before.empty());
  try {
    Store::open(path);
    BOOST_ERROR("opened");
  } catch (const Error& error) {
    BOOST_TEST((error.kind() == Error::Kind::not_a_database));
    BOOST_TEST(std::string(error.what()).find(path) != std::string::npos);
    BOOST_TEST(std::string(error.what()).find("another program") != std::string::npos);
  }
  BOOST_TEST((octets_of(path) == before));
  BOOST_TEST(files_in(folder) == 1U);
}

BOOST_AUTO_TEST_CASE(MarksItsDatabaseAsOurs) {
  const tests::TempDir folder;
  const std::string path = folder.file("a.db");
  Store::open(path);
  auto session = open_file(path);
  BOOST_TEST(application_id(session) == kApplicationId);
}

// The first versions left no application id.
BOOST_AUTO_TEST_CASE(OpensADatabaseWithoutTheMarkAndMarksIt) {
  const tests::TempDir folder;
  const std::string path = folder.file("a.db");
  {
    auto session = open_file(path);
    session << "PRAGMA journal_mode = WAL", now;
    migrate(session, path);
    session << "PRAGMA application_id = 0", now;
  }
  Store::open(path);
  auto session = open_file(path);
  BOOST_TEST(application_id(session) == kApplicationId);
}

BOOST_AUTO_TEST_CASE(TakesAnEmptyFile) {
  const tests::TempDir folder;
  BOOST_TEST(Store::open(folder.write("empty.db", "")).totals().reports == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
