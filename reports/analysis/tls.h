// SPDX-License-Identifier: MIT
//
// What TLS reports say: which mail exchange fails, how, since when, and whether enforcing is safe.
//
// Pure functions of what the store counts; `now` is an argument.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/time.h"
#include "reports/analysis/count.h"
#include "reports/store/answers.h"

namespace reports::analysis {

/// Sessions of a domain, of whatever policy. What counts once for the domain is added up, never the
/// policies of one report (reports/tls/sessions.h), so that these are at least as many.
struct TlsTotals {
  std::uint64_t successful = 0;
  std::uint64_t failed = 0;
  std::uint64_t days = 0;     ///< days of UTC with reports
  std::uint64_t senders = 0;  ///< who sent reports
  std::optional<libauth::base::Time> first_day{};
  std::optional<libauth::base::Time> last_day{};

  bool operator==(const TlsTotals&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsTotals, (), (successful, failed, days, senders, first_day, last_day))

/// What senders saw as the mode of the MTA-STS policy.
struct TlsMode {
  std::string mode;  ///< "enforce", "testing", "none", or as written; '' where it was not told
  libauth::base::Time first_day{};
  libauth::base::Time last_day{};

  bool operator==(const TlsMode&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsMode, (), (mode, first_day, last_day))

/// Sessions under one kind of policy. Sessions of several kinds must not be added up.
struct TlsPolicyType {
  std::string policy_type;       ///< "sts", "tlsa", "no-policy-found", or as written; '' for none
  std::uint64_t successful = 0;  ///< what counts once for the kind
  std::uint64_t failed = 0;
  std::uint64_t days = 0;
  std::uint64_t senders = 0;
  std::vector<TlsMode> modes{};  ///< of "sts": the latest first; of others empty

  bool operator==(const TlsPolicyType&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsPolicyType, (), (policy_type, successful, failed, days, senders, modes))

/// A number of sessions, and who or what they belong to.
struct TlsShare {
  std::string name;
  std::uint64_t sessions = 0;

  bool operator==(const TlsShare&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsShare, (), (name, sessions))

/// Names that are listed of one failure; the rest is counted in the sessions all the same.
inline constexpr std::size_t kMaxTlsShares = kTop;
/// Other lists have the first so many, and policy types of the registry besides. Domains have a
/// handful of each, and anybody can send a report with thousands.
inline constexpr std::size_t kMaxTlsRows = 100;

/// Sessions with one host that failed in one way.
struct TlsProblem {
  std::string result_type;          ///< RFC 8460 section 4.3; '': no reason is given
  std::string meaning;              ///< a sentence
  std::string remedy;               ///< a sentence
  std::uint64_t sessions = 0;       ///< of all policies: at most as many, as policies may overlap
  libauth::base::Time first{};      ///< begin of the first report
  libauth::base::Time last{};       ///< end of the last report
  bool is_ongoing = false;          ///< `last` is within TlsThresholds::ongoing of now
  std::vector<TlsShare> senders;    ///< most sessions first; kMaxTlsShares, as the next ones
  std::vector<TlsShare> policies;   ///< policy types
  std::vector<TlsShare> addresses;  ///< receiving-ip
  std::vector<TlsShare> reason_codes;  ///< failure-reason-code

  bool operator==(const TlsProblem&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsProblem, (),
                      (result_type, meaning, remedy, sessions, first, last, is_ongoing, senders,
                       policies, addresses, reason_codes))

/// A mail exchange that failed, most sessions first.
struct TlsHost {
  std::optional<std::string> receiving_mx_hostname;  ///< absent: the reports name none
  std::uint64_t sessions = 0;
  std::vector<TlsProblem> problems{};  ///< most sessions first

  bool operator==(const TlsHost&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsHost, (), (receiving_mx_hostname, sessions, problems))

/// Who reports, most sessions first.
struct TlsSender {
  std::string reporter;
  std::uint64_t successful = 0;
  std::uint64_t failed = 0;
  libauth::base::Time first_day{};
  libauth::base::Time last_day{};

  bool operator==(const TlsSender&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsSender, (), (reporter, successful, failed, first_day, last_day))

/// What counts once for the domain on a day.
struct TlsDay {
  libauth::base::Time day{};
  std::uint64_t successful = 0;
  std::uint64_t failed = 0;

