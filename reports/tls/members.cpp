// SPDX-License-Identifier: MIT
//
// The members of RFC 8460 section 4.4, and what senders and other programs call them.

#include "reports/text/value.h"
#include "reports/tls/parse.h"
#include "reports/tls/reader.h"

namespace reports::tls {
namespace {

using libauth::base::IpAddress;
using libauth::base::Time;

// What the tables name: the value read into a member of T.

template <class T, std::optional<std::string> T::*kMember>
void text(Reader& reader, const Value& value, T& target) {
  reader.keep(value, target.*kMember, reader.text(value));
}

template <class T, std::optional<std::string> T::*kMember>
void domain(Reader& reader, const Value& value, T& target) {
  reader.keep(value, target.*kMember, reader.domain(value));
}

template <class T, std::optional<std::uint64_t> T::*kMember>
void count(Reader& reader, const Value& value, T& target) {
  reader.keep(value, target.*kMember, reader.count(value));
}

template <std::optional<Time> Report::*kMember>
void time(Reader& reader, const Value& value, Report& target) {
  reader.keep(value, target.*kMember, reader.time(value));
}

template <class T, class E, std::optional<Word<E>> T::*kMember>
void word(Reader& reader, const Value& value, T& target) {
  reader.keep(value, target.*kMember, reader.word<E>(value));
}

template <std::optional<IpAddress> FailureDetails::*kMember,
          std::optional<std::string> FailureDetails::*kText>
void address(Reader& reader, const Value& value, FailureDetails& target) {
  const auto written = reader.text(value);
  if (!written) return;
  if (target.*kMember || target.*kText) {
    reader.note(WarningCode::member_duplicate, value, *written);
    return;
  }
  const auto reading = text::read_address(*written);
  target.*kMember = reading.value;
  if (reading.value && !reading.repaired) return;
  target.*kText = *written;
  reader.note(reading.value ? WarningCode::address_repaired : WarningCode::value_unreadable, value,
              *written);
}

void note_missing(Reader& reader, const Node& object, std::string_view name, bool is_there) {
  if (!is_there) reader.note(WarningCode::member_missing, name, {}, object.begin);
}

// failure-details

using Details = FailureDetails;

constexpr std::array kDetailsMembers = {
    Member<Details>{"result-type", "result-type", word<Details, ResultType, &Details::result_type>},
    Member<Details>{"sending-mta-ip", "sending-mta-ip",
                    address<&Details::sending_mta_ip, &Details::sending_mta_ip_text>},
    Member<Details>{"receiving-mx-hostname", "receiving-mx-hostname",
                    domain<Details, &Details::receiving_mx_hostname>},
    Member<Details>{"receiving-mx-helo", "receiving-mx-helo",
                    text<Details, &Details::receiving_mx_helo>},
    Member<Details>{"receiving-ip", "receiving-ip",
                    address<&Details::receiving_ip, &Details::receiving_ip_text>},
    Member<Details>{"failed-session-count", "failed-session-count",
                    count<Details, &Details::failed_session_count>},
    Member<Details>{"additional-information", "additional-information",
                    text<Details, &Details::additional_information>},
    Member<Details>{"failure-reason-code", "failure-reason-code",
                    text<Details, &Details::failure_reason_code>},
    // Drafts of RFC 8460, and programs that followed them.
    Member<Details>{"additional-info-uri", "additional-information",
                    text<Details, &Details::additional_information>},
    Member<Details>{"failure-error-code", "failure-reason-code",
                    text<Details, &Details::failure_reason_code>},
};

/// Gives each object of a list, or the one that stands in its place, to `take`, until that gives
/// false.
/// @param is_there  a member of that name was read already
template <class Take>
void for_each_object(Reader& reader, const Value& value, bool is_there, const Take& take) {
  if (is_there) {
    reader.note(WarningCode::member_duplicate, value, reader.source(value.node));
    return;
  }
  for (const Node* element : reader.list(value, value.node.kind == Node::Kind::object)) {
    const Value each{*element, value.name};
    if (element->kind != Node::Kind::object) {
      reader.note(WarningCode::value_unreadable, each, reader.source(*element));
    } else if (!take(each)) {
      return;
    }
  }
}

void read_failure_details(Reader& reader, const Value& value, Policy& policy) {
  for_each_object(reader, value, !policy.failure_details.empty(), [&](const Value& each) {
    if (!reader.take_failure(each.node)) return false;
    Details& details = policy.failure_details.emplace_back();
    reader.read_object(each, kDetailsMembers, details);
    note_missing(reader, each.node, "result-type", details.result_type.has_value());
    note_missing(reader, each.node, "failed-session-count",
                 details.failed_session_count.has_value());
    return true;
  });
}

// policies: policy, summary and failure-details

void read_mx_host(Reader& reader, const Value& value, Policy& policy) {
  if (value.node.kind == Node::Kind::null) return;
  if (!policy.mx_host.empty()) {
    reader.note(WarningCode::member_duplicate, value, reader.source(value.node));
    return;
  }
  // RFC 8460 section 4.4 says "an array of strings", its example in appendix B has one string.
  if (value.node.kind == Node::Kind::text) {
    if (auto pattern = reader.mx_pattern(value)) policy.mx_host.push_back(*std::move(pattern));
    return;
  }
  for (const Node* element : reader.list(value, true)) {
    if (auto pattern = reader.mx_pattern({*element, value.name})) {
      policy.mx_host.push_back(*std::move(pattern));
    }
  }
}

constexpr std::array kPolicyMembers = {
    Member<Policy>{"policy-type", "policy-type", word<Policy, PolicyType, &Policy::policy_type>},
    Member<Policy>{"policy-string", "policy-string", read_policy_string},
    Member<Policy>{"policy-domain", "policy-domain", domain<Policy, &Policy::policy_domain>},
    Member<Policy>{"mx-host", "mx-host", read_mx_host},
    // Drafts of RFC 8460, and programs that followed them.
    Member<Policy>{"policy-strings", "policy-string", read_policy_string},
    Member<Policy>{"mx-host-pattern", "mx-host", read_mx_host},
    Member<Policy>{"mx-host-patterns", "mx-host", read_mx_host},
};

constexpr std::array kSummaryMembers = {
    Member<Policy>{"total-successful-session-count", "total-successful-session-count",
                   count<Policy, &Policy::total_successful_session_count>},
    Member<Policy>{"total-failure-session-count", "total-failure-session-count",
                   count<Policy, &Policy::total_failure_session_count>},
    Member<Policy>{"total-failed-session-count", "total-failure-session-count",
                   count<Policy, &Policy::total_failure_session_count>},
    Member<Policy>{"successful-session-count", "total-successful-session-count",
                   count<Policy, &Policy::total_successful_session_count>},
    Member<Policy>{"failed-session-count", "total-failure-session-count",
                   count<Policy, &Policy::total_failure_session_count>},
};

constexpr std::array kPoliciesMembers = {
    Member<Policy>{"policy", "policy",
                   [](Reader& reader, const Value& value, Policy& policy) {
                     reader.read_object(value, kPolicyMembers, policy);
                   }},
    Member<Policy>{"summary", "summary",
                   [](Reader& reader, const Value& value, Policy& policy) {
                     reader.read_object(value, kSummaryMembers, policy);
                   }},
    Member<Policy>{"failure-details", "failure-details", read_failure_details},
};

/// The failures add up to what the summary says. Neither is put right: who knows which is wrong.
void compare_counts(Reader& reader, const Node& node, const Policy& policy) {
  if (!policy.total_failure_session_count || policy.failure_details.empty()) return;
  std::uint64_t sum = 0;
  for (const Details& details : policy.failure_details) {
    sum += std::min(details.failed_session_count.value_or(0), kMaxCount - sum);
  }
  if (sum == *policy.total_failure_session_count) return;
  reader.note(WarningCode::counts_differ, "total-failure-session-count",
              std::to_string(*policy.total_failure_session_count) + ", and " + std::to_string(sum) +
                  " in failure-details",
              node.begin);
}

void read_policy(Reader& reader, const Value& value, Policy& policy) {
  for (const Node& child : value.node.children) {
    if (reader.read_member(child, kPoliciesMembers, policy)) continue;
    if (reader.read_member(child, kPolicyMembers, policy) ||
        reader.read_member(child, kSummaryMembers, policy)) {
      reader.note(WarningCode::member_moved, value.name, child.key, child.begin);
    } else {
      reader.ignore(value.name, child);
    }
  }
  const Node& node = value.node;
  note_missing(reader, node, "policy-type", policy.policy_type.has_value());
  note_missing(reader, node, "policy-domain", policy.policy_domain.has_value());
  note_missing(reader, node, "total-successful-session-count",
               policy.total_successful_session_count.has_value());
  note_missing(reader, node, "total-failure-session-count",
               policy.total_failure_session_count.has_value());
  compare_counts(reader, node, policy);
}

void read_policies(Reader& reader, const Value& value, Report& report) {
  for_each_object(reader, value, !report.policies.empty(), [&](const Value& each) {
    if (report.policies.size() == reader.limits().policies) {
      reader.fail(
          each.node.begin, kPoliciesRule,
          "The report has more than " + std::to_string(reader.limits().policies) + " policies");
      return false;
    }
    read_policy(reader, each, report.policies.emplace_back());
    return true;
  });
}

// The report

constexpr std::array kDateRangeMembers = {
    Member<Report>{"start-datetime", "start-datetime", time<&Report::begin>},
    Member<Report>{"end-datetime", "end-datetime", time<&Report::end>},
    Member<Report>{"begin-date", "start-datetime", time<&Report::begin>},
    Member<Report>{"end-date", "end-datetime", time<&Report::end>},
};

constexpr std::array kReportMembers = {
    Member<Report>{"organization-name", "organization-name",
                   text<Report, &Report::organization_name>},
    Member<Report>{"date-range", "date-range",
                   [](Reader& reader, const Value& value, Report& report) {
                     reader.read_object(value, kDateRangeMembers, report);
                   }},
    Member<Report>{"contact-info", "contact-info", text<Report, &Report::contact_info>},
    Member<Report>{"report-id", "report-id", text<Report, &Report::report_id>},
    Member<Report>{"policies", "policies", read_policies},
};

void order_period(Reader& reader, const Node& node, Report& report) {
  if (!report.begin || !report.end || *report.begin <= *report.end) return;
  std::swap(report.begin, report.end);
  reader.note(WarningCode::dates_swapped, "date-range", {}, node.begin);
}

bool has_member(const Node& object, std::string_view name) {
  for (const Node& child : object.children) {
    if (is_key(child.key, name)) return true;
  }
  return false;
}

}  // namespace

bool is_report(const Node& node) {
  if (node.kind != Node::Kind::object) return false;
  return has_member(node, "policies") ||
         (has_member(node, "report-id") && has_member(node, "date-range"));
}

void read_report(Reader& reader, const Node& node, Report& report) {
  for (const Node& child : node.children) {
    if (reader.read_member(child, kReportMembers, report)) continue;
    if (reader.read_member(child, kDateRangeMembers, report)) {
      reader.note(WarningCode::member_moved, "date-range", child.key, child.begin);
    } else {
      reader.ignore({}, child);
    }
  }
  note_missing(reader, node, "organization-name", report.organization_name.has_value());
  note_missing(reader, node, "start-datetime", report.begin.has_value());
  note_missing(reader, node, "end-datetime", report.end.has_value());
  note_missing(reader, node, "contact-info", report.contact_info.has_value());
  note_missing(reader, node, "report-id", report.report_id.has_value());
  note_missing(reader, node, "policies", has_member(node, "policies"));
  order_period(reader, node, report);
}

}  // namespace reports::tls
