// SPDX-License-Identifier: MIT
//
// How many may do something at once.

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

namespace service::api {

/// Lets a fixed number in and nobody else.
/// @threads safe
class Gate {
 public:
  explicit Gate(std::size_t places) : places_(places) {}

  /// A place inside, given back when it goes out of scope. The gate outlives it.
  class Place {
   public:
    explicit Place(Gate& gate) : gate_(&gate) {}
    Place(Place&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (gate_ != nullptr) gate_->leave();
    }

   private:
    Gate* gate_;
  };

  /// A place, or none where all are taken and none becomes free in that time. Who waits is not let
  /// in by turn.
  std::optional<Place> enter(std::chrono::milliseconds patience = {}) {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_for(lock, patience, [this] { return places_ > 0; })) return std::nullopt;
    --places_;
    return std::optional<Place>(std::in_place, *this);
  }

 private:
  void leave() {
    {
      const std::scoped_lock lock(mutex_);
      ++places_;
    }
    freed_.notify_one();
  }

  std::mutex mutex_;  // guards places_
  std::condition_variable freed_;
  std::size_t places_;
};

}  // namespace service::api
