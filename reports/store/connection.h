// SPDX-License-Identifier: MIT
//
// What a Store holds: the sessions with its database. Private to this room.

#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <Poco/Data/Session.h>

#include "reports/store/period.h"
#include "reports/store/sessions.h"
#include "reports/store/store.h"
#include "reports/store/writer.h"

namespace reports::store {

/// What a change of the database is made with.
struct Writing {
  Poco::Data::Session& session;
  Writer& writer;
  bool is_worth_it = true;  ///< false: nothing was changed but numbers taken; it is rolled back
};

/// Everything that needs Poco. Exceptions of the driver become Error, and so does what is thrown
/// where rows are not as this program writes them.
///
/// @threads safe
struct Store::Connection {
  Connection(Target target, const StoreOptions& chosen)
      : sessions(std::move(target)), options(chosen) {}

  /// Refuses what is not ours, and brings the tables up to date.
  void prepare();

  /// Runs something with a session that nobody else has meanwhile.
  template <class Run>
  auto read(const Run& run) {
    return guarded([&] { return sessions.with_session(run); });
  }

  /// Likewise, where all that it reads is to be of one moment.
  template <class Run>
  auto read_at_once(const Run& run) {
    return read([&](Poco::Data::Session& session) {
      // A session that an exception passes is closed, and the transaction with it.
      begin_reading(session);
      auto result = run(session);
      end_reading(session);
      return result;
    });
  }

  /// Runs something in one transaction, which has waited for other writers before anything is read.
  /// @param numbers  how many reports and payloads Writing::writer is to add at most
  void write(std::size_t numbers, const std::function<void(Writing&)>& run);

  /// What a function of this room counts for a domain in a period.
  /// @throws Error  Kind::too_much
  template <class Row>
  std::vector<Row> count(std::vector<Row> (*read_rows)(Poco::Data::Session&, const std::string&,
                                                       const Counting&),
                         const std::string& domain, const Period& period) {
    const Counting counting{period, options.leave_out_untrusted, options.max_rows};
    auto rows =
        read([&](Poco::Data::Session& session) { return read_rows(session, domain, counting); });
    if (rows.size() > options.max_rows) throw too_much();
    return rows;
  }

  Sessions sessions;
  const StoreOptions options;

 private:
  Error too_much() const;
  template <class Run>
  auto guarded(const Run& run) const {
    try {
      return run();
    } catch (const Poco::Exception& exception) {
      throw error_of(exception);
    } catch (const std::out_of_range&) {
      throw damaged();
    } catch (const std::bad_optional_access&) {
      throw damaged();
    }
  }

  Error error_of(const Poco::Exception& exception) const;
  Error damaged() const;
  static void begin_reading(Poco::Data::Session& session);
  static void end_reading(Poco::Data::Session& session);
  void run_transaction(std::size_t numbers, const std::function<void(Writing&)>& run);
  /// After a failure statements may be half executed: the next writer starts anew.
  void close_writer();

  std::mutex writing_;                          // guards the two below
  std::optional<Poco::Data::Session> session_;  // that of the writer
  std::optional<Writer> writer_;
};

}  // namespace reports::store
