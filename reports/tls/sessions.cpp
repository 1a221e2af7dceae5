// SPDX-License-Identifier: MIT

#include "reports/tls/sessions.h"

#include <algorithm>
#include <map>
#include <utility>

namespace reports::tls {
namespace {

std::uint64_t total(const PolicySessions& sessions) {
  return sessions.successful + sessions.failed;  // two of at most kMaxCount fit 64 bits
}

/// The index of the policy with the most sessions for each key; the first one of equals.
template <class Key>
class Largest {
 public:
  explicit Largest(const std::vector<PolicySessions>& all) : all_(all) {}

  void add(const Key& key, std::size_t index) {
    const auto [row, is_new] = rows_.emplace(key, index);
    if (!is_new && total(all_[index]) > total(all_[row->second])) row->second = index;
  }
  bool has(const Key& key, std::size_t index) const { return rows_.at(key) == index; }

 private:
  const std::vector<PolicySessions>& all_;
  std::map<Key, std::size_t> rows_;
};

PolicySessions counts_of(const Policy& policy, std::size_t index) {
  PolicySessions sessions;
  sessions.policy = index;
  sessions.policy_domain = domain_of(policy);
  if (policy.policy_type) sessions.policy_type = policy.policy_type->text();
  sessions.successful = std::min(policy.total_successful_session_count.value_or(0), kMaxCount);
  sessions.failed = std::min(policy.total_failure_session_count.value_or(0), kMaxCount);
  return sessions;
}

/// Sessions without any policy are others than those under one.
bool has_policy(const PolicySessions& sessions) {
  return sessions.policy_type !=
         kWords<PolicyType>[static_cast<std::size_t>(PolicyType::no_policy_found)];
}

}  // namespace

std::vector<PolicySessions> sessions_of(const Report& report) {
  std::vector<PolicySessions> all;
  all.reserve(report.policies.size());
  for (const Policy& policy : report.policies) all.push_back(counts_of(policy, all.size()));
  Largest<std::pair<std::string, std::string>> of_type(all);
  Largest<std::pair<std::string, bool>> of_domain(all);
  for (const PolicySessions& each : all) {
    of_type.add({each.policy_domain, each.policy_type}, each.policy);
    of_domain.add({each.policy_domain, has_policy(each)}, each.policy);
  }
  for (PolicySessions& each : all) {
    each.counts_for_type = of_type.has({each.policy_domain, each.policy_type}, each.policy);
    each.counts_for_domain = of_domain.has({each.policy_domain, has_policy(each)}, each.policy);
  }
  return all;
}

}  // namespace reports::tls
