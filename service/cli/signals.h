// SPDX-License-Identifier: MIT
//
// The signals that end a server, received by waiting for them.

#pragma once

#include <chrono>
#include <csignal>

namespace service::cli {

/// SIGTERM and SIGINT, blocked in this thread and in all that it starts later, as long as this
/// lives. To be made before any thread is. SIGPIPE is blocked too: a log that nobody reads any more
/// is no reason to end.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  /// Waits for one of them.
  void wait() const;
  /// Waits for one of them for that long; gives whether one came.
  bool wait_for(std::chrono::milliseconds time) const;

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

}  // namespace service::cli
