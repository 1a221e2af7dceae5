// SPDX-License-Identifier: MIT
//
// What a Store holds: the sessions with its database. Private to this room.

#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

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

/// Everything that needs Poco. Exceptions of the driver become Error.
///
/// @threads safe
struct Store::Connection {
  Connection(Target target, const StoreOptions& options)
      : sessions(std::move(target)), leaves_out_untrusted(options.leave_out_untrusted) {}

  /// Refuses what is not ours, and brings the tables up to date.
  void prepare();

  /// Runs something with a session that nobody else has meanwhile.
  template <class Run>
  auto read(const Run& run) {
    try {
      return sessions.with_session(run);
    } catch (const Poco::Exception& exception) {
      throw error_of(exception);
    }
  }

  /// Runs something in one transaction, which has waited for other writers before anything is read.
  /// @param numbers  how many reports and payloads Writing::writer is to add at most
  void write(std::size_t numbers, const std::function<void(Writing&)>& run);

  Error error_of(const Poco::Exception& exception) const;

  Counting counting(const Period& period) const { return {period, leaves_out_untrusted}; }

  Sessions sessions;
  const bool leaves_out_untrusted;

 private:
  void run_transaction(std::size_t numbers, const std::function<void(Writing&)>& run);
  /// After a failure statements may be half executed: the next writer starts anew.
  void close_writer();

  std::mutex writing_;                          // guards the two below
  std::optional<Poco::Data::Session> session_;  // that of the writer
  std::optional<Writer> writer_;
};

}  // namespace reports::store
