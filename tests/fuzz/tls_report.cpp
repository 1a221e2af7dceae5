// SPDX-License-Identifier: MIT
//
// TLS reports: reading twice gives the same, within the limits, and what is written reads back
// equal.

#include <string>

#include "reports/tls/mail.h"
#include "reports/tls/parse.h"
#include "reports/tls/sessions.h"
#include "reports/tls/write.h"
#include "tests/fuzz/property.h"

using namespace reports::tls;

namespace {

constexpr Limits kLimits{.octets = 65'536,
                         .nodes = 2'000,
                         .depth = 16,
                         .policies = 20,
                         .failure_details = 50,
                         .text = 300,
                         .policy_string = 4'000,
                         .lines = 100};

void check(const std::optional<std::string>& text) {
  if (!text) return;
  fuzz::require(!text->empty(), "an empty text is absent");
  fuzz::require(text->size() <= kLimits.text, "texts keep their limit");
  fuzz::require(text->find('\0') == std::string::npos, "texts have no NUL");
}

void check(const std::optional<std::uint64_t>& count) {
  fuzz::require(count.value_or(0) <= kMaxCount, "counts fit a database");
}

void check(const Policy& policy) {
  check(policy.policy_domain);
  check(policy.total_successful_session_count);
  check(policy.total_failure_session_count);
  for (const std::string& line : policy.policy_string) {
    fuzz::require(line.find_first_of("\r\n") == std::string::npos, "a line is one line");
    fuzz::require(!line.empty(), "a line is not empty");
  }
  for (const FailureDetails& details : policy.failure_details) {
    check(details.receiving_mx_hostname);
    check(details.receiving_mx_helo);
    check(details.sending_mta_ip_text);
    check(details.receiving_ip_text);
    check(details.additional_information);
    check(details.failure_reason_code);
    check(details.failed_session_count);
  }
}

void check(const Warning& warning) {
  fuzz::require(warning.detail.size() <= 803, "details are short");
  for (const char c : warning.detail) {
    fuzz::require(c >= ' ' && c <= '~', "details are printable");
  }
  fuzz::require(warning.repeats >= 1, "a warning was given once at least");
}

bool was_cut(const Report& report) {
  for (const Warning& warning : report.warnings) {
    if (warning.code == WarningCode::text_cut) return true;
  }
  return false;
}

void check_written(Report report) {
  auto again = parse(write(report));
  fuzz::require(again.has_value(), "what is written can be read");
  // Of a policy that was cut, the lines do not tell how they were packed.
  if (was_cut(report)) return;
  report.warnings.clear();
  again->warnings.clear();
  fuzz::require(report == *again, "what is written reads back equal");
}

void check_sessions(const Report& report) {
  const auto all = sessions_of(report);
  fuzz::require(all.size() == report.policies.size(), "every policy has its sessions");
  for (const PolicySessions& one : all) {
    if (!one.counts_for_domain) continue;
    fuzz::require(one.counts_for_type, "what counts for the domain counts for the type");
    for (const PolicySessions& other : all) {
      const bool is_added_twice =
          other.counts_for_domain && other.policy != one.policy &&
          other.policy_domain == one.policy_domain &&
          (other.policy_type == "no-policy-found") == (one.policy_type == "no-policy-found");
      fuzz::require(!is_added_twice, "one policy counts for a domain, and one without a policy");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  domain_of_file_name(text);
  domain_of_subject(text);
  const auto report = parse(text, kLimits);
  const auto again = parse(text, kLimits);
  fuzz::require(report.has_value() == again.has_value(), "reading twice gives the same");
  if (!report) {
    fuzz::require(!report.error().rule.empty(), "an error has a rule");
    fuzz::require(report.error() == again.error(), "reading twice gives the same error");
    return 0;
  }
  fuzz::require(*report == *again, "reading twice gives the same report");
  fuzz::require(size <= kLimits.octets, "what is over the limit is refused");
  fuzz::require(report->policies.size() <= kLimits.policies, "policies keep their limit");
  for (const auto& each : {report->organization_name, report->contact_info, report->report_id}) {
    check(each);
  }
  for (const Policy& policy : report->policies) check(policy);
  for (const Warning& warning : report->warnings) check(warning);
  if (report->begin && report->end) {
    fuzz::require(*report->begin <= *report->end, "a period does not end before it begins");
  }
  check_written(*report);
  check_sessions(*report);
  if (const auto mail = mail_of(*report, "sender.example.net")) {
    fuzz::require(mail->subject.find_first_of("\r\n") == std::string::npos, "a subject is a line");
  }
  return 0;
}
