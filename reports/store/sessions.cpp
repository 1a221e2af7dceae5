// SPDX-License-Identifier: MIT

#include "reports/store/sessions.h"

#include <memory>
#include <string>
#include <utility>

#include <Poco/Data/DataException.h>
#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Statement.h>
#include <libpq-fe.h>

namespace reports::store {
namespace {

using Poco::Data::Session;

/// Seconds in which a server must take a connection.
constexpr std::size_t kConnectSeconds = 10;

/// Poco tries again for that long, by its own default a minute, to open a file that is not there or
/// must not be opened. Nothing is gained by it: a locked file can be opened, only not written.
constexpr std::size_t kOpenSeconds = 0;

/// Throws where the server takes no connection. Poco 1.11 does not free a connection that failed,
/// of some 36 KB, so that a service that waits for its database would grow.
/// @param settings  of libpq
void try_to_connect(const std::string& settings) {
  const std::string all = "connect_timeout=" + std::to_string(kConnectSeconds) + " " + settings;
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(all.c_str()),
                                                                &PQfinish);
  if (PQstatus(connection.get()) == CONNECTION_OK) return;
  throw Poco::Data::ConnectionFailedException(PQerrorMessage(connection.get()));
}

/// Has SQLite do without locks around each session: none is used by two threads at a time. That can
/// only be said before it is used the first time; where it was, by somebody else, its locks stay.
void drop_needless_locks() {
  using Poco::Data::SQLite::Utility;
  static const bool once = Utility::setThreadMode(Utility::THREAD_MODE_MULTI);
  static_cast<void>(once);
}

}  // namespace

Sessions::Sessions(Target target) : target_(std::move(target)) {
  drop_needless_locks();
  Poco::Data::SQLite::Connector::registerConnector();
  Poco::Data::PostgreSQL::Connector::registerConnector();
}

Session Sessions::open() const {
  const Dialect& dialect = *target_.dialect;
  if (&dialect != &kSqlite) try_to_connect(target_.connection);
  Session session(std::string(dialect.connector), target_.connection,
                  &dialect == &kSqlite ? kOpenSeconds : kConnectSeconds);
  for (const std::string_view setting : dialect.settings) {
    session << std::string(setting), Poco::Data::Keywords::now;
  }
  return session;
}

Session Sessions::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Session session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  return open();
}

void Sessions::give_back(Session session) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(session));
}

void Sessions::close_idle() {
  std::vector<Session> closed;  // after the lock
  const std::lock_guard lock(mutex_);
  closed.swap(idle_);
}

}  // namespace reports::store
