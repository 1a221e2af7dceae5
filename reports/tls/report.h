// SPDX-License-Identifier: MIT
//
// A TLS report: how one sender's sessions with the mail exchanges of one domain went in one period.
//
// RFC 8460 section 4. What a report does not have is absent here too; nothing is derived, but for
// Policy::effective_policy_domain, which the mail or the file name says. Members
// have the names of the JSON members, with "_" for "-", and become JSON under them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "reports/text/word.h"
#include "reports/tls/vocabulary.h"

namespace reports::tls {

using text::Word;

/// What had to be put right or left out when a report was read.
enum class WarningCode {
  byte_order_mark,   ///< the document began with U+FEFF, which RFC 8259 section 8.1 forbids
  invalid_utf8,      ///< octets that are no UTF-8 became U+FFFD
  nul_octets,        ///< NUL octets, or "\u0000" in a text, were removed
  trailing_comma,    ///< a comma before "]" or "}"
  further_report,    ///< another report follows at the offset; only the first was read
  trailing_octets,   ///< octets after the report that are no other one
  wrapped_report,    ///< the report was in an array
  member_missing,    ///< a required member is missing, null or empty
  member_duplicate,  ///< there twice; the first one that has a value counts
  member_renamed,    ///< another name for the member: mx-host-pattern, policy_domain
  member_moved,      ///< a member stood one level above its place
  member_ignored,    ///< no member of RFC 8460
  value_retyped,     ///< a value of another JSON type: a text for a number, an object for a list
  value_unreadable,  ///< a number, time or address could not be read and is absent
  letter_case,       ///< a word or a domain was not in lower case
  word_replaced,     ///< a word of the registry was spelled with "_"
  word_unknown,      ///< a word that is in no registry was kept
  address_repaired,  ///< an IP address had brackets, port, zone, or was IPv4-mapped
  domain_repaired,   ///< a domain had a final dot, "mx:" before it, or stood for "nothing"
  time_repaired,     ///< a time in another form than RFC 3339, or with a fraction of seconds
  dates_swapped,     ///< the period ended before it began
  policy_string_unpacked,  ///< an element of policy-string held several lines
  counts_differ,           ///< the failures add up to another number than the summary has
  text_cut,                ///< a text was longer than its limit; its beginning was kept
  // No policy-domain: the policies count for the domain that something else names.
  domain_from_field,      ///< TLS-Report-Domain of the mail
  domain_from_subject,    ///< the subject of the mail
  domain_from_file_name,  ///< the name of the file
};
BOOST_DESCRIBE_ENUM(WarningCode, byte_order_mark, invalid_utf8, nul_octets, trailing_comma,
                    further_report, trailing_octets, wrapped_report, member_missing,
                    member_duplicate, member_renamed, member_moved, member_ignored, value_retyped,
                    value_unreadable, letter_case, word_replaced, word_unknown, address_repaired,
                    domain_repaired, time_repaired, dates_swapped, policy_string_unpacked,
                    counts_differ, text_cut, domain_from_field, domain_from_subject,
                    domain_from_file_name)

/// All repairs of one kind at one kind of member: however large a report, these stay few.
struct Warning {
  WarningCode code{};
  std::string member;         ///< RFC 8460's name of the member; empty for the whole document
  std::string detail;         ///< what the first one was, printable, at most 200 octets
  std::uint64_t offset = 0;   ///< octets before the first one, in the document as UTF-8
  std::uint64_t repeats = 1;  ///< how often it was done

  bool operator==(const Warning&) const = default;
};
BOOST_DESCRIBE_STRUCT(Warning, (), (code, member, detail, offset, repeats))

/// What names the domain of a report, beside the report, RFC 8460 sections 5.1 and 5.3.
enum class DomainSource {
  tls_report_domain,  ///< the field TLS-Report-Domain of the mail
  subject,            ///< "Report Domain: ..." in the subject of the mail
  file_name,          ///< "sender!domain!begin!end.json"
};
BOOST_DESCRIBE_ENUM(DomainSource, tls_report_domain, subject, file_name)

/// A domain that the report itself does not say.
struct NamedDomain {
  std::string domain;  ///< a valid name in A-labels, lower case, no final dot
  DomainSource source{};

