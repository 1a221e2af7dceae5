// SPDX-License-Identifier: MIT

#include "reports/analysis/tls.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "libauth/base/time.h"
#include "reports/analysis/result_types.h"

namespace reports::analysis {
namespace {

using libauth::base::day_of;
using libauth::base::Time;
using store::TlsFailure;
using store::TlsSessions;

constexpr std::string_view kSts = "sts";
constexpr std::string_view kTlsa = "tlsa";
constexpr std::string_view kNoPolicy = "no-policy-found";

/// By a number of sessions, most first, then by what tells the elements apart.
template <class T, class Name>
void sort_by_sessions(std::vector<T>& all, Name name) {
  std::sort(all.begin(), all.end(), [name](const T& a, const T& b) {
    return a.sessions != b.sessions ? a.sessions > b.sessions : name(a) < name(b);
  });
}

template <class T>
void cut(std::vector<T>& all) {
  if (all.size() > kMaxTlsRows) all.erase(all.begin() + kMaxTlsRows, all.end());
}

/// Days and senders, each once.
struct Coverage {
  std::set<Time> days;
  std::set<std::string> senders;

  void add(const TlsSessions& row) {
    days.insert(row.day);
    senders.insert(row.reporter);
  }
};

TlsTotals totals_of(std::span<const TlsSessions> sessions) {
  TlsTotals totals;
  Coverage coverage;
  for (const TlsSessions& row : sessions) {
    add(totals.successful, row.domain_successful);
    add(totals.failed, row.domain_failed);
    coverage.add(row);
  }
  totals.days = coverage.days.size();
  totals.senders = coverage.senders.size();
  if (!coverage.days.empty()) {
    totals.first_day = *coverage.days.begin();
    totals.last_day = *coverage.days.rbegin();
  }
  return totals;
}

/// The modes that were seen, the latest first.
class Modes {
 public:
  void add(const TlsSessions& row) {
    const std::string mode = row.mode.value_or("");
    const auto [it, is_new] = modes_.try_emplace(mode, TlsMode{mode, row.day, row.day});
    it->second.first_day = std::min(it->second.first_day, row.day);
    it->second.last_day = std::max(it->second.last_day, row.day);
  }
  std::vector<TlsMode> all() const {
    std::vector<TlsMode> modes;
    for (const auto& [word, mode] : modes_) modes.push_back(mode);
    std::stable_sort(modes.begin(), modes.end(), [](const TlsMode& a, const TlsMode& b) {
      return std::tie(a.last_day, a.first_day) > std::tie(b.last_day, b.first_day);
    });
    return modes;
  }

