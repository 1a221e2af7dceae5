// SPDX-License-Identifier: MIT

#include "reports/tls/write.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace reports::tls {
namespace {

using boost::json::array;
using boost::json::object;
using libauth::base::IpAddress;
using libauth::base::Time;
using Text = std::optional<std::string>;

void put(object& members, const char* name, const Text& text) {
  if (text) members[name] = *text;
}

void put(object& members, const char* name, const std::optional<std::uint64_t>& count) {
  if (count) members[name] = *count;
}

void put(object& members, const char* name, const std::optional<Time>& time) {
  if (time) members[name] = libauth::base::rfc3339(*time);
}

template <class E>
void put(object& members, const char* name, const std::optional<Word<E>>& word) {
  if (word) members[name] = word->written();
}

void put(object& members, const char* name, const std::vector<std::string>& texts) {
  if (!texts.empty()) members[name] = array(texts.begin(), texts.end());
}

void put(object& members, const char* name, const std::optional<IpAddress>& address,
         const Text& as_sent) {
  if (as_sent) {
    members[name] = *as_sent;
  } else if (address) {
    members[name] = address->text();
  }
}

void put(object& members, const char* name, object inner) {
  if (!inner.empty()) members[name] = std::move(inner);
}

object failure_of(const FailureDetails& details) {
  object members;
  put(members, "result-type", details.result_type);
  put(members, "sending-mta-ip", details.sending_mta_ip, details.sending_mta_ip_text);
  put(members, "receiving-mx-hostname", details.receiving_mx_hostname);
  put(members, "receiving-mx-helo", details.receiving_mx_helo);
  put(members, "receiving-ip", details.receiving_ip, details.receiving_ip_text);
  put(members, "failed-session-count", details.failed_session_count);
  put(members, "additional-information", details.additional_information);
  put(members, "failure-reason-code", details.failure_reason_code);
  return members;
}

object policy_of(const Policy& policy) {
  object inner;
  put(inner, "policy-type", policy.policy_type);
  put(inner, "policy-string",
      policy.policy_string_text.empty() ? policy.policy_string : policy.policy_string_text);
  put(inner, "policy-domain", policy.policy_domain);
  put(inner, "mx-host", policy.mx_host);
  object summary;
  put(summary, "total-successful-session-count", policy.total_successful_session_count);
  put(summary, "total-failure-session-count", policy.total_failure_session_count);
  object members;
  put(members, "policy", std::move(inner));
  put(members, "summary", std::move(summary));
  if (!policy.failure_details.empty()) {
    array& failures = members["failure-details"].emplace_array();
    for (const FailureDetails& details : policy.failure_details) {
      failures.push_back(failure_of(details));
    }
  }
  return members;
}

}  // namespace

std::string write(const Report& report) {
  object range;
  put(range, "start-datetime", report.begin);
  put(range, "end-datetime", report.end);
  object members;
  put(members, "organization-name", report.organization_name);
  put(members, "date-range", std::move(range));
  put(members, "contact-info", report.contact_info);
  put(members, "report-id", report.report_id);
  array& policies = members["policies"].emplace_array();
  for (const Policy& policy : report.policies) policies.push_back(policy_of(policy));
  return boost::json::serialize(members);
}

}  // namespace reports::tls
