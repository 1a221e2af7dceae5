// SPDX-License-Identifier: MIT
//
// How long the processor worked for this thread, so that two things measured in turn in one run can
// be compared on a machine that does other work too.

#pragma once

#include <cstddef>
#include <ctime>

namespace bench {

/// Seconds of processor time that the calling thread has used.
inline double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Adds up what a thing costs in turns.
struct Spent {
  double seconds = 0;
  std::size_t items = 0;

  /// Runs work(), which does that many things; gives the seconds of this turn.
  template <class Work>
  double run(std::size_t count, const Work& work) {
    const double begin = thread_seconds();
    work();
    const double turn = thread_seconds() - begin;
    seconds += turn;
    items += count;
    return turn;
  }

  double per_second() const { return seconds > 0 ? static_cast<double>(items) / seconds : 0; }
};

}  // namespace bench