 private:
  std::map<std::string, TlsMode> modes_;
};

TlsPolicyType policy_type_of(const std::string& name, std::span<const TlsSessions> sessions) {
  TlsPolicyType type{.policy_type = name};
  Coverage coverage;
  Modes modes;
  for (const TlsSessions& row : sessions) {
    if (row.policy_type != name) continue;
    add(type.successful, row.successful);
    add(type.failed, row.failed);
    coverage.add(row);
    if (name == kSts) modes.add(row);
  }
  type.days = coverage.days.size();
  type.senders = coverage.senders.size();
  type.modes = modes.all();
  return type;
}

/// All kinds but for those over kMaxTlsRows, of which the registry knows none.
std::vector<TlsPolicyType> policy_types_of(std::span<const TlsSessions> sessions) {
  std::set<std::string> names;
  for (const TlsSessions& row : sessions) {
    const bool is_known =
        row.policy_type == kSts || row.policy_type == kTlsa || row.policy_type == kNoPolicy;
    if (is_known || names.size() < kMaxTlsRows) names.insert(row.policy_type);
  }
  std::vector<TlsPolicyType> types;
  for (const std::string& name : names) types.push_back(policy_type_of(name, sessions));
  return types;
}

std::vector<TlsSender> senders_of(std::span<const TlsSessions> sessions) {
  std::map<std::string, TlsSender> senders;
  for (const TlsSessions& row : sessions) {
    const auto [it, is_new] =
        senders.try_emplace(row.reporter, TlsSender{row.reporter, 0, 0, row.day, row.day});
    TlsSender& sender = it->second;
    add(sender.successful, row.domain_successful);
    add(sender.failed, row.domain_failed);
    sender.first_day = std::min(sender.first_day, row.day);
    sender.last_day = std::max(sender.last_day, row.day);
  }
  std::vector<TlsSender> all;
  for (const auto& [name, sender] : senders) all.push_back(sender);
  const auto sessions_of = [](const TlsSender& sender) {
    std::uint64_t sum = sender.successful;
    add(sum, sender.failed);
    return sum;
  };
  std::stable_sort(all.begin(), all.end(), [&](const TlsSender& a, const TlsSender& b) {
    return sessions_of(a) > sessions_of(b);
  });
  cut(all);
  return all;
}

std::vector<TlsDay> days_of(std::span<const TlsSessions> sessions) {
  std::map<Time, TlsDay> days;
  for (const TlsSessions& row : sessions) {
    TlsDay& day = days.try_emplace(row.day, TlsDay{.day = row.day}).first->second;
    add(day.successful, row.domain_successful);
    add(day.failed, row.domain_failed);
  }
  std::vector<TlsDay> all;
  for (const auto& [time, day] : days) all.push_back(day);
  return all;
}

/// Nothing where there is no name, or an empty one.
void add_known(Tally& sessions, const std::optional<std::string>& name, const TlsFailure& failure) {
  if (name && !name->empty()) sessions.add(*name, failure.sessions);
}

std::vector<TlsShare> largest(const Tally& sessions) {
  std::vector<TlsShare> shares;
  for (Counted& row : sessions.ranking().top) {
    shares.push_back({std::move(row.name), row.messages});
  }
  return shares;
}

/// Failures of one kind at one host, which must outlive it.
class ProblemSum {
 public:
  void add_failure(const TlsFailure& failure) {
    add(problem_.sessions, failure.sessions);
    problem_.first = is_empty_ ? failure.first : std::min(problem_.first, failure.first);
    problem_.last = is_empty_ ? failure.last : std::max(problem_.last, failure.last);
    is_empty_ = false;
    senders_.add(failure.reporter, failure.sessions);
    policies_.add(failure.policy_type, failure.sessions);
    add_known(addresses_, failure.receiving_ip, failure);
    add_known(reason_codes_, failure.failure_reason_code, failure);
  }

  TlsProblem problem(const std::string& result_type, Time ongoing_since) const {
    TlsProblem problem = problem_;
    const ResultTypeInfo& info = result_type_info(result_type);
    problem.result_type = result_type;
    problem.meaning = info.meaning;
    problem.remedy = info.remedy;
    problem.is_ongoing = problem.last >= ongoing_since;
    problem.senders = largest(senders_);
    problem.policies = largest(policies_);
    problem.addresses = largest(addresses_);
    problem.reason_codes = largest(reason_codes_);
    return problem;
  }

 private:
  TlsProblem problem_;
  bool is_empty_ = true;
  Tally senders_;
  Tally policies_;
  Tally addresses_;
  Tally reason_codes_;
};

std::vector<TlsHost> hosts_of(std::span<const TlsFailure> failures, Time ongoing_since) {
  std::map<std::optional<std::string>, std::map<std::string, ProblemSum>> sums;
  for (const TlsFailure& failure : failures) {
    sums[failure.receiving_mx_hostname][failure.result_type].add_failure(failure);
  }
  std::vector<TlsHost> hosts;
  for (const auto& [name, problems] : sums) {
    TlsHost host{.receiving_mx_hostname = name};
    for (const auto& [word, sum] : problems) {
      host.problems.push_back(sum.problem(word, ongoing_since));
      add(host.sessions, host.problems.back().sessions);
    }
    sort_by_sessions(host.problems, [](const TlsProblem& problem) { return problem.result_type; });
    cut(host.problems);
    hosts.push_back(std::move(host));
  }
  sort_by_sessions(hosts, [](const TlsHost& host) { return host.receiving_mx_hostname; });
  return hosts;
}

/// Sessions that failed alike under a kind of policy. The failures must outlive it.
class BlockerSum {
 public:
  void add_failure(const TlsFailure& failure) {
    blocker_.policy_type = failure.policy_type;
    blocker_.result_type = failure.result_type;
    blocker_.receiving_mx_hostname = failure.receiving_mx_hostname;
    blocker_.last = std::max(blocker_.last, failure.last);
    add(blocker_.sessions, failure.sessions);
    senders_.add(failure.reporter, failure.sessions);
  }

