// SPDX-License-Identifier: MIT
//
// Which database is opened, and what is said where it cannot be.

#include "reports/store/target.h"

#include <filesystem>
#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include "reports/aggregate/parse.h"
#include "reports/store/store.h"
#include "tests/reports/fixture.h"
#include "tests/support/loopback.h"
#include "tests/support/postgres.h"
#include "tests/support/temp_dir.h"

using namespace reports::store;

namespace {

struct Address {
  const char* text;
  const char* connection;  ///< nullptr: refused
  const char* name;
};
std::ostream& operator<<(std::ostream& out, const Address& test) {
  return out << test.text;
}

const Address kAddresses[] = {
    {"postgresql://u:secret@db.example:5433/reports",
     "client_encoding=UTF8 user=u password=secret dbname=reports host=db.example port=5433",
     "postgresql://u@db.example:5433/reports"},
    {"postgres://db.example/reports", "client_encoding=UTF8 dbname=reports host=db.example",
     "postgresql://db.example/reports"},
    {"postgresql://u@%2Fvar%2Frun/reports",
     "client_encoding=UTF8 user=u dbname=reports host=/var/run", "postgresql://u@/var/run/reports"},
    // libpq reads quotes and backslashes in the form with "=".
    {"postgresql://u:se'c%5Cret@db.example/r",
     "client_encoding=UTF8 user=u password=se\\'c\\\\ret dbname=r host=db.example",
     "postgresql://u@db.example/r"},
    {"postgresql://db.example/r?sslmode=require&client_encoding=LATIN1",
     "client_encoding=UTF8 dbname=r host=db.example sslmode=require", "postgresql://db.example/r"},
    {"postgresql://u:sec%20ret@db.example/r", nullptr, nullptr},
    {"postgresql://u:secret@db.example/r?no_such_setting=1", nullptr, nullptr},
    {"postgresql://u:secret@[2001:db8::1/r", nullptr, nullptr},
};

/// What is said when the target is opened.
Error error_of_opening(const std::string& target) {
  try {
    Store::open(target);
  } catch (const Error& error) {
    return error;
  }
  throw std::runtime_error("opened " + target);
}

/// Root may write everywhere; meanwhile this is nobody, who may not.
class WithoutPrivileges {
 public:
  WithoutPrivileges() {
    if (is_root_) BOOST_REQUIRE(seteuid(kNobody) == 0);
  }
  WithoutPrivileges(const WithoutPrivileges&) = delete;
  WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;
  ~WithoutPrivileges() {
    if (is_root_) BOOST_CHECK(seteuid(0) == 0);
  }

