// SPDX-License-Identifier: MIT

#include "libauth/mx/evaluate.h"

#include <algorithm>

namespace libauth::mx {
namespace {

using dns::Answer;
using dns::Name;
using dns::RrType;

Host find_host(const Name& name, std::uint16_t preference, dns::Facts& facts) {
  Host host;
  host.preference = preference;
  host.name = name;
  host.question4 = {name, RrType::a};
  host.question6 = {name, RrType::aaaa};
  host.answer4 = facts.find(host.question4);
  host.answer6 = facts.find(host.question6);
  return host;
}

/// Without MX records: the domain itself, if it has an address.
void find_implicit(const Name& domain, dns::Facts& facts, Exchanges& exchanges) {
  Host host = find_host(domain, 0, facts);
  if (host.answer4 == nullptr || host.answer6 == nullptr) return;
  if (!host.addresses().empty()) {
    exchanges.kind = Kind::implicit;
    exchanges.hosts.push_back(std::move(host));
  } else {
    exchanges.kind = host.is_known() ? Kind::none : Kind::unknown;
  }
}

}  // namespace

std::vector<base::IpAddress> Host::addresses() const {
  std::vector<base::IpAddress> found;
  for (const Answer* answer : {answer4, answer6}) {
    if (answer == nullptr) continue;
    const auto more = answer->addresses();
    found.insert(found.end(), more.begin(), more.end());
  }
  return found;
}

bool Host::is_known() const {
  return answer4 != nullptr && answer6 != nullptr && answer4->is_known() && answer6->is_known();
}

bool Host::is_alias() const {
  return (answer4 != nullptr && !answer4->aliases.empty()) ||
         (answer6 != nullptr && !answer6->aliases.empty());
}

bool Host::is_missing() const {
  return answer4 != nullptr && answer4->status == dns::Status::no_such_name;
}

Exchanges evaluate(const Name& domain, dns::Facts& facts) {
  Exchanges exchanges;
  exchanges.question = {domain, RrType::mx};
  const Answer* answer = facts.find(exchanges.question);
  if (answer == nullptr) return exchanges;
  if (!answer->is_known()) {
    exchanges.kind = Kind::unknown;
    return exchanges;
  }
  if (answer->status == dns::Status::no_such_name) {
    exchanges.kind = Kind::missing;
    return exchanges;
  }
  if (answer->is_empty()) {
    find_implicit(domain, facts, exchanges);
    return exchanges;
  }
  std::vector<dns::Mx> records(answer->mx().begin(), answer->mx().end());
  std::sort(records.begin(), records.end());
  exchanges.has_null = std::any_of(records.begin(), records.end(),
                                   [](const dns::Mx& mx) { return mx.exchange.is_root(); });
  // RFC 7505 section 3: one record, preference 0, exchange ".".
  if (exchanges.has_null && records.size() == 1) {
    exchanges.kind = Kind::null_mx;
    return exchanges;
  }
  exchanges.kind = Kind::hosts;
  for (const dns::Mx& mx : records) {
    if (mx.exchange.is_root()) continue;
    exchanges.is_cut = exchanges.hosts.size() == kMaxHosts;
    if (exchanges.is_cut) break;
    exchanges.hosts.push_back(find_host(mx.exchange, mx.preference, facts));
  }
  return exchanges;
}

std::vector<base::IpAddress> public_addresses(const Exchanges& exchanges) {
  std::vector<base::IpAddress> all;
  for (const Host& host : exchanges.hosts) {
    for (const base::IpAddress& address : host.addresses()) {
      const base::Reach reach = base::reach_of(address);
      if (reach != base::Reach::global && reach != base::Reach::documentation) continue;
      if (std::find(all.begin(), all.end(), address) == all.end()) all.push_back(address);
    }
  }
  return all;
}

}  // namespace libauth::mx
