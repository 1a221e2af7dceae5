// SPDX-License-Identifier: MIT

#include "service/jobs/worker.h"

#include <exception>
#include <utility>

#include "libauth/base/text.h"

namespace service::jobs {

Worker::Worker(std::string name, Step step, Log log, std::chrono::milliseconds patience)
    : name_(std::move(name)),
      step_(std::move(step)),
      log_(std::move(log)),
      patience_(patience),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Worker::~Worker() {
  begin_stop();
}

void Worker::begin_stop() {
  thread_.request_stop();
}

bool Worker::wait_until_stopped(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return woken_.wait_for(lock, time, [this] { return is_stopped_; });
}

void Worker::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto pause = step(stop);
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, stop, pause, [] { return false; });
  }
  {
    const std::scoped_lock lock(mutex_);
    is_stopped_ = true;
  }
  woken_.notify_all();
}

/// A thread has nobody above it who could catch.
std::chrono::milliseconds Worker::step(const std::stop_token& stop) {
  try {
    return step_(stop);
  } catch (const std::exception& error) {
    log_(name_ + ": " + libauth::base::printable(error.what()));
    return patience_;
  }
}

}  // namespace service::jobs
