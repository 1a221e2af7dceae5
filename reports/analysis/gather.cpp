// SPDX-License-Identifier: MIT

#include "reports/analysis/gather.h"

#include <string_view>
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
  const store::Period history{std::min(period.from - kHistory, before.from), period.from};
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
  const Knowledge knowledge{facts, verdicts};

  Observed observed;
  observed.history = name_traffic(domain, history, std::move(flows_history), knowledge, catalogue);
  const SourceRecords& records = observed.history.records;
  observed.before =
      name_traffic(domain, before, std::move(flows_before), knowledge, catalogue, records);
  observed.current = name_traffic(domain, period, std::move(flows), knowledge, catalogue, records);
  observed.receivers = store.receivers(domain, period);
  const auto receivers = &store::Store::receivers;
  observed.receivers_before = earlier(store, domain, before, receivers);
  observed.receivers_history = earlier(store, domain, history, receivers);
  observed.receivers_settled = earlier(store, domain, settled, receivers);
  observed.unread = store.unread_count();
  return observed;
}

}  // namespace reports::analysis
