// SPDX-License-Identifier: MIT

#include "service/api/mail_analysis.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "libauth/base/text.h"
#include "libauth/dns/facts.h"
#include "libauth/dns/settle.h"
#include "reports/analysis/count.h"
#include "reports/analysis/failing.h"
#include "reports/analysis/records.h"
#include "reports/analysis/thresholds.h"
#include "reports/analysis/traffic.h"
#include "service/api/limits.h"
#include "service/api/words.h"

namespace service::api {
namespace {

namespace analysis = reports::analysis;
namespace dns = libauth::dns;
namespace store = reports::store;

using libauth::base::ParseError;
using libauth::base::Result;
using libauth::base::Time;

/// The first second of the year 10000, which RFC 3339 cannot write.
constexpr Time kEndOfTime = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);

/// Subdomains of mail that fails, those with most messages first.
std::vector<dns::Name> subdomains_of(const analysis::Traffic& traffic) {
  analysis::Tally tally;
  for (const analysis::NamedFlow& named : traffic.flows) {
    const store::Flow& flow = named.flow;
    if (analysis::passes(named) == true) continue;
    if (analysis::word_for(flow.header_from, traffic.domain, {}) != analysis::Word::p) {
      tally.add_known(flow.header_from, flow.messages);
    }
  }
  std::vector<dns::Name> names;
  for (const analysis::Counted& counted : tally.sorted()) {
    if (names.size() == kMaxExistenceQuestions) break;
    if (const auto name = dns::Name::parse(counted.name)) names.push_back(*name);
  }
  return names;
}

/// The limits of an answer that is given whether or not the DNS tells.
dns::SettleLimits brief_limits(const DnsAccess& access) {
  dns::SettleLimits limits = access.limits;
  limits.time = std::min(limits.time, kExistencePatience);
  return limits;
}

/// Whether the name exists; none where the DNS did not tell, or has not yet.
std::optional<bool> exists(const dns::Name& name, dns::Facts& facts) {
  const dns::Answer* answer = facts.find({name, dns::RrType::mx});
  if (answer == nullptr) return std::nullopt;
  // An alias exists, even one that leads nowhere.
  if (!answer->aliases.empty()) return true;
  if (answer->status == dns::Status::no_such_name) return false;  // RFC 9989 section 3.2.13
  const bool is_known =
      answer->status == dns::Status::answered || answer->status == dns::Status::no_data;
  return is_known ? std::optional(true) : std::nullopt;
}

/// What is published, with whether receivers saw p and sp before. They do not all tell np and t.
analysis::CurrentPolicy published_policy(const analysis::DmarcNow& now,
                                         const analysis::Observed& observed) {
  analysis::CurrentPolicy current{analysis::published_words(now), std::nullopt};
  if (const auto earlier = analysis::seen_policy(observed.receivers_settled)) {
    current.is_settled = earlier->p == current.words.p && earlier->sp == current.words.sp;
  }
  return current;
}

/// Which of the subdomains in From fields of mail that fails exist, as far as the DNS tells within
/// some seconds: those with most messages, at most kMaxExistenceQuestions. What is not told is not
/// there.
/// @spec RFC 9989 section 3.2.13: only NXDOMAIN says that a name does not exist
analysis::Existence existence_of(const analysis::Traffic& traffic, const DnsAccess& dns) {
  const std::vector<dns::Name> names = subdomains_of(traffic);
  if (names.empty()) return {};
  dns::Facts facts(dns.resolver);
  const auto judge = [&names](dns::Facts& known) {
    analysis::Existence existence;
    for (const dns::Name& name : names) {
      if (const auto there = exists(name, known)) existence.emplace(name.text(), *there);
    }
    return existence;
  };
  return dns::settle(dns.resolver, facts, judge, brief_limits(dns));
}

/// The policy of today: as the DNS has it, else as receivers saw it. None where the DNS says that
/// there is no policy, and where nobody tells.
analysis::PolicyOfToday policy_of_today(const dns::Name& domain, const analysis::Observed& observed,
                                        const DnsAccess& dns) {
  using analysis::PolicySource;
  dns::Facts facts(dns.resolver);
  const auto judge = [&domain](dns::Facts& known) { return analysis::dmarc_now(domain, known); };
  const analysis::DmarcNow now = dns::settle(dns.resolver, facts, judge, brief_limits(dns));
  switch (now.state) {
    case analysis::RecordState::unknown:
      return {analysis::current_policy(observed.receivers, observed.receivers_settled),
              PolicySource::seen};
    case analysis::RecordState::fine:
      return {published_policy(now, observed), PolicySource::published};
    case analysis::RecordState::missing:
    case analysis::RecordState::several:
    case analysis::RecordState::broken:
    case analysis::RecordState::revoked:
      break;
  }
  return {std::nullopt, PolicySource::published};
}

}  // namespace

