// SPDX-License-Identifier: MIT

#include "service/jobs/enrichment.h"

#include <algorithm>
#include <utility>

namespace service::jobs {

namespace sources = reports::sources;

Enrichment::Enrichment(reports::store::Store& store, libauth::dns::Resolver& resolver,
                       std::span<const sources::Mmdb> files,
                       std::function<libauth::base::Time()> now, const EnrichmentLimits& limits)
    : store_(store), resolver_(resolver), files_(files), now_(std::move(now)), limits_(limits) {}

std::chrono::milliseconds Enrichment::step(const std::stop_token& stop) {
  const auto addresses = store_.addresses_to_enrich(limits_.chunk, now_());
  if (addresses.empty()) return limits_.idle;
  if (stop.stop_requested()) return {};
  const libauth::base::Time begun = now_();
  const auto facts = sources::look_up(addresses, resolver_, files_, begun,
                                      {.at_once = limits_.chunk, .time = limits_.time});
  if (stop.stop_requested()) return {};
  store_.keep(facts);
  const bool is_silent = std::ranges::none_of(facts, &sources::AddressFacts::is_complete);
  if (!is_silent) {
    answered_ = begun;
    return limits_.pause;
  }
  const bool is_reachable = answered_ && begun - *answered_ < limits_.lately;
  return is_reachable ? limits_.short_silence : limits_.silence;
}

}  // namespace service::jobs
