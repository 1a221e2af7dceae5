// SPDX-License-Identifier: MIT
//
// TLS reports under the keys of parsedmarc.

#include <utility>

#include "service/cli/report_parsedmarc.h"
#include "service/cli/report_parsedmarc_values.h"

namespace service::cli {
namespace {

namespace tls = reports::tls;

json::value address_of(const std::optional<libauth::base::IpAddress>& address,
                       const std::optional<std::string>& text) {
  return address ? json::value(address->text()) : or_null(text);
}

json::object failure_of(const tls::FailureDetails& failure) {
  return {{"result_type", or_null(failure.result_type)},
          {"failed_session_count", failure.failed_session_count.value_or(0)},
          {"sending_mta_ip", address_of(failure.sending_mta_ip, failure.sending_mta_ip_text)},
          {"receiving_ip", address_of(failure.receiving_ip, failure.receiving_ip_text)},
          {"receiving_mx_hostname", or_null(failure.receiving_mx_hostname)},
          {"receiving_mx_helo", or_null(failure.receiving_mx_helo)},
          {"additional_info_uri", or_null(failure.additional_information)},
          {"failure_reason_code", or_null(failure.failure_reason_code)}};
}

json::object policy_of(const tls::Policy& policy) {
  json::array failures;
  for (const tls::FailureDetails& failure : policy.failure_details) {
    failures.push_back(failure_of(failure));
  }
  return {{"policy_domain", or_null(policy.policy_domain)},
          {"policy_type", or_null(policy.policy_type)},
          {"policy_strings", boost::json::value_from(policy.policy_string)},
          {"mx_host_patterns", boost::json::value_from(policy.mx_host)},
          {"successful_session_count", policy.total_successful_session_count.value_or(0)},
          {"failed_session_count", policy.total_failure_session_count.value_or(0)},
          {"failure_details", std::move(failures)}};
}

}  // namespace

json::object parsedmarc_report(const tls::Report& report) {
  json::array policies;
  for (const tls::Policy& policy : report.policies) policies.push_back(policy_of(policy));
  return {{"organization_name", or_null(report.organization_name)},
          {"begin_date", or_null(report.begin)},
          {"end_date", or_null(report.end)},
          {"contact_info", or_null(report.contact_info)},
          {"report_id", or_null(report.report_id)},
          {"policies", std::move(policies)}};
}

}  // namespace service::cli
