// SPDX-License-Identifier: MIT
//
// How many may do something at once.

#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

namespace service::api {

/// Lets a fixed number in and nobody else, without waiting.
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

  /// A place, or none where all are taken.
  std::optional<Place> enter() {
    const std::scoped_lock lock(mutex_);
    if (places_ == 0) return std::nullopt;
    --places_;
    return std::optional<Place>(std::in_place, *this);
  }

 private:
  void leave() {
    const std::scoped_lock lock(mutex_);
    ++places_;
  }

  std::mutex mutex_;
  std::size_t places_;
};

}  // namespace service::api
