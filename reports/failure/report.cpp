// SPDX-License-Identifier: MIT

#include "reports/failure/report.h"

#include <string_view>

#include "libauth/base/text.h"

namespace reports::failure {

using libauth::base::to_lower;
using libauth::base::trim;

std::string reporter_of(const Report& report) {
  const std::string_view from = report.mail.from ? *report.mail.from : std::string_view();
  const std::size_t at = from.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view domain = from.substr(at + 1);
    const std::string_view bare = domain.substr(0, domain.find_first_of("> ,;()"));
    if (!bare.empty()) return to_lower(bare);
  }
  const std::string_view mta = report.reporting_mta ? *report.reporting_mta : std::string_view();
  const std::size_t semicolon = mta.find(';');
  return to_lower(trim(semicolon == std::string_view::npos ? mta : mta.substr(semicolon + 1)));
}

std::string domain_of(const Report& report) {
  if (report.header_from) return *report.header_from;
  return report.reported_domain.empty() ? std::string() : report.reported_domain.front();
}

std::optional<libauth::base::Time> arrival_of(const Report& report) {
  return report.arrival_date ? report.arrival_date : report.mail.date;
}

}  // namespace reports::failure
