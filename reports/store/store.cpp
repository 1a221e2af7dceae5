// SPDX-License-Identifier: MIT

#include "reports/store/store.h"

#include <mutex>
#include <optional>
#include <utility>

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

#include "libauth/crypto/digest.h"
#include "reports/store/payload.h"
#include "reports/store/read.h"
#include "reports/store/rows.h"
#include "reports/store/schema.h"
#include "reports/store/sessions.h"
#include "reports/store/writer.h"

namespace reports::store {
namespace {

using Poco::Data::Session;

/// What the driver says, with the path.
Error error_of(const Poco::Exception& exception, const std::string& path) {
  const std::string message = path + ": " + exception.displayText();
  if (message.find("not a database") != std::string::npos) {
    return {Error::Kind::not_a_database, message};
  }
  if (message.find("unable to open") != std::string::npos ||
      message.find("readonly") != std::string::npos) {
    return {Error::Kind::cannot_open, message};
  }
  return {Error::Kind::failed, message};
}

/// Rolls back what was not committed.
class Transaction {
 public:
  explicit Transaction(Session& session) : session_(session) { session_.begin(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (!session_.isTransaction()) return;
    try {
      session_.rollback();
    } catch (const Poco::Exception&) {
      // The disk may be gone; the journal rolls back at the next opening.
    }
  }
  void commit() { session_.commit(); }

 private:
  Session& session_;
};

/// A report made ready for the tables. This is the work that needs no lock.
struct Parcel {
  ReportRow row;
  Blob payload;
};

Parcel parcel_of(const Upload& upload, libauth::base::Time received, Compressor& compressor) {
  const auto hash = libauth::crypto::hex(libauth::crypto::sha256(upload.payload));
  const std::string frame = compressor.compress(upload.payload);
  Parcel parcel{row_of(upload.report, hash),
                {reinterpret_cast<const unsigned char*>(frame.data()), frame.size()}};
  parcel.row.received = received.time_since_epoch().count();
  return parcel;
}

}  // namespace

/// Everything that needs Poco.
struct Store::Connection {
  explicit Connection(const std::string& file) : path(file), sessions(file) {}

  /// Runs something with a session that nobody else has meanwhile, and with the driver's exceptions
  /// as ours.
  template <class Run>
  auto read(const Run& run) {
    try {
      return sessions.with_session(run);
    } catch (const Poco::Exception& exception) {
      throw error_of(exception, path);
    }
  }

  /// Adds all of them in one transaction. The caller holds the lock.
  std::vector<Outcome> write(std::span<const Upload> uploads, const std::vector<Parcel>& parcels);
  /// After a failure statements may be half executed: the next writer starts anew.
  void close_writer();

  const std::string path;
  Sessions sessions;
  std::mutex writing;              // guards the two below
  std::optional<Session> session;  // that of the writer
  std::optional<Writer> writer;
};

std::vector<Outcome> Store::Connection::write(std::span<const Upload> uploads,
                                              const std::vector<Parcel>& parcels) {
  if (!writer) writer.emplace(session.emplace(sessions.open()));
  Transaction transaction(*session);
  writer->begin(uploads.size());
  std::vector<Outcome> outcomes;
  bool changed = false;
  for (std::size_t i = 0; i < uploads.size(); ++i) {
    outcomes.push_back(writer->add(parcels[i].row, uploads[i].report, parcels[i].payload));
    changed |= outcomes.back().stored != Stored::duplicate;
  }
  // For duplicates only numbers were taken: that is not worth waiting for the disk.
  if (!changed) return outcomes;
  writer->flush();
  transaction.commit();
  return outcomes;
}

void Store::Connection::close_writer() {
  writer.reset();
  session.reset();
}

Store::Store(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

libauth::base::Time Store::now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Store Store::open(const std::string& path) {
  try {
    auto connection = std::make_unique<Connection>(path);
    Session session = connection->sessions.open();
    refuse_foreign(session, path);
    // Kept in the file: readers do not wait for writers, nor the other way round.
    session << "PRAGMA journal_mode = WAL", Poco::Data::Keywords::now;
    migrate(session, path);
    return Store(std::move(connection));
  } catch (const Poco::Exception& exception) {
    throw error_of(exception, path);
  }
}

Outcome Store::add(const aggregate::Report& report, std::string_view payload,
                   libauth::base::Time received) {
  const Upload upload{report, payload};
  return add({&upload, 1}, received).front();
}

std::vector<Outcome> Store::add(std::span<const Upload> uploads, libauth::base::Time received) {
  std::vector<Parcel> parcels;
  Compressor compressor;
  for (const Upload& upload : uploads) parcels.push_back(parcel_of(upload, received, compressor));
  const std::lock_guard lock(connection_->writing);
  try {
    return connection_->write(uploads, parcels);
  } catch (const Poco::Exception& exception) {
    connection_->close_writer();
    throw error_of(exception, connection_->path);
  } catch (...) {
    connection_->close_writer();
    throw;
  }
}

std::optional<StoredReport> Store::find(std::string_view id) const {
  return connection_->read([&](Session& session) { return read_report(session, id); });
}

std::optional<std::string> Store::payload(std::string_view id) const {
  return connection_->read([&](Session& session) { return read_payload(session, id); });
}

Page Store::list(const Filter& filter) const {
  return connection_->read([&](Session& session) { return read_page(session, filter); });
}

Totals Store::totals(const std::optional<std::string>& domain) const {
  return connection_->read([&](Session& session) { return read_totals(session, domain); });
}

}  // namespace reports::store
