// SPDX-License-Identifier: MIT

#include "reports/tls/report.h"

#include "libauth/base/text.h"

namespace reports::tls {

std::string reporter_of(const Report& report) {
  const std::string_view contact = report.contact_info ? *report.contact_info : std::string_view();
  const std::size_t at = contact.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view domain = contact.substr(at + 1);
    // The address may be inside "<>", or be a URI with parameters.
    const std::string_view bare = domain.substr(0, domain.find_first_of("> ?"));
    if (!bare.empty()) return libauth::base::to_lower(bare);
  }
  return libauth::base::to_lower(std::string_view(report.organization_name.value_or("")));
}

std::string_view domain_of(const Policy& policy) {
  if (policy.policy_domain && !policy.policy_domain->empty()) return *policy.policy_domain;
  if (policy.effective_policy_domain) return policy.effective_policy_domain->domain;
  return {};
}

std::string domain_of(const Report& report) {
  for (const Policy& policy : report.policies) {
    if (policy.policy_domain && !policy.policy_domain->empty()) return *policy.policy_domain;
  }
  for (const Policy& policy : report.policies) {
    if (policy.effective_policy_domain) return policy.effective_policy_domain->domain;
  }
  return {};
}

std::optional<std::string_view> policy_value(const Policy& policy, std::string_view key) {
  if (policy.policy_type != PolicyType::sts) return std::nullopt;
  for (const std::string_view line : policy.policy_string) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (libauth::base::trim(line.substr(0, colon)) != key) continue;
    return libauth::base::trim(line.substr(colon + 1));
  }
  return std::nullopt;
}

}  // namespace reports::tls
