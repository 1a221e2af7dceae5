// SPDX-License-Identifier: MIT
//
// The signals that end a server, received by waiting for them.

#pragma once

#include <chrono>
#include <csignal>
#include <thread>

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

/// Ends the process with status 0 when a signal comes, as long as this lives: for the time in which
/// there is nothing to end in good order yet. Ends in some milliseconds itself.
class EndAtOnce {
 public:
  /// @param signals  outlives this
  explicit EndAtOnce(const StopSignals& signals);

 private:
  std::jthread thread_;
};

}  // namespace service::cli
