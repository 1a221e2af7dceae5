// SPDX-License-Identifier: MIT

#include "reports/store/connection.h"

#include <array>
#include <chrono>
#include <string_view>
#include <thread>
#include <utility>

#include <Poco/Data/DataException.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/Statement.h>

#include "reports/store/schema.h"

namespace reports::store {
namespace {

using Poco::Data::Session;

/// Rolls back what was not committed.
class Transaction {
 public:
  explicit Transaction(Session& session) : session_(session) { session_.begin(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    try {
      if (session_.isTransaction()) session_.rollback();
    } catch (const Poco::Exception&) {
      // The disk or the server may be gone; what was not committed goes with it.
    }
  }
  void commit() { session_.commit(); }

 private:
  Session& session_;
};

/// What in an error of a driver tells its kind, the first that is found.
struct Sign {
  std::string_view part;
  Error::Kind kind;
};
constexpr std::array kSigns = {
    Sign{"not a database", Error::Kind::not_a_database},
    Sign{"unable to open", Error::Kind::cannot_open},
    Sign{"readonly", Error::Kind::cannot_open},
    Sign{"permission denied", Error::Kind::cannot_open},  // PostgreSQL, as the next two
    Sign{"read-only transaction", Error::Kind::cannot_open},
    Sign{"no schema has been selected", Error::Kind::cannot_open},
};

/// What an SQLite file keeps, and a server does not need.
void prepare_file(Session& session) {
  if (&dialect_of(session) != &kSqlite) return;
  // Readers do not wait for writers, nor the other way round.
  session << "PRAGMA journal_mode = WAL", Poco::Data::Keywords::now;
}

/// Runs what may be run again. Where several open a new file at the same moment, SQLite does not
/// wait for the one that changes the journal mode, whatever busy_timeout says.
template <class Run>
void retry_locked(const Run& run) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  for (;;) {
    try {
      return run();
    } catch (const Poco::Data::SQLite::DBLockedException&) {
      if (std::chrono::steady_clock::now() > deadline) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

/// A server must keep every text of UTF-8.
void refuse_encoding(Session& session, const std::string& name) {
  if (&dialect_of(session) == &kSqlite) return;
  std::string encoding;
  session << "SHOW server_encoding", Poco::Data::Keywords::into(encoding),
      Poco::Data::Keywords::now;
  if (encoding == "UTF8") return;
  throw Error(Error::Kind::cannot_open,
              name + " has the encoding " + encoding + "; create it with the encoding UTF8");
}

}  // namespace

Error Store::Connection::error_of(const Poco::Exception& exception) const {
  const Target& target = sessions.target();
  const std::string text = exception.displayText();
  const std::string message = target.name + ": " + shown(target, text);
  if (dynamic_cast<const Poco::Data::ConnectionFailedException*>(&exception) != nullptr) {
    return {Error::Kind::cannot_open, message};
  }
  for (const Sign& sign : kSigns) {
    if (text.find(sign.part) != std::string::npos) return {sign.kind, message};
  }
  return {Error::Kind::failed, message};
}

Error Store::Connection::damaged() const {
  return {Error::Kind::not_a_database,
          sessions.target().name + " is damaged: it has rows that this program does not write"};
}

void Store::Connection::begin_reading(Session& session) {
  session << std::string(dialect_of(session).begin_reading), Poco::Data::Keywords::now;
}

void Store::Connection::end_reading(Session& session) {
  session << "COMMIT", Poco::Data::Keywords::now;
}

Error Store::Connection::too_much() const {
  return {Error::Kind::too_much,
          sessions.target().name + ": the reports of this period differ in more than " +
              std::to_string(options.max_rows) + " ways; ask for a shorter period"};
}

void Store::Connection::prepare() {
  guarded([&] {
    retry_locked([&] {
      Session session = sessions.open();
      const std::string& name = sessions.target().name;
      refuse_encoding(session, name);
      refuse_foreign(session, name);
      prepare_file(session);
      migrate(session, name);
    });
  });
}

void Store::Connection::write(std::size_t numbers, const std::function<void(Writing&)>& run) {
  const std::lock_guard lock(writing_);
  try {
    guarded([&] { run_transaction(numbers, run); });
  } catch (...) {
    close_writer();
    throw;
  }
}

void Store::Connection::run_transaction(std::size_t numbers,
                                        const std::function<void(Writing&)>& run) {
  if (!writer_) writer_.emplace(session_.emplace(sessions.open()));
  Transaction transaction(*session_);
  writer_->begin(numbers);
  Writing writing{*session_, *writer_};
  run(writing);
  // Numbers alone are not worth waiting for the disk.
  if (!writing.is_worth_it) return;
  writer_->flush();
  transaction.commit();
}

void Store::Connection::close_writer() {
  writer_.reset();
  session_.reset();
  sessions.close_idle();
}

}  // namespace reports::store
