// SPDX-License-Identifier: MIT
//
// A thread that does one thing again and again, with pauses.

#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace service::jobs {

/// Says one line to the operator; called by any thread.
using Log = std::function<void(const std::string&)>;

class Worker {
 public:
  /// Does a piece of the work, and gives the pause before the next one. It is told when to stop,
  /// and better ends soon then.
  using Step = std::function<std::chrono::milliseconds(const std::stop_token&)>;

  /// Begins at once. What a step throws is logged with the name, and it is tried again after
  /// `patience`.
  Worker(std::string name, Step step, Log log,
         std::chrono::milliseconds patience = std::chrono::minutes(1));
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  /// Stops and waits for the step that is at work.
  ~Worker();

  /// Tells it to stop. A pause ends at once.
  void begin_stop();
  /// Waits until it has stopped, or the time is over; gives whether it has.
  bool wait_until_stopped(std::chrono::milliseconds time);

 private:
  void run(const std::stop_token& stop);
  std::chrono::milliseconds step(const std::stop_token& stop);

  const std::string name_;
  const Step step_;
  const Log log_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  bool is_stopped_ = false;  // guarded by mutex_
  std::jthread thread_;      // the last one: it uses the others
};

}  // namespace service::jobs
