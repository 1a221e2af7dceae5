// SPDX-License-Identifier: MIT

#include "libauth/dns/silence_watch.h"

#include <algorithm>
#include <utility>

namespace libauth::dns {
namespace {

/// How often a probe that is under way is looked after.
constexpr std::chrono::milliseconds kStep{10};

}  // namespace

std::string SilenceWatch::verdict() const {
  const std::lock_guard lock(mutex_);
  return is_silent(Clock::now()) ? sentence_ : std::string();
}

/// What verdict() gives; called under the lock.
bool SilenceWatch::is_silent(Clock::time_point now) const {
  return !sentence_.empty() && heard_.load() <= probed_ && now < probed_ + kSilentFor;
}

/// None where the caller is to probe now; otherwise when it is to look again.
std::optional<SilenceWatch::Clock::time_point> SilenceWatch::begin_probe(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (probing_) return now + kStep;
  // Another probe may have ended since the caller looked.
  if (is_silent(now)) return now;
  const bool is_answering = sentence_.empty() && probed_ != Clock::time_point::min();
  if (is_answering && now < probed_ + kAnsweringFor) return probed_ + kAnsweringFor;
  probing_ = true;
  return std::nullopt;
}

void SilenceWatch::end_probe(std::string sentence) {
  const std::lock_guard lock(mutex_);
  probing_ = false;
  sentence_ = std::move(sentence);
  probed_ = Clock::now();
}

SilenceWatch::Waiting::~Waiting() {
  if (!probe_) return;
  // Left before its end, so that it says nothing.
  const std::lock_guard lock(watch_.mutex_);
  watch_.probing_ = false;
}

std::string SilenceWatch::Waiting::look() {
  if (probe_) return go_on();
  std::string verdict = watch_.verdict();
  if (!verdict.empty()) return verdict;
  const auto now = Clock::now();
  due_ = std::max(start_, watch_.heard_.load()) + watch_.patience_;
  if (due_ > now) return {};
  if (const auto later = watch_.begin_probe(now)) {
    due_ = *later;
    return {};
  }
  probed_ = now;
  probe_.emplace(watch_.servers_, watch_.patience_);
  return go_on();
}

std::string SilenceWatch::Waiting::go_on() {
  due_ = Clock::now() + kStep;
  const bool is_over = probe_->poll(std::chrono::milliseconds(0));
  const bool answers = probe_->found_one(true) || watch_.heard_.load() > probed_;
  if (!answers && !is_over) return {};
  std::string sentence = answers ? std::string() : probe_->sentence();
  probe_.reset();
  watch_.end_probe(sentence);
  return sentence;
}

}  // namespace libauth::dns
