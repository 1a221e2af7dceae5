// SPDX-License-Identifier: MIT
//
// An empty store for each test, in either database.

#pragma once

#include <filesystem>
#include <ostream>
#include <stdexcept>
#include <string>

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

#include "reports/store/store.h"
#include "tests/support/postgres.h"
#include "tests/support/temp_dir.h"

namespace tests {

enum class Backend { sqlite, postgres };

inline constexpr Backend kBackends[] = {Backend::sqlite, Backend::postgres};

inline std::ostream& operator<<(std::ostream& out, Backend backend) {
  return out << (backend == Backend::sqlite ? "SQLite" : "PostgreSQL");
}

/// A database without reports. One at a time: that of PostgreSQL is the same each time, emptied.
class Database {
 public:
  explicit Database(Backend backend)
      : backend_(backend), store(reports::store::Store::open(prepared())) {}

  /// What Store::open() was given.
  std::string target() const {
    return backend_ == Backend::sqlite ? folder_.file("reports.db")
                                       : shared_postgres()->address("store");
  }

  /// A session for what no member of the store tells.
  Poco::Data::Session session() const {
    if (backend_ == Backend::sqlite) {
      Poco::Data::SQLite::Connector::registerConnector();
      return {Poco::Data::SQLite::Connector::KEY, folder_.file("reports.db")};
    }
    Poco::Data::PostgreSQL::Connector::registerConnector();
    return {Poco::Data::PostgreSQL::Connector::KEY,
            "host=" + shared_postgres()->folder() +
                " user=mailvet dbname=store options=-cclient_min_messages=warning"};
  }

  /// Makes it what it was before it was opened. The store is of no use then.
  void drop_tables() {
    if (backend_ == Backend::sqlite) {
      for (const char* part : {"", "-wal", "-shm"}) {
        std::filesystem::remove(folder_.file("reports.db") + part);
      }
    } else {
      session() << "DROP SCHEMA public CASCADE", Poco::Data::Keywords::now;
      session() << "CREATE SCHEMA public", Poco::Data::Keywords::now;
    }
  }

  /// The number that a statement gives.
  Poco::Int64 number(const std::string& sql) const {
    Poco::Int64 value = 0;
    session() << sql, Poco::Data::Keywords::into(value), Poco::Data::Keywords::now;
    return value;
  }

 private:
  std::string prepared() const {
    if (backend_ == Backend::sqlite) return folder_.file("reports.db");
    if (shared_postgres() == nullptr) throw std::runtime_error("PostgreSQL does not start");
    static const std::string address = shared_postgres()->create_database("store");
    session() << "DROP SCHEMA public CASCADE", Poco::Data::Keywords::now;
    session() << "CREATE SCHEMA public", Poco::Data::Keywords::now;
    return address;
  }

  const Backend backend_;
  TempDir folder_;

 public:
  reports::store::Store store;
};

}  // namespace tests
