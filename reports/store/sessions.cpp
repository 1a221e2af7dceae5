// SPDX-License-Identifier: MIT

#include "reports/store/sessions.h"

#include <utility>

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Statement.h>

namespace reports::store {
namespace {

using Poco::Data::Session;

/// Seconds in which a server must take a connection.
constexpr std::size_t kConnectSeconds = 10;

/// Poco tries again for that long, by its own default a minute, to open a file that is not there or
/// must not be opened. Nothing is gained by it: a locked file can be opened, only not written.
constexpr std::size_t kOpenSeconds = 0;

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
