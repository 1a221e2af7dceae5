// SPDX-License-Identifier: MIT
//
// The memory that all request bodies together may take.

#pragma once

#include <cstddef>
#include <mutex>

namespace service::http {

/// @threads safe
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t octets) : left_(octets) {}

  /// The part of one request, given back when it goes out of scope. The budget outlives it.
  class Share {
   public:
    explicit Share(BodyBudget& budget) : budget_(budget) {}
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    ~Share() { budget_.give_back(octets_); }

    /// Makes the share at least that large; false where the budget does not have so much.
    bool grow_to(std::size_t octets) {
      if (octets <= octets_) return true;
      if (!budget_.take(octets - octets_)) return false;
      octets_ = octets;
      return true;
    }

   private:
    BodyBudget& budget_;
    std::size_t octets_ = 0;
  };

 private:
  bool take(std::size_t octets) {
    const std::scoped_lock lock(mutex_);
    if (octets > left_) return false;
    left_ -= octets;
    return true;
  }
  void give_back(std::size_t octets) {
    const std::scoped_lock lock(mutex_);
    left_ += octets;
  }

  std::mutex mutex_;
  std::size_t left_;
};

}  // namespace service::http
