// SPDX-License-Identifier: MIT
//
// The mail of example.com in May of 2026, of which the tests of the answers know every number:
//
//   source            class       messages   what it does
//   SendGrid          aligned          900   signs for example.com
//   example.com       aligned          600   own host; 100 of them as news.example.com
//   Mailgun           failing          100   approved; signs as mailgun.org only
//   198.51.100.5      forwarder         80   50 keep their signature, 30 lose it
//   Google Groups     forwarder         20   the receiver says mailing_list
//   203.0.113.1 - 12  spoofing     10 each   those of 10 to 12 as nope.example.com
//   shop.example      unknown           70   authentic for itself
//
// The policy is p=quarantine. receiver.example.net does what it asks for; other.example.org lets
// all through, Mailgun's for local_policy.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "reports/analysis/gather.h"
#include "reports/analysis/impact.h"
#include "reports/analysis/traffic.h"

namespace tests {

using libauth::base::Time;
using reports::analysis::Observed;
using reports::analysis::Traffic;
using reports::store::Flow;
using reports::store::Period;
using reports::store::Receiver;
using std::chrono::days;

/// Midnight of that day of May 2026, from 1 on; others count on from there.
inline Time day(int number) {
  return std::chrono::sys_days(std::chrono::year(2026) / 5 / 1) + days(number - 1);
}

inline const Period kMay{day(1), day(29)};  // 28 days
inline const std::string kReceiver = "receiver.example.net";
inline const std::string kOther = "other.example.org";

/// Messages at receiver.example.net that fail DMARC, for which nothing speaks.
inline Flow forged(std::string ip, std::uint64_t messages) {
  Flow flow;
  flow.source_ip = std::move(ip);
  flow.reporter = kReceiver;
  flow.header_from = "example.com";
  flow.disposition = "none";
  flow.dkim = "fail";
  flow.spf = "fail";
  flow.messages = messages;
  flow.first = kMay.from;
  flow.last = kMay.to - std::chrono::seconds(1);
  return flow;
}

inline Flow signed_by(Flow flow, std::string signers, std::string spf_domain = {}) {
  flow.signers = std::move(signers);
  if (!spf_domain.empty()) flow.spf_domain = std::move(spf_domain);
  return flow;
}

inline Flow aligned(Flow flow, bool dkim, bool spf) {
  flow.dkim = dkim ? "pass" : "fail";
  flow.spf = spf ? "pass" : "fail";
  return flow;
}

/// At another receiver, which did that.
inline Flow at(Flow flow, const std::string& reporter, std::string disposition,
               std::string reasons = {}) {
  flow.reporter = reporter;
  flow.disposition = std::move(disposition);
  flow.reasons = std::move(reasons);
  return flow;
}

inline Flow from_name(Flow flow, std::string header_from) {
  flow.header_from = std::move(header_from);
  return flow;
}

inline Flow moved(Flow flow, days by) {
  flow.first += by;
  flow.last += by;
  return flow;
}

inline Flow sendgrid(std::uint64_t messages) {
  return aligned(signed_by(forged("192.0.2.20", messages), "example.com/s1 sendgrid.net/s1",
                           "bounce.sendgrid.net"),
                 true, false);
}
inline Flow own_host(std::uint64_t messages) {
  return aligned(signed_by(forged("192.0.2.10", messages), "example.com/mail", "example.com"), true,
                 true);
}
inline Flow mailgun(std::uint64_t messages) {
  return signed_by(forged("192.0.2.30", messages), "mailgun.org/k", "mailgun.org");
}
inline Flow survived(std::uint64_t messages) {
  return aligned(signed_by(forged("198.51.100.5", messages), "example.com/mail"), true, false);
}

inline std::vector<Flow> flows_of_may() {
  std::vector<Flow> flows = {
      sendgrid(900),
      own_host(500),
      from_name(own_host(100), "news.example.com"),
      at(mailgun(60), kReceiver, "quarantine"),
      at(mailgun(40), kOther, "none", "local_policy"),
      survived(50),
      forged("198.51.100.5", 30),
      at(signed_by(forged("192.0.2.40", 20), "googlegroups.com/g", "googlegroups.com"), kReceiver,
         "none", "mailing_list"),
      signed_by(forged("192.0.2.50", 70), "shop.example/s", "shop.example"),
  };
  for (int i = 1; i <= 12; ++i) {
    Flow flow = at(forged("203.0.113." + std::to_string(i), 10), i <= 10 ? kReceiver : kOther,
                   i <= 10 ? "quarantine" : "none");
    flows.push_back(i >= 10 ? from_name(flow, "nope.example.com") : flow);
  }
  return flows;
}

/// What the DNS and the owner say.
struct Known {
  std::vector<reports::sources::AddressFacts> addresses = {
      {.address = *libauth::base::IpAddress::parse("192.0.2.10"),
       .ptr = "mail.example.com",
       .is_confirmed = true,
       .asn = 64500,
       .as_name = "Example Network",
       .country = "NL"}};
  std::vector<reports::store::SourceVerdict> verdicts = {
      {"Mailgun", reports::sources::Verdict::approve, {}}};
};

inline Traffic named(std::vector<Flow> flows, const Period& period = kMay,
                     const reports::analysis::SourceRecords& history = {}) {
  const Known known;
  return reports::analysis::name_traffic("example.com", period, std::move(flows),
                                         {known.addresses, known.verdicts},
                                         reports::sources::Catalogue::built_in(), history);
}

/// A receiver that sends a report each day of the period.
inline Receiver receiver(std::string reporter, const Period& period, std::uint64_t messages,
                         std::string p = "quarantine") {
  Receiver row;
  row.reporter = std::move(reporter);
  row.reports = static_cast<std::uint64_t>((period.to - period.from) / days(1));
  row.messages = messages;
  row.first = period.from;
  row.last = period.to - std::chrono::seconds(1);
  row.received = period.to + std::chrono::hours(3);
  row.p = std::move(p);
  return row;
}

/// May, with what was before it: the same, but for old.example in place of Mailgun and others.
inline Observed world() {
  const Period before = reports::analysis::period_before(kMay);
  const Period history{kMay.from - days(92), kMay.from};
  std::vector<Flow> earlier = {
      moved(sendgrid(800), -days(28)), moved(own_host(600), -days(28)),
      moved(aligned(
                signed_by(forged("192.0.2.60", 40), "example.com/old old.example/x", "old.example"),
                true, false),
            -days(28)),
      moved(forged("203.0.113.99", 160), -days(28))};
  Observed observed;
  observed.before = named(earlier, before);
  earlier.push_back(moved(sendgrid(900), -days(60)));
  observed.history = named(earlier, history);
  observed.current = named(flows_of_may(), kMay, observed.history.records);
  observed.days = 28;
  observed.receivers = {receiver(kOther, kMay, 60), receiver(kReceiver, kMay, 1830)};
  observed.receivers_before = {receiver(kReceiver, before, 1600)};
  observed.receivers_history = {receiver(kReceiver, history, 2500)};
  observed.receivers_settled = observed.receivers;
  return observed;
}

/// What a policy would do to that mail alone, with reports on each of the days.
inline reports::analysis::Impact impact_of(
    Traffic traffic, const reports::analysis::Proposal& proposal,
    const std::optional<reports::analysis::CurrentPolicy>& current,
    const reports::analysis::Existence& existence = {}, std::uint64_t days_with_reports = 28) {
  Observed observed;
  observed.days = traffic.flows.empty() ? 0 : days_with_reports;
  observed.current = std::move(traffic);
  return reports::analysis::impact_of(observed, proposal, {.policy = current}, existence, kMay.to);
}

}  // namespace tests
