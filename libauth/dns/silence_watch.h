// SPDX-License-Identifier: MIT
//
// Notices soon that nobody answers at all, so that nobody waits for it to the deadline.

#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "libauth/dns/reachability.h"

namespace libauth::dns {

/// Watches the waiting of one resolver. Where nothing was heard for a while it asks the first
/// servers directly: where none answers, everybody's waiting may end; where one does, the questions
/// are hard to answer, and waiting is right. There is one probe at a time.
/// @threads safe
class SilenceWatch {
 public:
  using Clock = std::chrono::steady_clock;

  /// How long it counts that no server answers. Short, as a resolver that comes back is to be used.
  static constexpr std::chrono::seconds kSilentFor{5};
  /// How long it counts that one does: this bounds how often servers are bothered.
  static constexpr std::chrono::seconds kAnsweringFor{10};

  /// `patience` is both how long nothing must be heard and how long the probe takes at most.
  SilenceWatch(FirstServers servers, std::chrono::milliseconds patience)
      : servers_(std::move(servers)), patience_(patience) {}

  /// Says that some server answered a question.
  void heard() noexcept { heard_ = Clock::now(); }

  /// Why no server answers, where that was found out in the last seconds and nothing was heard
  /// since; else empty.
  std::string verdict() const;

  /// The view of one call that waits.
  class Waiting {
   public:
    explicit Waiting(SilenceWatch& watch) : watch_(watch), start_(Clock::now()), due_(start_) {}
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting();

    /// When look() is to be called again.
    Clock::time_point due() const { return due_; }
    /// Goes one step on without waiting. Gives the sentence where no server answers, else nothing.
    std::string look();

   private:
    std::string go_on();

    SilenceWatch& watch_;
    const Clock::time_point start_;
    Clock::time_point due_;
    std::optional<Probe> probe_;
    Clock::time_point probed_{};
  };

 private:
  bool is_silent(Clock::time_point now) const;
  std::optional<Clock::time_point> begin_probe(Clock::time_point now);
  void end_probe(std::string sentence);

  const FirstServers servers_;
  const std::chrono::milliseconds patience_;
  std::atomic<Clock::time_point> heard_ = Clock::time_point::min();

  mutable std::mutex mutex_;
  bool probing_ = false;
  std::string sentence_;                                 ///< of the last probe
  Clock::time_point probed_ = Clock::time_point::min();  ///< its end
};

}  // namespace libauth::dns
