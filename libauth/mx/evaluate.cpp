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

bool has_too_many_addresses(const Host& host) {
  return (host.answer4 != nullptr && host.answer4->addresses().size() > kMaxAddresses) ||
         (host.answer6 != nullptr && host.answer6->addresses().size() > kMaxAddresses);
}

/// Without MX records: the domain itself, if it has an address.
void find_implicit(const Name& domain, dns::Facts& facts, Exchanges& exchanges) {
  Host host = find_host(domain, 0, facts);
  if (host.answer4 == nullptr || host.answer6 == nullptr) return;
  if (!host.addresses().empty()) {
    exchanges.kind = Kind::implicit;
    exchanges.is_cut = has_too_many_addresses(host);
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
    const auto looked_at = more.first(std::min(more.size(), kMaxAddresses));
    found.insert(found.end(), looked_at.begin(), looked_at.end());
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

bool Exchanges::has_all_addresses() const {
  if (kind == Kind::pending || kind == Kind::unknown || is_cut) return false;
  return std::all_of(hosts.begin(), hosts.end(), [](const Host& host) { return host.is_known(); });
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
  if (answer->is_missing_name()) {
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
    if (exchanges.hosts.size() == kMaxHosts) {
      exchanges.is_cut = true;
      break;
    }
    exchanges.hosts.push_back(find_host(mx.exchange, mx.preference, facts));
    exchanges.is_cut = exchanges.is_cut || has_too_many_addresses(exchanges.hosts.back());
  }
  exchanges.is_cut = exchanges.is_cut || public_addresses(exchanges).size() == kMaxPublicAddresses;
  return exchanges;
}

std::vector<base::IpAddress> public_addresses(const Exchanges& exchanges) {
  std::vector<base::IpAddress> all;
  for (const Host& host : exchanges.hosts) {
    for (const base::IpAddress& address : host.addresses()) {
      const base::Reach reach = base::reach_of(address);
      if (reach != base::Reach::global && reach != base::Reach::documentation) continue;
      if (all.size() == kMaxPublicAddresses) return all;
      if (std::find(all.begin(), all.end(), address) == all.end()) all.push_back(address);
    }
  }
  return all;
}

}  // namespace libauth::mx
