// SPDX-License-Identifier: MIT
//
// Judge, resolve all that is missing at once, judge again, until nothing is missing.

#pragma once

#include <chrono>
#include <cstddef>

#include "libauth/dns/facts.h"
#include "libauth/dns/resolver.h"

namespace libauth::dns {

/// How much one evaluation may ask. What is over a limit gets the answer not_asked, and what is
/// open when the time is over the answer timeout, so that the judge comes to an end and says
/// unknown.
struct SettleLimits {
  std::size_t rounds = 40;       ///< an SPF record of 10 nested includes takes 12
  std::size_t questions = 2000;  ///< an audit of a domain with 40 selectors takes about 120
  std::chrono::milliseconds time{20'000};  ///< RFC 7208 section 4.6.4: at least 20 s for SPF
};

/// What the evaluation cost.
struct SettleCost {
  std::size_t rounds = 0;
  std::size_t questions = 0;
};

/// Resolves all that is missing in the facts, within the limits, and counts it.
void learn_missing(Resolver& resolver, Facts& facts, const SettleLimits& limits, Deadline deadline,
                   SettleCost& cost);

/// Calls `judge(facts)` until it asks for nothing that is not known, and gives what it said then.
/// A judge is a function of the facts alone; what it says while facts are missing is dropped.
template <class Judge>
auto settle(Resolver& resolver, Facts& facts, const Judge& judge, const SettleLimits& limits = {},
            SettleCost* cost = nullptr) {
  SettleCost spent;
  const Deadline deadline = std::chrono::steady_clock::now() + limits.time;
  for (;;) {
    facts.forget_missing();
    auto result = judge(facts);
    if (facts.missing().empty()) {
      if (cost != nullptr) *cost = spent;
      return result;
    }
    learn_missing(resolver, facts, limits, deadline, spent);
  }
}

}  // namespace libauth::dns
