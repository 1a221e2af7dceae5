// SPDX-License-Identifier: MIT

#include "reports/intake/own_domains.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "libauth/base/text.h"
#include "reports/intake/rules.h"

namespace reports::intake {
namespace {

using libauth::dns::Name;

std::string domain_of(const aggregate::Report& report) {
  return report.policy_published.domain;
}

bool is_own(const std::string& domain, std::span<const Name> own) {
  const auto name = Name::parse(domain);
  return domain.empty() || (name && std::ranges::any_of(own, [&](const Name& one) {
                              return name->is_at_or_below(one);
                            }));
}

}  // namespace

void refuse_others(Reading& reading, std::string_view upload, std::span<const Name> own) {
  if (own.empty()) return;
  bool is_whole_kept = false;
  const auto octets_of = [&](Document& document) -> std::string {
    if (!document.mail_header) return std::move(document.octets);
    return std::exchange(is_whole_kept, true) ? std::string() : std::string(upload);
  };
  const auto refuse = [&](ReadReport& read) {
    const std::string domain =
        std::visit([](const auto& report) { return domain_of(report); }, read.report);
    if (is_own(domain, own)) return false;
    reading.refused.push_back({std::move(read.document.name),
                               octets_of(read.document),
                               {0, std::string(kOtherDomainRule),
                                "The report is on " + libauth::base::printable(domain, 255) +
                                    ", which is no domain of yours"}});
    return true;
  };
  std::erase_if(reading.reports, refuse);
}

}  // namespace reports::intake
