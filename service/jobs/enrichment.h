// SPDX-License-Identifier: MIT
//
// Finds out about the addresses in stored reports while the server runs.

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>

#include "libauth/base/time.h"
#include "libauth/dns/resolver.h"
#include "reports/sources/look_up.h"
#include "reports/sources/mmdb.h"
#include "reports/store/store.h"

namespace service::jobs {

struct EnrichmentLimits {
  /// Addresses at a time. Few, as what is under way at the end is lost and done again.
  std::size_t chunk = 64;
  /// For the addresses of one chunk together. What the DNS did not tell until then is asked for
  /// again after an hour.
  std::chrono::milliseconds time{5'000};
  /// Between two chunks, so that the DNS and the database have time for others.
  std::chrono::milliseconds pause{100};
  /// Where there are no new addresses, before the next look at them.
  std::chrono::milliseconds idle{30'000};
  /// Where the DNS told nothing of a whole chunk: it may be out of reach.
  std::chrono::milliseconds silence{60'000};
  /// Instead, where it told something of another chunk not long ago: it is those addresses, of
  /// which a report may bring many, and the others are not to wait for them.
  std::chrono::milliseconds short_silence{1'000};
  /// Not long ago.
  std::chrono::minutes lately{60};
};

/// Looks up addresses chunk by chunk. Several processes may do it on one database: they may look up
/// the same address, and keep the same of it.
class Enrichment {
 public:
  /// What it is given outlives it.
  Enrichment(reports::store::Store& store, libauth::dns::Resolver& resolver,
             std::span<const reports::sources::Mmdb> files,
             std::function<libauth::base::Time()> now, const EnrichmentLimits& limits = {});

  /// Looks up a chunk and keeps what was found out. Each address is kept, also one of which the DNS
  /// told nothing, so that none holds up the others.
  /// @return the pause before the next one
  /// @throws reports::store::Error
  std::chrono::milliseconds step(const std::stop_token& stop);

 private:
  reports::store::Store& store_;
  libauth::dns::Resolver& resolver_;
  std::span<const reports::sources::Mmdb> files_;
  std::function<libauth::base::Time()> now_;
  EnrichmentLimits limits_;
  std::optional<libauth::base::Time> answered_;  // when the DNS told something
};

}  // namespace service::jobs
