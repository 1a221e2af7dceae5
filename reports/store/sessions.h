// SPDX-License-Identifier: MIT
//
// Database sessions that threads borrow. Private to this room.
//
// Poco's own SessionPool is not used: in Poco 1.11 its destructor waits for a timer that waits for
// the destructor's lock.

#pragma once

#include <mutex>
#include <vector>

#include <Poco/Data/Session.h>

#include "reports/store/target.h"

namespace reports::store {

/// Sessions with one database. As many are open as were ever borrowed at the same time.
///
/// @threads safe
class Sessions {
 public:
  explicit Sessions(Target target);

  const Target& target() const { return target_; }

  /// A session of one's own, with the settings that the database forgets when a connection ends.
  Poco::Data::Session open() const;

  /// Runs something with a session that nobody else has meanwhile. One that was used when an
  /// exception passed is closed, as a statement of it may be half executed; and with it those that
  /// wait, as a server that has ended has ended all of them.
  template <class Run>
  auto with_session(const Run& run) {
    Poco::Data::Session session = borrow();
    try {
      auto result = run(session);
      give_back(std::move(session));
      return result;
    } catch (...) {
      close_idle();
      throw;
    }
  }

  /// Closes the sessions that nobody has.
  void close_idle();

 private:
  Poco::Data::Session borrow();
  void give_back(Poco::Data::Session session);

  const Target target_;
  std::mutex mutex_;                       // guards idle_
  std::vector<Poco::Data::Session> idle_;  // the last one given back is the next to be borrowed
};

}  // namespace reports::store
