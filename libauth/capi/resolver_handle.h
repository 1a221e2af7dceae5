// SPDX-License-Identifier: MIT
//
// What is behind a libauth_resolver.

#pragma once

#include <chrono>
#include <memory>

#include "libauth/capi/resolver.h"
#include "libauth/dns/caching_resolver.h"
#include "libauth/dns/settle.h"
#include "libauth/dns/unbound_resolver.h"

struct libauth_resolver {
  std::unique_ptr<libauth::dns::UnboundResolver> unbound;
  std::unique_ptr<libauth::dns::CachingResolver> cache;  ///< in front of it
  std::chrono::milliseconds time{};                      ///< for one message or check
};

namespace libauth::capi {

/// What `judge(facts)` says when all that it asks for is known.
template <class Judge>
auto settle_with(libauth_resolver& resolver, const Judge& judge) {
  dns::Facts facts(*resolver.cache);
  dns::SettleLimits limits;
  limits.time = resolver.time;
  return dns::settle(*resolver.cache, facts, judge, limits);
}

}  // namespace libauth::capi
