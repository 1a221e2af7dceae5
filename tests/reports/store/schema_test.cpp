// SPDX-License-Identifier: MIT

#include "reports/store/schema.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/store/dialect.h"
#include "reports/store/store.h"
#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"
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

/// Reports of example.com: one with everything, one without its end, one without its period.
const char* const kFirstVersionData[] = {
    "INSERT INTO report (domain, number, id, content_hash, reporter, report_key, begin_time,"
    " end_time, revision, is_latest, received, records, messages, p) VALUES"
    " ('example.com', 1, 'id-1', 'hash-1', 'r.example', 'a', 1000, 2000, 1, 1, 9000, 2, 12, "
    "'none'),"
    " ('example.com', 2, 'id-2', 'hash-2', 'r.example', 'b', 7000, NULL, 1, 1, 9000, 1, 3, NULL),"
    " ('example.com', 3, 'id-3', 'hash-3', 'r.example', 'c', NULL, NULL, 1, 1, 9000, 0, 0, NULL)",
    // Without an id, of one period: the first version took them for revisions.
    "INSERT INTO report (domain, number, id, content_hash, reporter, report_key, begin_time,"
    " end_time, revision, is_latest, received, records, messages) VALUES"
    " ('example.net', 4, 'id-4', 'hash-4', 'r.example', '', 1000, 2000, 1, 0, 9000, 0, 0),"
    " ('example.net', 5, 'id-5', 'hash-5', 'r.example', '', 1000, 2000, 2, 1, 9000, 0, 0)",
    "UPDATE report_number SET value = 5",
    "INSERT INTO report_record (domain, report, position, message_count, spf) VALUES"
    " ('example.com', 1, 0, 5, 'pass'), ('example.com', 1, 1, 7, 'fail'),"
    " ('example.com', 2, 0, 3, 'pass')",
    "INSERT INTO report_dkim (domain, report, record, position, dkim_domain, selector, result)"
    " VALUES ('example.com', 1, 0, 0, 'b.example', NULL, 'pass'),"
    " ('example.com', 1, 0, 1, 'a.example', 's1', 'pass'),"
    " ('example.com', 1, 0, 2, 'c.example', 's1', 'fail'),"
    " ('example.com', 2, 0, 0, 'a.example', 's2', 'pass')",
    "INSERT INTO report_spf (domain, report, record, position, spf_domain, scope, result) VALUES"
    " ('example.com', 1, 0, 0, 'helo.example.com', 'helo', 'fail'),"
    " ('example.com', 1, 0, 1, 'mail.example.com', NULL, 'pass'),"
    " ('example.com', 1, 1, 0, 'helo.example.com', 'helo', 'pass'),"
    " ('example.com', 2, 0, 0, 'helo.example.com', 'helo', 'pass')",
    "INSERT INTO report_reason (domain, report, record, position, reason_type, reason_comment)"
    " VALUES ('example.com', 1, 0, 0, 'forwarded', 'arc=pass as[1].d=example.net')",
};

/// What no version of this program does.
const char* const kDamages[] = {
    "UPDATE report SET kind = 'odd'",
    "UPDATE report SET trust = 'odd'",
    "UPDATE report_spf SET record = 9",
    "UPDATE report_dkim SET record = -1",
    "INSERT INTO address (address) VALUES ('odd')",
};

bool is_damage(const Error& error) {
  return error.kind() == Error::Kind::not_a_database &&
         std::string(error.what()).find("damaged") != std::string::npos;
}

const char* const kForeignTables[] = {
    "CREATE TABLE note (text TEXT)",
    "CREATE VIEW one AS SELECT 1",
    "CREATE TABLE schema_version (version BIGINT)",
};

/// A file as the first version of the schema had it, with three reports.
void make_first_version(const std::string& path) {
  auto session = open_file(path);
  session << "CREATE TABLE schema_version (version BIGINT NOT NULL)", now;
  session << "INSERT INTO schema_version VALUES (1)", now;
  for (const char* statement : migrations()[0].statements) {
    session << in_dialect(statement, kSqlite), now;
  }
  for (const char* statement : kFirstVersionData) session << statement, now;
}