  TlsBlocker blocker() const {
    TlsBlocker blocker = blocker_;
    blocker.remedy = result_type_info(blocker.result_type).remedy;
    blocker.senders = largest(senders_);
    return blocker;
  }

 private:
  TlsBlocker blocker_;
  Tally senders_;
};

/// Judges one kind of policy.
class EnforcingJudge {
 public:
  EnforcingJudge(std::string_view policy_type, bool ResultTypeInfo::*is_lost,
                 const TlsSummary& summary, const TlsThresholds& thresholds)
      : policy_type_(policy_type), is_lost_(is_lost), summary_(summary), thresholds_(thresholds) {}

  Enforcing judge(std::span<const TlsFailure> failures, Time ongoing_since) {
    measure();
    find_blockers(failures, ongoing_since);
    decide();
    return std::move(result_);
  }

 private:
  /// Sessions that failed in a way that enforcing loses, of those in which they could have.
  struct Loss {
    std::uint64_t lost = 0;
    std::uint64_t over = 0;  // that do not go on any more
    std::uint64_t sessions = 0;

    /// Details may tell of more failures than the summaries do.
    std::uint64_t seen() const { return std::max(sessions, lost); }
    std::string text() const { return std::to_string(lost) + " of " + std::to_string(seen()); }
  };

  void measure() {
    for (const TlsPolicyType& type : summary_.policy_types) {
      std::uint64_t sessions = type.successful;
      add(sessions, type.failed);
      if (type.policy_type == kNoPolicy) without_.sessions = sessions;
      if (type.policy_type != policy_type_) continue;
      under_.sessions = sessions;
      result_.days = type.days;
      result_.senders = type.senders;
      if (!type.modes.empty() && !type.modes.front().mode.empty()) {
        result_.mode = type.modes.front().mode;
      }
      // RFC 7672 section 2.2: where there are TLSA records, they are enforced.
      if (policy_type_ == kTlsa) result_.mode = "enforce";
    }
    result_.is_enforced = result_.mode == "enforce";
    result_.sessions = under_.sessions;
    result_.sessions_without_policy = without_.sessions;
  }

  /// What fails without any policy fails under one too, as far as the host is to blame.
  bool is_blocking(const TlsFailure& failure) const {
    if (!(result_type_info(failure.result_type).*is_lost_)) return false;
    return failure.policy_type == policy_type_ || failure.policy_type == kNoPolicy;
  }

  void find_blockers(std::span<const TlsFailure> failures, Time ongoing_since) {
    using Key = std::tuple<std::string, std::string, std::optional<std::string>>;
    std::map<Key, BlockerSum> blockers;
    for (const TlsFailure& failure : failures) {
      if (!is_blocking(failure)) continue;
      Loss& loss = failure.policy_type == kNoPolicy ? without_ : under_;
      if (failure.last < ongoing_since) {
        add(loss.over, failure.sessions);
        result_.over_since = std::max(result_.over_since.value_or(failure.last), failure.last);
        continue;
      }
      add(loss.lost, failure.sessions);
      blockers[{failure.policy_type, failure.result_type, failure.receiving_mx_hostname}]
          .add_failure(failure);
    }
    for (const auto& [key, sum] : blockers) result_.blockers.push_back(sum.blocker());
    sort_by_sessions(result_.blockers, [](const TlsBlocker& blocker) {
      return std::tie(blocker.policy_type, blocker.result_type, blocker.receiving_mx_hostname);
    });
    cut(result_.blockers);
    result_.lost_under_policy = under_.lost;
    result_.lost_without_policy = without_.lost;
    result_.lost = std::max(under_.lost, without_.lost);
    result_.over = std::max(under_.over, without_.over);
  }

  /// A rate of few sessions tells nothing; but what failed under a policy that is enforced is lost.
  bool is_too_much(const Loss& loss, bool is_enforced) const {
    if (loss.lost <= loss.seen() / thresholds_.tolerated_one_in) return false;
    return is_enforced || loss.seen() >= thresholds_.sessions;
  }

