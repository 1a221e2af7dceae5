// SPDX-License-Identifier: MIT
//
// How long the processor worked for this thread, so that two things measured in turn in one run can
// be compared on a machine that does other work too.

#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <vector>

namespace bench {

/// Seconds of processor time that the calling thread has used.
inline double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// What a thing costs in turns. The median of them counts: what others do on the machine meanwhile
/// takes several times as long in a few of them, and slows memory more than arithmetic.
class Spent {
 public:
  /// Runs work(), which does that many things; gives the seconds of this turn.
  template <class Work>
  double run(std::size_t count, const Work& work) {
    const double begin = thread_seconds();
    work();
    const double turn = thread_seconds() - begin;
    each_.push_back(turn / static_cast<double>(count));
    return turn;
  }

  bool is_empty() const { return each_.empty(); }
  /// 0 without a turn.
  double per_second() const {
    if (each_.empty()) return 0;
    std::vector<double> each = each_;
    const auto middle = each.begin() + static_cast<std::ptrdiff_t>(each.size() / 2);
    std::nth_element(each.begin(), middle, each.end());
    return 1 / *middle;
  }

 private:
  std::vector<double> each_;  ///< seconds for one thing, of each turn
};

}  // namespace bench