Poco::Int64 number(Poco::Data::Session& session, const std::string& question) {
  Poco::Int64 value = 0;
  session << question, into(value), now;
  return value;
}

/// Opens it from eight threads at once.
/// @return how many failed
int open_from_threads(const std::string& target) {
  std::atomic<int> failed = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      try {
        Store::open(target);
      } catch (const Error& error) {
        std::cerr << error.what() << '\n';
        ++failed;
      }
    });
  }
  threads.clear();
  return failed;
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
  session << "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'report_number'"
             " AND (name LIKE 'report%' OR name LIKE 'tls%' OR name = 'source_verdict')",
      into(tables), now;
  BOOST_TEST(tables.size() == 12U);
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
    session << "INSERT INTO schema_version (version) VALUES ($1)", use(later), now;
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

BOOST_AUTO_TEST_CASE(BringsAFileOfTheFirstVersionUpToDateWithItsData) {
  const tests::TempDir folder;
  const std::string path = folder.file("old.db");
  make_first_version(path);
  Store store = Store::open(path);
  auto session = open_file(path);
  BOOST_TEST(number(session, "SELECT MAX(version) FROM schema_version") == schema_version());
  // The middle of the period; where an end is missing the other; where both are, when it came.
  BOOST_TEST(number(session, "SELECT middle_time FROM report WHERE number = 1") == 1500);
  BOOST_TEST(number(session, "SELECT middle_time FROM report WHERE number = 2") == 7000);
  BOOST_TEST(number(session, "SELECT middle_time FROM report WHERE number = 3") == 9000);
  std::vector<std::string> signers;
  std::vector<std::string> reasons;
  std::vector<Poco::Nullable<std::string>> spf_passed;
  session << "SELECT signers, reasons, spf_passed FROM report_record ORDER BY report, position",
      into(signers), into(reasons), into(spf_passed), now;
  BOOST_TEST_REQUIRE(signers.size() == 3U);
  BOOST_TEST(signers[0] == "a.example/s1 b.example/");
  BOOST_TEST(reasons[0] == "arc forwarded");
  BOOST_TEST(spf_passed[0].value() == "mail.example.com");
  BOOST_TEST(signers[1].empty());
  BOOST_TEST(reasons[1].empty());
  BOOST_TEST(spf_passed[1].isNull());
  BOOST_TEST(signers[2] == "a.example/s2");
  BOOST_TEST(spf_passed[2].value() == "helo.example.com");
}

BOOST_AUTO_TEST_CASE(CountsReportsOfTheFirstVersionThatHaveNoId) {
  const tests::TempDir folder;
  const std::string path = folder.file("old.db");
  make_first_version(path);
  Store store = Store::open(path);
  BOOST_TEST((store.totals("example.net") == Totals{2, 0, 0, 0}));
  for (const char* id : {"id-4", "id-5"}) BOOST_TEST(store.find(id).value().summary.revision == 1);
}

BOOST_AUTO_TEST_CASE(GivesBackReportsOfTheFirstVersion) {
  const tests::TempDir folder;
  const std::string path = folder.file("old.db");
  make_first_version(path);
  Store store = Store::open(path);
  BOOST_TEST((store.totals() == Totals{5, 3, 15, 0}));
  const StoredReport found = store.find("id-1").value();
  BOOST_TEST((found.summary.kind == reports::intake::Kind::aggregate));
  const auto& report = std::get<reports::aggregate::Report>(found.report);
  BOOST_TEST_REQUIRE(report.records.size() == 2U);
  BOOST_TEST(report.records[0].auth_results.dkim.size() == 3U);
  // How the document was written was not kept.
  BOOST_TEST(!report.conformance);
}