std::optional<Time> read_time(std::string_view text) {
  constexpr std::size_t kDate = 10;
  const bool is_date = text.size() == kDate && text[4] == '-';
  const auto time = is_date ? libauth::base::parse_time(std::string(text) + "T00:00:00Z")
                            : libauth::base::parse_time(text);
  if (!time || *time < Time() || *time >= kEndOfTime) return std::nullopt;
  return time;
}

ParseError wrong_time(std::string_view word, std::string_view text) {
  return wrong_word(word,
                    std::string(word) +
                        " is a date such as 2026-05-01 or a time such as 2026-05-01T06:00:00Z, "
                        "of the years 1970 to 9999, not \"" +
                        libauth::base::printable(text, 80) + "\".");
}

Result<store::Period> read_period(std::optional<std::string_view> from,
                                  std::optional<std::string_view> to, Time now,
                                  std::chrono::days days) {
  // Reports are of whole days: of a day that has only begun there are none.
  store::Period period{{}, from ? now : std::chrono::floor<std::chrono::days>(now)};
  if (to) {
    const auto time = read_time(*to);
    if (!time) return wrong_time("to", *to);
    period.to = *time;
  }
  period.from = std::max(Time(), period.to - days);
  if (from) {
    const auto time = read_time(*from);
    if (!time) return wrong_time("from", *from);
    period.from = *time;
  }
  if (period.from >= period.to) {
    return wrong_word("from", "The period begins at " + libauth::base::rfc3339(period.from) +
                                  ", which is not before its end, " +
                                  libauth::base::rfc3339(period.to) + ".");
  }
  if (period.to - period.from > kLongestPeriod) {
    return wrong_word("from",
                      "A period has at most " + std::to_string(kLongestPeriod.count()) + " days.");
  }
  return period;
}

analysis::Summary summary_of(const store::Store& store, const dns::Name& domain,
                             const store::Period& period,
                             const reports::sources::Catalogue& catalogue, const DnsAccess& dns,
                             Time now) {
  const std::string text = domain.text();
  const analysis::Observed observed = analysis::gather(store, text, period, catalogue);
  auto recent = analysis::gather_recent(store, text, period, catalogue);
  const analysis::Existence existence =
      existence_of(recent ? recent->traffic : observed.current, dns);
  return analysis::summary_of(observed, now, existence,
                              {policy_of_today(domain, observed, dns),
                               tls_of(store, domain, period, now), std::move(recent)});
}

analysis::Receivers receivers_of(const analysis::Observed& observed, const DnsAccess& dns,
                                 Time now) {
  return analysis::receivers_of(observed, now, existence_of(observed.current, dns));
}

Timeline timeline_of(const store::Store& store, const dns::Name& domain,
                     const store::Period& period, const reports::sources::Catalogue& catalogue) {
  return {domain.text(), period,
          analysis::timeline_of(analysis::gather_daily(store, domain.text(), period, catalogue))};
}

analysis::Impact impact_of(const dns::Name& domain, const analysis::Observed& observed,
                           const analysis::Proposal& proposal, const DnsAccess& dns, Time now) {
  return analysis::impact_of(observed, proposal, policy_of_today(domain, observed, dns),
                             existence_of(observed.current, dns), now);
}

TlsDocument tls_of(const store::Store& store, const dns::Name& domain, const store::Period& period,
                   Time now) {
  const std::string text = domain.text();
  const auto sessions = store.tls_sessions(text, period);
  std::optional<Time> before;
  if (sessions.empty()) {
    for (const auto& row :
         store.tls_sessions(text, {period.from - analysis::kHistory, period.from})) {
      before = std::max(before.value_or(row.day), row.day);
    }
  }
  TlsDocument document;
  document.domain = text;
  static_cast<analysis::TlsSummary&>(document) =
      analysis::tls_summary(sessions, store.tls_failures(text, period), period, now, {}, before);
  return document;
}

analysis::Fixes fixes_of(const store::Store& store, const dns::Name& domain,
                         const store::Period& period, const reports::sources::Catalogue& catalogue,
                         const DnsAccess& dns, Time now) {
  const std::string text = domain.text();
  const analysis::Observed observed = analysis::gather(store, text, period, catalogue);
  const analysis::FailingMail mail = analysis::failing_mail(
      observed.current, store.failed_signatures(text, period), store.spf_checks(text, period));
  dns::Facts facts(dns.resolver);
  const auto judge = [&](dns::Facts& known) {
    return analysis::fixes(mail, observed.receivers, known, now);
  };
  return dns::settle(dns.resolver, facts, judge, dns.limits);
}

std::string silence_of(const analysis::Fixes& fixes, const DnsAccess& dns) {
  const bool is_unknown = fixes.dmarc.state == analysis::RecordState::unknown &&
                          fixes.spf.state == analysis::RecordState::unknown;
  const bool is_needed = is_unknown && !fixes.sources.empty() && dns.explain_silence;
  return is_needed ? dns.explain_silence() : std::string();
}

}  // namespace service::api
