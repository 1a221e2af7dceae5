// SPDX-License-Identifier: MIT

#include "service/http/watch.h"

#include <Poco/Exception.h>

namespace service::http {
namespace {

/// How late a connection may be found out: short beside every limit, and no load.
constexpr std::chrono::milliseconds kSweep{50};

/// Stops what the thread of the connection waits for. A socket that the client has closed already
/// cannot be shut down, which is as good.
void shut(Poco::Net::StreamSocket& socket, bool both) {
  try {
    if (both) {
      socket.shutdown();
    } else {
      socket.shutdownReceive();
    }
  } catch (const Poco::Exception&) {
  }
}

}  // namespace

Watch::Watch() : sweeper_([this](const std::stop_token& stop) { sweep(stop); }) {}

void Watch::sweep(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto now = Clock::now();
    for (Line& line : lines_) {
      if (!line.expired && line.deadline <= now) expire(line);
    }
    changed_.wait_for(lock, stop, kSweep, [] { return false; });
  }
}

void Watch::expire(Line& line) {
  line.expired = true;
  shut(line.socket, line.phase == Phase::writing);
}

void Watch::begin_stop() {
  const std::scoped_lock lock(mutex_);
  stopping_ = true;
  for (Line& line : lines_) {
    if (line.phase == Phase::idle) shut(line.socket, false);
  }
}

bool Watch::is_stopping() const {
  const std::scoped_lock lock(mutex_);
  return stopping_;
}

void Watch::cut_all() {
  const std::scoped_lock lock(mutex_);
  for (Line& line : lines_) {
    line.expired = true;
    shut(line.socket, true);
  }
}

bool Watch::wait_for_none(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return lines_.empty(); });
}

Watch::Place::Place(Watch& watch, const Poco::Net::StreamSocket& socket) : watch_(watch) {
  const std::scoped_lock lock(watch_.mutex_);
  line_ = watch_.lines_.insert(watch_.lines_.end(), Line{.socket = socket});
}

Watch::Place::~Place() {
  const std::scoped_lock lock(watch_.mutex_);
  watch_.lines_.erase(line_);
  watch_.changed_.notify_all();
}

void Watch::Place::enter(Phase phase, std::chrono::milliseconds time) {
  const std::scoped_lock lock(watch_.mutex_);
  line_->phase = phase;
  line_->expired = false;
  line_->deadline = Clock::now() + time;
  if (phase == Phase::idle && watch_.stopping_) shut(line_->socket, false);
}

void Watch::Place::work() {
  const std::scoped_lock lock(watch_.mutex_);
  line_->phase = Phase::working;
  line_->expired = false;
  line_->deadline = Clock::time_point::max();
}

bool Watch::Place::expired() const {
  const std::scoped_lock lock(watch_.mutex_);
  return line_->expired;
}

}  // namespace service::http
