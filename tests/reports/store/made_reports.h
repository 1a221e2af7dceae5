// SPDX-License-Identifier: MIT
//
// Reports for tests of the store, made without a document.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/store/store.h"

namespace tests {

using libauth::base::Time;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

/// A midnight.
inline const Time kDay0{days(20'000)};
inline const Time kReceived = kDay0 + days(100);

/// Everything that these tests have.
inline const reports::store::Period kEver{Time{}, kDay0 + days(10'000)};

/// Octets that nothing else has: those of a report that is added decide what it is.
inline std::string new_payload() {
  static int count = 0;
  return "payload " + std::to_string(++count);
}

/// An aggregate report on a day, by receiver.example.net.
inline reports::aggregate::Report aggregate_report(const std::string& domain, const std::string& id,
                                                   Time begin = kDay0) {
  reports::aggregate::Report report;
  report.report_metadata.org_name = "Receiver";
  report.report_metadata.email = "dmarc@receiver.example.net";
  report.report_metadata.report_id = id;
  report.report_metadata.begin = begin;
  report.report_metadata.end = begin + seconds(86'399);
  report.policy_published.domain = domain;
  return report;
}

/// A record of which nothing fails.
inline reports::aggregate::Record passing(std::string_view address,
                                          std::optional<std::uint64_t> count) {
  namespace aggregate = reports::aggregate;
  aggregate::Record record;
  record.source_ip = libauth::base::IpAddress::parse(address);
  record.count = count;
  record.policy_evaluated.disposition = aggregate::Disposition::none;
  record.policy_evaluated.dkim = aggregate::AlignedResult::pass;
  record.policy_evaluated.spf = aggregate::AlignedResult::pass;
  record.identifiers.header_from = "example.com";
  record.auth_results.dkim.push_back({"example.com", "s1", aggregate::DkimResult::pass, {}});
  record.auth_results.spf.push_back({"example.com", {}, aggregate::SpfResult::pass, {}});
  return record;
}

inline reports::aggregate::Record failing(std::string_view address, std::uint64_t count) {
  namespace aggregate = reports::aggregate;
  aggregate::Record record = passing(address, count);
  record.policy_evaluated.disposition = aggregate::Disposition::reject;
  record.policy_evaluated.dkim = aggregate::AlignedResult::fail;
  record.policy_evaluated.spf = aggregate::AlignedResult::fail;
  record.auth_results.dkim.clear();
  record.auth_results.spf.clear();
  return record;
}

inline reports::aggregate::Report with_records(reports::aggregate::Report report,
                                               std::vector<reports::aggregate::Record> records) {
  report.records = std::move(records);
  return report;
}

/// A TLS report on a day, by sender.example.net.
inline reports::tls::Report tls_report(const std::string& id,
                                       std::vector<reports::tls::Policy> policies,
                                       Time begin = kDay0) {
  reports::tls::Report report;
  report.organization_name = "Sender";
  report.contact_info = "tls@sender.example.net";
  report.report_id = id;
  report.begin = begin;
  report.end = begin + seconds(86'399);
  report.policies = std::move(policies);
  return report;
}

inline reports::tls::Policy policy(const std::string& domain, reports::tls::PolicyType type,
                                   std::uint64_t successful, std::uint64_t failed) {
  reports::tls::Policy policy;
  policy.policy_type = type;
  policy.policy_domain = domain;
  policy.total_successful_session_count = successful;
  policy.total_failure_session_count = failed;
  if (type == reports::tls::PolicyType::sts) policy.policy_string = {"mode: testing"};
  return policy;
}

inline reports::failure::Report failure_report(const std::string& domain) {
  reports::failure::Report report;
  report.header_from = domain;
  return report;
}

/// Adds the report with octets of its own.
template <class Report>
reports::store::Outcome add(reports::store::Store& store, const Report& report,
                            Time received = kReceived) {
  const std::string payload = new_payload();
  const reports::store::Upload upload{&report, payload};
  return store.add({&upload, 1}, received).front();
}

}  // namespace tests
