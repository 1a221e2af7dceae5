// SPDX-License-Identifier: MIT
//
// What the store counts for a domain in a period: the numbers that analysis works with.
//
// Everywhere only the latest revision of each report counts, and counts that would be above
// kMaxCount stay there.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/time.h"

namespace reports::store {

/// What is believed of the begin and end of a report. They are a day in practice; RFC 9990 has no
/// limit, and some clocks are wrong.
inline constexpr std::chrono::seconds kMaxSpan = std::chrono::days(31);
inline constexpr std::chrono::seconds kMaxAhead =
    std::chrono::days(1);  ///< of when it was received

/// From the first second on, up to and without the second one, in UTC.
///
/// A report belongs to the period in which the middle of its own lies: reports overlap midnight by
/// seconds, and none is spread over days. One that names no period belongs to when it was received,
/// and so does one that ends more than kMaxAhead after that. A report that does, or is longer than
/// kMaxSpan, counts as if it were of its place in time only: it is no first and no last day.
struct Period {
  libauth::base::Time from{};
  libauth::base::Time to{};

  bool operator==(const Period&) const = default;
};
BOOST_DESCRIBE_STRUCT(Period, (), (from, to))

/// Messages that are alike in all that analysis looks at. Words are in lower case, as the receivers
/// wrote them; what no report said is absent.
struct Flow {
  std::optional<std::string> source_ip;    ///< RFC 5952 text, or dotted quad
  std::string reporter;                    ///< aggregate::reporter_of()
  std::optional<std::string> header_from;  ///< domain of the From field
  std::optional<std::string> disposition;  ///< of policy_evaluated, with the next two
  std::optional<std::string> dkim;         ///< "pass": aligned
  std::optional<std::string> spf;          ///< "pass": aligned
  /// Passing DKIM signatures, "domain/selector", sorted, each once, by spaces; '' for none. A
  /// signature without a selector is "domain/".
  std::string signers;
  /// Of the SPF check that passed, the first one. One of HELO only where SPF passes for DMARC and
  /// no other check does.
  std::optional<std::string> spf_domain;
  /// Types of override reasons, and "arc" where a comment says that ARC passed; sorted, each once,
  /// by spaces; '' for none.
  std::string reasons;
  /// "s" where `dkim` is absent or empty and the report saw adkim=s; else absent.
  std::optional<std::string> adkim;
  std::optional<std::string> aspf;  ///< the same of `spf`
  std::uint64_t messages = 0;
  libauth::base::Time first{};  ///< begin of the first report
  libauth::base::Time last{};   ///< end of the last report

  bool operator==(const Flow&) const = default;
};
BOOST_DESCRIBE_STRUCT(Flow, (),
                      (source_ip, reporter, header_from, disposition, dkim, spf, signers,
                       spf_domain, reasons, adkim, aspf, messages, first, last))

/// The flows of a day.
struct DailyFlow : Flow {
  libauth::base::Time day{};  ///< its midnight in UTC

  bool operator==(const DailyFlow&) const = default;
};
BOOST_DESCRIBE_STRUCT(DailyFlow, (Flow), (day))

/// What happened on a day of UTC.
struct Day {
  libauth::base::Time day{};  ///< its midnight
  std::uint64_t messages = 0;
  std::uint64_t passed = 0;       ///< DKIM or SPF aligned
  std::uint64_t quarantined = 0;  ///< disposition, whether passed or not
  std::uint64_t rejected = 0;

  bool operator==(const Day&) const = default;
};
BOOST_DESCRIBE_STRUCT(Day, (), (day, messages, passed, quarantined, rejected))

/// How many days of UTC have reports.
struct DayCount {
  std::uint64_t days = 0;

  bool operator==(const DayCount&) const = default;
};
BOOST_DESCRIBE_STRUCT(DayCount, (), (days))

/// Who sends reports on the domain.
struct Receiver {
  std::string reporter;
  std::optional<std::string> org_name;  ///< of its last report, as are the words of the policy
  std::uint64_t reports = 0;
  std::uint64_t messages = 0;
  std::uint64_t deviating = 0;  ///< reports that do not conform to a schema
  std::uint64_t untrusted = 0;  ///< reports in mail that is not the reporter's, intake::Trust
  std::uint64_t untrusted_messages = 0;
  libauth::base::Time first{};     ///< begin of its first report in the period
  libauth::base::Time last{};      ///< end of its last one
  libauth::base::Time received{};  ///< when the last one arrived
  std::optional<std::string> p;    ///< what it saw published
  std::optional<std::string> sp;
  std::optional<std::string> np;
  std::optional<std::string> testing;
  std::optional<std::string> adkim;
  std::optional<std::string> aspf;