// The tables of PostgreSQL were never in the first form.
BOOST_AUTO_TEST_CASE(MakesTheSameTablesInBothDatabases) {
  tests::Database sqlite(tests::Backend::sqlite);
  tests::Database postgres(tests::Backend::postgres);
  std::vector<std::string> in_sqlite;
  auto session = sqlite.session();
  session << "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c"
             " WHERE m.type = 'table' ORDER BY 1",
      into(in_sqlite), now;
  std::vector<std::string> in_postgres;
  auto other = postgres.session();
  other
      << "SELECT table_name || '.' || column_name FROM information_schema.columns"
         " WHERE table_schema = 'public' ORDER BY (table_name || '.' || column_name) COLLATE \"C\"",
      into(in_postgres), now;
  BOOST_TEST(in_sqlite == in_postgres, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(LeavesASchemaOfPostgresThatIsNotOursAsItIs,
                     boost::unit_test::data::make(kForeignTables), statement) {
  tests::Database database(tests::Backend::postgres);
  database.drop_tables();
  auto session = database.session();
  session << std::string(statement), now;
  BOOST_CHECK_EXCEPTION(Store::open(database.target()), Error, [](const Error& error) {
    return error.kind() == Error::Kind::not_a_database &&
           std::string(error.what()).find("another program") != std::string::npos;
  });
  BOOST_TEST(number(session, "SELECT COUNT(*) FROM pg_class WHERE relname = 'report'") == 0);
}

BOOST_AUTO_TEST_CASE(RefusesALaterSchemaOfPostgres) {
  tests::Database database(tests::Backend::postgres);
  auto session = database.session();
  session << "INSERT INTO schema_version (version) VALUES (1000)", now;
  BOOST_CHECK_EXCEPTION(Store::open(database.target()), Error,
                        [](const Error& error) { return error.kind() == Error::Kind::too_new; });
}

// Octets of UTF-8 must come back as they were.
BOOST_AUTO_TEST_CASE(RefusesAServerEncodingThatIsNotUtf8) {
  BOOST_TEST_REQUIRE(tests::shared_postgres() != nullptr);
  const std::string target = tests::shared_postgres()->create_database("latin", "LATIN1");
  BOOST_CHECK_EXCEPTION(Store::open(target), Error, [](const Error& error) {
    return error.kind() == Error::Kind::cannot_open &&
           std::string(error.what()).find("LATIN1") != std::string::npos;
  });
}

BOOST_DATA_TEST_CASE(SeveralOpenANewDatabaseAtTheSameTime,
                     boost::unit_test::data::make(tests::kBackends), backend) {
  for (int round = 0; round < 3; ++round) {
    tests::Database database(backend);
    database.drop_tables();
    BOOST_TEST(open_from_threads(database.target()) == 0);
    BOOST_TEST(database.number("SELECT COUNT(*) FROM schema_version") == schema_version());
    BOOST_TEST(database.number("SELECT COUNT(*) FROM report_number") == 1);
  }
}

BOOST_AUTO_TEST_CASE(TakesAnEmptyFile) {
  const tests::TempDir folder;
  BOOST_TEST(Store::open(folder.write("empty.db", "")).totals().reports == 0U);
}

// A part of a record that is not there.
BOOST_AUTO_TEST_CASE(RefusesADamagedFileOfTheFirstVersion) {
  const tests::TempDir folder;
  const std::string path = folder.file("old.db");
  make_first_version(path);
  open_file(path) << "UPDATE report_dkim SET record = 7 WHERE report = 2", now;
  BOOST_CHECK_EXCEPTION(Store::open(path), Error, is_damage);
  auto session = open_file(path);
  BOOST_TEST(number(session, "SELECT MAX(version) FROM schema_version") == 1);
}

BOOST_DATA_TEST_CASE(TellsOfRowsThatItDoesNotWrite,
                     boost::unit_test::data::make(tests::kBackends) *
                         boost::unit_test::data::make(kDamages),
                     backend, damage) {
  tests::Database database(backend);
  const Outcome added =
      tests::add(database.store, tests::with_records(tests::aggregate_report("example.com", "a"),
                                                     {tests::passing("192.0.2.1", 1)}));
  BOOST_TEST(database.store.find(added.id).has_value());
  database.session() << std::string(damage), now;
  const auto ask_all = [&] {
    database.store.addresses_to_enrich(10, tests::kReceived);
    database.store.find(added.id);
  };
  BOOST_CHECK_EXCEPTION(ask_all(), Error, is_damage);
}

BOOST_AUTO_TEST_SUITE_END()
