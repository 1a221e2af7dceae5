// SPDX-License-Identifier: MIT

#include "reports/store/sessions.h"

#include <utility>

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Statement.h>

namespace reports::store {
namespace {

using namespace Poco::Data::Keywords;
using Poco::Data::Session;

/// What a call waits for another process that writes.
constexpr int kBusyMilliseconds = 10'000;

/// Poco tries again for that long, by its own default a minute, to open a file that is not there or
/// must not be opened. Nothing is gained by it: a locked file can be opened, only not written.
constexpr std::size_t kOpenSeconds = 0;

}  // namespace

Sessions::Sessions(std::string path) : path_(std::move(path)) {
  Poco::Data::SQLite::Connector::registerConnector();
}

Session Sessions::open() const {
  Session session(Poco::Data::SQLite::Connector::KEY, path_, kOpenSeconds);
  session << "PRAGMA busy_timeout = " + std::to_string(kBusyMilliseconds), now;
  session << "PRAGMA foreign_keys = ON", now;
  // In WAL mode FULL is what makes a commit durable, and not only atomic.
  session << "PRAGMA synchronous = FULL", now;
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

}  // namespace reports::store