  bool operator==(const TlsDay&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsDay, (), (day, successful, failed))

/// From when on the sessions of a policy tell whether it can be enforced.
struct TlsThresholds {
  /// Under the policy, in the period; and so many must there be for failures to tell anything,
  /// but for those under a policy that is enforced: they are lost, however few.
  std::uint64_t sessions = 100;
  std::uint64_t days = 7;     ///< with reports on the policy
  std::uint64_t senders = 2;  ///< who reported on the policy: one network is not the Internet
  /// Failures are tolerated up to one session in so many: a sender tries again for days (RFC 5321
  /// section 4.5.4.1), and a host that restarts loses a few sessions.
  std::uint64_t tolerated_one_in = 1000;
  /// A failure whose last report ended earlier than that before now is over.
  std::chrono::seconds ongoing = std::chrono::hours(7 * 24);
  /// Reports have stopped where the last one is of a day earlier than that before now. Senders
  /// report once a day (RFC 8460 section 4.1), some only on days with sessions.
  std::chrono::seconds silence = std::chrono::hours(7 * 24);
};

// Enforcing::is_enforcing_safe
/// Hardly a session failed in a way that enforcing would lose.
inline constexpr std::string_view kEnforcingSafe = "safe";
/// Enforcing loses more than TlsThresholds::tolerated_one_in: see the blockers.
inline constexpr std::string_view kEnforcingUnsafe = "unsafe";
/// Too few sessions, days or senders, or reports have stopped.
inline constexpr std::string_view kEnforcingUnknown = "not-enough-data";

/// A failure that enforcing turns into mail that is not delivered.
struct TlsBlocker {
  std::string policy_type;  ///< under which it was seen
  std::string result_type;  ///< '': no reason is given
  std::optional<std::string> receiving_mx_hostname;
  std::uint64_t sessions = 0;
  libauth::base::Time last{};
  std::string remedy;
  std::vector<TlsShare> senders;  ///< who reports it, most sessions first; kMaxTlsShares

  bool operator==(const TlsBlocker&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsBlocker, (),
                      (policy_type, result_type, receiving_mx_hostname, sessions, last, remedy,
                       senders))

/// Whether a kind of policy can be enforced.
///
/// Only sessions under the policy itself show that it works: without one, senders check no
/// certificate. Failures without any policy count against it all the same, as what fails then
/// fails under a policy too. The two are never added up, and each is compared with its own
/// sessions.
struct Enforcing {
  std::string is_enforcing_safe{kEnforcingUnknown};  ///< kEnforcingSafe and its likes
  std::string reason;                                ///< a sentence, with the numbers
  std::optional<std::string> mode;  ///< of "sts": what senders saw last; "enforce" for DANE
  bool is_enforced = false;         ///< so that an unsafe one is losing mail now
  std::uint64_t sessions = 0;       ///< under the policy
  std::uint64_t days = 0;
  std::uint64_t senders = 0;
  std::uint64_t lost = 0;                 ///< the larger one of the next two
  std::uint64_t lost_under_policy = 0;    ///< sessions of the blockers that the policy has
  std::uint64_t lost_without_policy = 0;  ///< sessions of the other blockers: no-policy-found
  std::uint64_t sessions_without_policy = 0;
  std::uint64_t over = 0;  ///< as `lost`, of failures that do not go on any more
  std::optional<libauth::base::Time> over_since{};  ///< end of the last report on these
  std::vector<TlsBlocker> blockers;  ///< only failures that go on; most sessions first; kMaxTlsRows

  bool operator==(const Enforcing&) const = default;
};
BOOST_DESCRIBE_STRUCT(Enforcing, (),
                      (is_enforcing_safe, reason, mode, is_enforced, sessions, days, senders, lost,
                       lost_under_policy, lost_without_policy, sessions_without_policy, over,
                       over_since, blockers))

/// The answer to "which MX fails, how, since when, is enforcing safe?"
struct TlsSummary {
  store::Period period;
  TlsTotals totals;
  std::vector<TlsPolicyType> policy_types;  ///< by their names
  std::vector<TlsHost> hosts;               ///< those that failed; at most kMaxTlsRows
  std::size_t host_count = 0;               ///< how many failed
  std::vector<TlsSender> senders;
  std::vector<TlsDay> days;  ///< days with reports, in order
  Enforcing sts;             ///< MTA-STS, RFC 8461
  Enforcing dane;            ///< TLSA records, RFC 7672
  /// The last day with reports, in the period or not long before it; absent: there were none.
  std::optional<libauth::base::Time> last_report{};
  bool has_stopped = false;  ///< there were reports, and there are none any more

  bool operator==(const TlsSummary&) const = default;
};
BOOST_DESCRIBE_STRUCT(TlsSummary, (),
                      (period, totals, policy_types, hosts, host_count, senders, days, sts, dane,
                       last_report, has_stopped))

/// Sums it up. Counts stay at aggregate::kMaxCount where they would be more.
/// @param sessions, failures  of one domain in the period, from the store
/// @param before  the last day with reports before the period, as far back as the caller looked
/// @spec RFC 8460 section 4.2: sessions are counted under every policy that was applied
TlsSummary tls_summary(std::span<const store::TlsSessions> sessions,
                       std::span<const store::TlsFailure> failures, const store::Period& period,
                       libauth::base::Time now, const TlsThresholds& thresholds = {},
                       std::optional<libauth::base::Time> before = std::nullopt);

}  // namespace reports::analysis
