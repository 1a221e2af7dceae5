// SPDX-License-Identifier: MIT

#include "service/cli/address_look_up.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "reports/sources/look_up.h"

namespace service::cli {
namespace {

namespace sources = reports::sources;

constexpr std::chrono::minutes kMostTime{5};

libauth::base::Time clock_time() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

LookedUp look_up_addresses(reports::store::Store& store, const api::DnsAccess& dns,
                           std::span<const sources::Mmdb> files, Terminal& terminal) {
  Progress progress(terminal);
  LookedUp result;
  const sources::LookUpLimits limits{.time = dns.limits.time};
  const auto deadline = std::chrono::steady_clock::now() + kMostTime;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto now = clock_time();
    const auto addresses = store.addresses_to_enrich(limits.at_once, now);
    result.is_finished = addresses.empty();
    if (result.is_finished) break;
    progress.show("Looking up addresses: " + std::to_string(result.addresses));
    const auto facts = sources::look_up(addresses, dns.resolver, files, now, limits);
    store.keep(facts);
    const auto unanswered = static_cast<std::uint64_t>(
        std::ranges::count(facts, false, &sources::AddressFacts::is_complete));
    result.addresses += facts.size();
    result.unanswered += unanswered;
    if (unanswered < facts.size() || !dns.explain_silence) continue;
    const std::string silence = dns.explain_silence();
    if (silence.empty()) continue;
    progress.clear();
    warn(terminal, "The addresses were not looked up, the next import tries again: " + silence);
    break;
  }
  return result;
}

}  // namespace service::cli