 private:
  static constexpr uid_t kNobody = 65534;
  const bool is_root_ = geteuid() == 0;
};

bool has(const Error& error, const std::string& text) {
  return std::string(error.what()).find(text) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Targets)

BOOST_DATA_TEST_CASE(AnAddressBecomesSettings, boost::unit_test::data::make(kAddresses), test) {
  if (test.connection == nullptr) {
    BOOST_CHECK_EXCEPTION(read_target(test.text), Error, [](const Error& error) {
      return error.kind() == Error::Kind::cannot_open && !has(error, "secret") &&
             !has(error, "sec ");
    });
    return;
  }
  const Target target = read_target(test.text);
  BOOST_TEST((target.dialect == &kPostgres));
  BOOST_TEST(target.connection == test.connection);
  BOOST_TEST(target.name == test.name);
}

BOOST_AUTO_TEST_CASE(EverythingElseIsAPath) {
  for (const char* path : {"reports.db", "/var/lib/mailvet/reports.db", "postgresql:", "a b.db"}) {
    const Target target = read_target(path);
    BOOST_TEST((target.dialect == &kSqlite));
    BOOST_TEST(target.connection == path);
    BOOST_TEST(target.name == path);
  }
}

// SQLite would take the first two for addresses of its own form, or of databases in the memory.
BOOST_AUTO_TEST_CASE(APathIsAPathWhateverItBeginsWith) {
  BOOST_TEST(read_target("file:reports.db?mode=memory").connection ==
             "./file:reports.db?mode=memory");
  BOOST_TEST(read_target("file:reports.db").name == "file:reports.db");
  BOOST_TEST(read_target(":reports").connection == "./:reports");
  BOOST_TEST(read_target("/tmp/file:x").connection == "/tmp/file:x");
}

BOOST_AUTO_TEST_CASE(RefusesWhatIsNoFile) {
  struct Case {
    const char* text;
    const char* says;
  };
  for (const auto& [text, says] : {Case{"", "has no name"}, Case{":memory:", "in a file"}}) {
    BOOST_CHECK_EXCEPTION(read_target(text), Error, [&](const Error& error) {
      return error.kind() == Error::Kind::cannot_open && has(error, says);
    });
  }
}

BOOST_AUTO_TEST_CASE(SaysWhatIsTheMatterWithAFile) {
  const tests::TempDir folder;
  const std::string path = folder.path().string();
  BOOST_TEST(error_of_opening(path).what() == path + ": it is a folder, not a file");
  BOOST_TEST(error_of_opening(path + "/none/reports.db").what() ==
             path + "/none/reports.db: the folder " + path + "/none does not exist");
}

// What may only be read is no damaged database.
BOOST_AUTO_TEST_CASE(SaysWhatMustBeWritable) {
  const tests::TempDir folder;
  const std::string path = folder.file("reports.db");
  Store::open(path);
  std::filesystem::permissions(path, std::filesystem::perms(0444));
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
  const WithoutPrivileges nobody;
  const Error error = error_of_opening(path);
  BOOST_TEST((error.kind() == Error::Kind::cannot_open));
  BOOST_TEST(has(error, "readonly"), error.what());
  BOOST_TEST(has(error, "; the file and its folder must be writable"), error.what());
}

BOOST_AUTO_TEST_CASE(ShowsTheServersWordsOnOneLineWithoutThePassword) {
  const Target target = read_target("postgresql://u:secret@db.example/r");
  BOOST_TEST(
      shown(target, "PostgreSQL: [PostgreSQL]: Connection Error: no secret for secret\nHint") ==
      "no *** for ***");
  BOOST_TEST(
      shown(target, "PostgreSQL: [PostgreSQL]: postgresql_stmt_execute error: ERROR:  a\n") ==
      "ERROR:  a");
}

BOOST_AUTO_TEST_CASE(SaysThatNoServerIsThere) {
  const std::string port = std::to_string(tests::free_port());
  const Error error = error_of_opening("postgresql://u:secret@127.0.0.1:" + port + "/reports");
  BOOST_TEST((error.kind() == Error::Kind::cannot_open));
  BOOST_TEST(has(error, "postgresql://u@127.0.0.1:" + port + "/reports: "));
  BOOST_TEST(has(error, "refused"));
  BOOST_TEST(!has(error, "secret"));
}

BOOST_AUTO_TEST_CASE(SaysThatTheDatabaseIsNotThere) {
  BOOST_TEST_REQUIRE(tests::shared_postgres() != nullptr);
  const Error error = error_of_opening(tests::shared_postgres()->address("none"));
  BOOST_TEST((error.kind() == Error::Kind::cannot_open));
  BOOST_TEST(has(error, "\"none\" does not exist"));
}

// Sessions that were open are lost with the server; those after it are new.
BOOST_AUTO_TEST_CASE(GoesOnWhenTheServerIsBack) {
  tests::Postgres server;
  BOOST_TEST_REQUIRE(server.started());
  Store store = Store::open(server.create_database("reports"));
  const std::string xml = tests::plain_report();
  const auto report = reports::aggregate::parse(xml).value();
  store.add(report, xml);
  server.stop();
  BOOST_CHECK_THROW(store.totals(), Error);
  BOOST_CHECK_THROW(store.add(report, "other"), Error);
  server.start();
  BOOST_TEST_REQUIRE(server.started());
  BOOST_TEST(store.totals().reports == 1U);
  BOOST_TEST((store.add(report, "other").stored == Stored::revised));
  // The sessions of the writer and of the reader are there, and are lost again.
  server.stop();
  server.start();
  BOOST_CHECK_EXCEPTION(store.totals(), Error,
                        [](const Error& error) { return error.kind() == Error::Kind::failed; });
  BOOST_TEST(store.totals().superseded == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
