// SPDX-License-Identifier: MIT

#include "service/cli/signals.h"

#include <cerrno>
#include <cstdlib>
#include <ctime>

#include "service/cli/terminal.h"

namespace service::cli {

StopSignals::StopSignals() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGINT);
  sigset_t blocked = signals_;
  sigaddset(&blocked, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &blocked, &before_);
}

StopSignals::~StopSignals() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void StopSignals::wait() const {
  while (sigwaitinfo(&signals_, nullptr) < 0 && errno == EINTR) continue;
}

bool StopSignals::wait_for(std::chrono::milliseconds time) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(time - seconds);
  const timespec limit{.tv_sec = seconds.count(), .tv_nsec = rest.count()};
  return sigtimedwait(&signals_, nullptr, &limit) > 0;
}

EndAtOnce::EndAtOnce(const StopSignals& signals)
    : thread_([&signals](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          if (signals.wait_for(std::chrono::milliseconds(10))) std::_Exit(kGood);
        }
      }) {}

}  // namespace service::cli