  /// Each part with its own number of sessions, as the blockers are listed.
  std::string numbers() const {
    constexpr std::string_view kLost = " failed in a way that enforcing loses";
    std::string text = under_.text() + " sessions";
    if (without_.lost == 0) return text.append(kLost);
    if (under_.seen() == 0) return (without_.text() + " sessions without a policy").append(kLost);
    text += " under the policy and " + without_.text() + " without one";
    return text.append(kLost);
  }

  /// Failures count before days and senders: a certificate that has expired needs no week to be
  /// seen.
  void decide() {
    const bool is_enforced = result_.is_enforced;
    if (is_too_much(under_, is_enforced) || is_too_much(without_, false)) {
      result_.is_enforcing_safe = kEnforcingUnsafe;
      result_.reason = numbers() + (is_enforced ? ", and it is enforced." : ".");
    } else if (const auto lack = lacking()) {
      result_.reason = *lack;
      if (result_.lost > 0) result_.reason += " " + numbers() + ".";
    } else {
      result_.is_enforcing_safe = kEnforcingSafe;
      result_.reason = numbers() + ", on " + std::to_string(result_.days) + " days, as " +
                       std::to_string(result_.senders) + " senders report.";
    }
    if (result_.over > 0) {
      result_.reason += " Earlier " + std::to_string(result_.over) + " failed, none since " +
                        day_of(*result_.over_since) + ".";
    }
  }

  std::optional<std::string> lacking() const {
    if (!summary_.last_report) {
      // RFC 8460 section 3
      return "No TLS report has come: the TXT record \"v=TLSRPTv1; rua=mailto:...\" at _smtp._tls "
             "brings them.";
    }
    if (summary_.has_stopped) {
      return "Reports have stopped: the last one is of " + day_of(*summary_.last_report) + ".";
    }
    if (result_.sessions == 0) {
      return policy_type_ == kSts
                 ? "No sender has reported on an MTA-STS policy: publish one with mode testing."
                 : "No sender has reported on TLSA records.";
    }
    const struct {
      std::uint64_t have;
      std::uint64_t need;
      const char* what;
    } kNeeds[] = {{result_.sessions, thresholds_.sessions, "sessions"},
                  {result_.days, thresholds_.days, "days with reports"},
                  {result_.senders, thresholds_.senders, "senders that report"}};
    for (const auto& need : kNeeds) {
      if (need.have >= need.need) continue;
      return "Reports on the policy tell of " + std::to_string(need.have) + " " + need.what + "; " +
             std::to_string(need.need) + " are needed.";
    }
    return std::nullopt;
  }

  const std::string_view policy_type_;
  bool ResultTypeInfo::*const is_lost_;
  const TlsSummary& summary_;
  const TlsThresholds& thresholds_;
  Loss under_;    // the policy
  Loss without_;  // any policy
  Enforcing result_;
};

}  // namespace

TlsSummary tls_summary(std::span<const TlsSessions> sessions, std::span<const TlsFailure> failures,
                       const store::Period& period, Time now, const TlsThresholds& thresholds,
                       std::optional<Time> before) {
  // What is going on at the end of a period that has passed is what went on then.
  const Time end = std::min(now, period.to);
  const Time ongoing_since = end - thresholds.ongoing;
  TlsSummary summary;
  summary.period = period;
  summary.totals = totals_of(sessions);
  summary.policy_types = policy_types_of(sessions);
  summary.hosts = hosts_of(failures, ongoing_since);
  summary.host_count = summary.hosts.size();
  cut(summary.hosts);
  summary.senders = senders_of(sessions);
  summary.days = days_of(sessions);
  summary.last_report = summary.totals.last_day ? summary.totals.last_day : before;
  summary.has_stopped = summary.last_report && *summary.last_report < end - thresholds.silence;
  summary.sts = EnforcingJudge(kSts, &ResultTypeInfo::is_lost_by_sts, summary, thresholds)
                    .judge(failures, ongoing_since);
  summary.dane = EnforcingJudge(kTlsa, &ResultTypeInfo::is_lost_by_dane, summary, thresholds)
                     .judge(failures, ongoing_since);
  return summary;
}

}  // namespace reports::analysis