  bool operator==(const Receiver&) const = default;
};
BOOST_DESCRIBE_STRUCT(Receiver, (),
                      (reporter, org_name, reports, messages, deviating, untrusted,
                       untrusted_messages, first, last, received, p, sp, np, testing, adkim, aspf))

/// Sessions of one sender on one day under one kind of policy, tls::PolicySessions.
struct TlsSessions {
  libauth::base::Time day{};
  std::string reporter;
  std::string policy_type;  ///< "sts", "tlsa", "no-policy-found", or as written; '' for none
  std::optional<std::string> mode;  ///< "mode" of the MTA-STS policy: enforce, testing, none
  std::uint64_t reports = 0;
  std::uint64_t successful = 0;  ///< of those that may be added up for the type
  std::uint64_t failed = 0;
  std::uint64_t domain_successful = 0;  ///< of those that may be added up for the domain
  std::uint64_t domain_failed = 0;

  bool operator==(const TlsSessions&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsSessions, (),
                      (day, reporter, policy_type, mode, reports, successful, failed,
                       domain_successful, domain_failed))

/// Sessions that failed alike.
struct TlsFailure {
  std::string reporter;
  std::string policy_type;
  std::string result_type;                           ///< RFC 8460 section 4.3; '' for none
  std::optional<std::string> receiving_mx_hostname;  ///< lower case
  std::optional<std::string> receiving_ip;
  std::optional<std::string> failure_reason_code;
  std::uint64_t sessions = 0;
  libauth::base::Time first{};  ///< begin of the first report
  libauth::base::Time last{};   ///< end of the last report

  bool operator==(const TlsFailure&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsFailure, (),
                      (reporter, policy_type, result_type, receiving_mx_hostname, receiving_ip,
                       failure_reason_code, sessions, first, last))

/// A signature that did not pass, on messages whose report says neither that DKIM nor that SPF is
/// aligned. The first four members are those of the Flow of the same messages. Messages with
/// several such signatures are counted in each.
struct FailedSignature {
  std::optional<std::string> source_ip;
  std::optional<std::string> header_from;
  std::string signers;
  std::optional<std::string> spf_domain;
  std::optional<std::string> domain;  ///< of the signature, as are the next two
  std::optional<std::string> selector;
  std::optional<std::string> result;
  std::uint64_t messages = 0;

  bool operator==(const FailedSignature&) const = default;
};
BOOST_DESCRIBE_STRUCT(FailedSignature, (),
                      (source_ip, header_from, signers, spf_domain, domain, selector, result,
                       messages))

/// An SPF check of such messages, whether it passed or not.
struct SpfCheck {
  std::optional<std::string> source_ip;
  std::optional<std::string> header_from;
  std::string signers;
  std::optional<std::string> spf_domain;
  std::optional<std::string> domain;  ///< that was checked
  std::optional<std::string> scope;   ///< "mfrom", "helo"
  std::optional<std::string> result;
  std::uint64_t messages = 0;

  bool operator==(const SpfCheck&) const = default;
};
BOOST_DESCRIBE_STRUCT(SpfCheck, (),
                      (source_ip, header_from, signers, spf_domain, domain, scope, result,
                       messages))

/// A payload that could not be read, kept for another try.
struct Unread {
  std::string id;            ///< 26 hexadecimal digits, made of the content
  std::string name;          ///< where it was: file, attachment or member; printable, may be ''
  std::string rule;          ///< of the error
  std::string reason;        ///< a sentence
  std::uint64_t octets = 0;  ///< size
  libauth::base::Time received{};
  libauth::base::Time tried{};  ///< when it was read the last time

  bool operator==(const Unread&) const = default;
};
BOOST_DESCRIBE_STRUCT(Unread, (), (id, name, rule, reason, octets, received, tried))

/// Payloads that could not be read, the oldest first.
struct UnreadPage {
  std::vector<Unread> payloads;
  std::optional<std::int64_t> next;  ///< absent on the last page
};

}  // namespace reports::store