  bool operator==(const NamedDomain&) const = default;
};
BOOST_DESCRIBE_STRUCT(NamedDomain, (), (domain, source))

/// An element of failure-details, RFC 8460 section 4.4: sessions that failed alike.
struct FailureDetails {
  std::optional<Word<ResultType>> result_type;
  std::optional<libauth::base::IpAddress> sending_mta_ip;  ///< IPv4-mapped addresses became IPv4
  std::optional<std::string> sending_mta_ip_text;    ///< as sent, where repaired or unreadable
  std::optional<std::string> receiving_mx_hostname;  ///< lower case, no final dot
  std::optional<std::string> receiving_mx_helo;      ///< as sent
  std::optional<libauth::base::IpAddress> receiving_ip;
  std::optional<std::string> receiving_ip_text;       ///< as sent, where repaired or unreadable
  std::optional<std::uint64_t> failed_session_count;  ///< at most kMaxCount
  std::optional<std::string> additional_information;  ///< a URI, mostly
  std::optional<std::string> failure_reason_code;     ///< any text

  bool operator==(const FailureDetails&) const = default;
};
BOOST_DESCRIBE_STRUCT(FailureDetails, (),
                      (result_type, sending_mta_ip, sending_mta_ip_text, receiving_mx_hostname,
                       receiving_mx_helo, receiving_ip, receiving_ip_text, failed_session_count,
                       additional_information, failure_reason_code))

/// An element of policies, RFC 8460 section 4.4: a policy and the sessions under it.
///
/// A session is counted under every policy that was applied to it, so that counts of several
/// policies must not be added up; reports/tls/sessions.h tells which ones may be.
struct Policy {
  std::optional<Word<PolicyType>> policy_type;
  std::vector<std::string> policy_string;  ///< one line of the policy, or one TLSA record, each
  std::vector<std::string> policy_string_text;         ///< as sent, where that was something else
  std::optional<std::string> policy_domain;            ///< lower case, no final dot
  std::optional<NamedDomain> effective_policy_domain;  ///< only where policy_domain is absent: see
                                                       ///< take_domain() in mail.h
  std::vector<std::string> mx_host;                    ///< patterns: "*.mail.example.com"
  std::optional<std::uint64_t> total_successful_session_count;  ///< at most kMaxCount
  std::optional<std::uint64_t> total_failure_session_count;     ///< at most kMaxCount
  std::vector<FailureDetails> failure_details;                  ///< in the order sent

  bool operator==(const Policy&) const = default;
};
BOOST_DESCRIBE_STRUCT(Policy, (),
                      (policy_type, policy_string, policy_string_text, policy_domain,
                       effective_policy_domain, mx_host, total_successful_session_count,
                       total_failure_session_count, failure_details))

/// One report. No policies is a report too: nothing was sent to the domain.
struct Report {
  std::optional<std::string> organization_name;  ///< the sender's name for itself; any text
  std::optional<std::string> contact_info;       ///< an address or URI, as sent
  std::optional<std::string> report_id;          ///< as sent, trimmed; only unique for one sender
  std::optional<libauth::base::Time> begin;      ///< start-datetime of date-range, not after end
  std::optional<libauth::base::Time> end;        ///< end-datetime of date-range
  std::vector<Policy> policies;                  ///< in the order sent
  std::vector<Warning> warnings;                 ///< in the order of first appearance

  bool operator==(const Report&) const = default;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (organization_name, contact_info, report_id, begin, end, policies, warnings))

/// The largest count of sessions: databases have no unsigned 64-bit numbers.
inline constexpr std::uint64_t kMaxCount = (std::uint64_t{1} << 63) - 1;

/// Who sent the report, for telling senders apart: the domain of the contact address, else the name
/// of the organisation, in lower case; empty where the report has neither.
std::string reporter_of(const Report& report);

/// The domain that the policy counts for: its own, else the effective one; empty where it has
/// neither. Valid as long as the policy.
std::string_view domain_of(const Policy& policy);

/// The domain that the report is on: the first that a policy has, else the first effective one;
/// empty where there is none. Of a report on several domains, each policy is still of its own.
std::string domain_of(const Report& report);

/// The value of a key of an MTA-STS policy, RFC 8461 section 3.2: "enforce" for "mode". The first
/// line with the key counts. None where there is no such line, and for a policy that is no "sts":
/// records of DANE have no keys. Valid as long as the policy.
std::optional<std::string_view> policy_value(const Policy& policy, std::string_view key);

}  // namespace reports::tls
