// SPDX-License-Identifier: MIT

#include "reports/analysis/gather.h"

#include <algorithm>
#include <utility>

#include <boost/unordered/unordered_flat_set.hpp>

#include "reports/analysis/thresholds.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;

/// Collects addresses, each once.
class Addresses {
 public:
  void add(std::span<const store::Flow> flows) {
    for (const store::Flow& flow : flows) {
      if (!flow.source_ip || !seen_.insert(*flow.source_ip).second) continue;
      const auto address = base::IpAddress::parse(*flow.source_ip);
      if (address) all_.push_back(*address);
    }
  }
  const std::vector<base::IpAddress>& all() const { return all_; }

 private:
  boost::unordered_flat_set<std::string> seen_;
  std::vector<base::IpAddress> all_;
};

/// What the store tells of a time before the period; nothing where it is too much. Then nothing can
/// be compared with it, which is told like a time without reports, and what was asked for is
/// answered.
template <class Row>
std::vector<Row> earlier(const store::Store& store, const std::string& domain,
                         const store::Period& period,
                         std::vector<Row> (store::Store::*read)(const std::string&,
                                                                const store::Period&) const) {
  try {
    return (store.*read)(domain, period);
  } catch (const store::Error& error) {
    if (error.kind() != store::Error::Kind::too_much) throw;
    return {};
  }
}

/// The time before a period on which names and classes rest.
store::Period history_of(const store::Period& period) {
  return {std::min(period.from - kHistory, period_before(period).from), period.from};
}

/// Names flows of a period by all that is known.
Traffic named_by_history(const store::Store& store, const std::string& domain,
                         const store::Period& period, std::vector<store::Flow> flows,
                         const sources::Catalogue& catalogue) {
  const store::Period history = history_of(period);
  auto flows_history = earlier(store, domain, history, &store::Store::flows);
  Addresses addresses;
  addresses.add(flows);
  addresses.add(flows_history);
  const auto facts = store.address_facts(addresses.all());
  const auto verdicts = store.verdicts(domain);
  const auto failed = store.failed_signatures(domain, period);
  const Traffic past =
      name_traffic(domain, history, std::move(flows_history), {facts, verdicts}, catalogue);
  return name_traffic(domain, period, std::move(flows), {facts, verdicts, failed}, catalogue,
                      past.records);
}

Recent recent_of(const store::Store& store, const std::string& domain, const store::Period& period,
                 const sources::Catalogue& catalogue) {
  return {named_by_history(store, domain, period, store.flows(domain, period), catalogue),
          store.day_count(domain, period)};
}

}  // namespace

std::vector<base::IpAddress> addresses_of(std::span<const store::Flow> flows) {
  Addresses addresses;
  addresses.add(flows);
  return addresses.all();
}

store::Period period_before(const store::Period& period) {
  return {period.from - (period.to - period.from), period.from};
}

Observed gather(const store::Store& store, const std::string& domain, const store::Period& period,
                const sources::Catalogue& catalogue) {
  const store::Period before = period_before(period);
  const store::Period history = history_of(period);
  const store::Period settled{period.to - 2 * kSettledDays, period.to - kSettledDays};

  auto flows = store.flows(domain, period);
  auto flows_before = earlier(store, domain, before, &store::Store::flows);
  auto flows_history = earlier(store, domain, history, &store::Store::flows);
  Addresses addresses;
  addresses.add(flows);
  addresses.add(flows_before);  // those of the history, unless it is too much
  addresses.add(flows_history);
  const auto facts = store.address_facts(addresses.all());
  const auto verdicts = store.verdicts(domain);
  const auto failed = store.failed_signatures(domain, period);
  const auto failed_before = earlier(store, domain, before, &store::Store::failed_signatures);

  Observed observed;
  observed.history =
      name_traffic(domain, history, std::move(flows_history), {facts, verdicts}, catalogue);
  const SourceRecords& records = observed.history.records;
  observed.before = name_traffic(domain, before, std::move(flows_before),
                                 {facts, verdicts, failed_before}, catalogue, records);
  observed.current =
      name_traffic(domain, period, std::move(flows), {facts, verdicts, failed}, catalogue, records);
  observed.days = store.day_count(domain, period);
  observed.receivers = store.receivers(domain, period);
  const auto receivers = &store::Store::receivers;
  observed.receivers_before = earlier(store, domain, before, receivers);
  observed.receivers_history = earlier(store, domain, history, receivers);
  observed.receivers_settled = earlier(store, domain, settled, receivers);
  observed.unread = store.unread_count({period.from, period.to + kArrival});
  return observed;
}

std::optional<Recent> gather_recent(const store::Store& store, const std::string& domain,
                                    const store::Period& period,
                                    const sources::Catalogue& catalogue) {
  if (period.to - period.from >= kJudgedPeriod) return std::nullopt;
  const store::Period longer{std::max(base::Time(), period.to - kJudgedPeriod), period.to};
  try {
    return recent_of(store, domain, longer, catalogue);
  } catch (const store::Error& error) {
    if (error.kind() != store::Error::Kind::too_much) throw;
    Recent nothing;
    nothing.traffic.domain = domain;
    nothing.traffic.period = longer;
    return nothing;
  }
}

Daily gather_daily(const store::Store& store, const std::string& domain,
                   const store::Period& period, const sources::Catalogue& catalogue) {
  Daily daily;
  daily.days = store.timeline(domain, period);
  std::vector<store::DailyFlow> rows;
  try {
    rows = store.daily_flows(domain, period);
  } catch (const store::Error& error) {
    if (error.kind() != store::Error::Kind::too_much) throw;
    daily.is_classified = false;
    return daily;
  }
  daily.day_of_flow.reserve(rows.size());
  for (const store::DailyFlow& row : rows) daily.day_of_flow.push_back(row.day);
  daily.traffic = named_by_history(store, domain, period, {rows.begin(), rows.end()}, catalogue);
  return daily;
}

}  // namespace reports::analysis
