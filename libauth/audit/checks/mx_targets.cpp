// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/mx/evaluate.h"

namespace libauth::audit {
namespace {

constexpr FindingInfo kMissing = {
    .id = "mx-target-missing",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = "The mail exchange {host} of {domain} does not exist.",
    .spec = "RFC 5321 section 5.1",
};
constexpr FindingInfo kNoAddress = {
    .id = "mx-target-no-address",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = "The mail exchange {host} of {domain} has no address.",
    .spec = "RFC 5321 section 5.1",
};
constexpr FindingInfo kIsAddress = {
    .id = "mx-target-is-address",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = "The MX record of {domain} has the address {host} where a host name must be.",
    .spec = "RFC 1035 section 3.3.9",
};
constexpr FindingInfo kAlias = {
    .id = "mx-target-alias",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The mail exchange {host} of {domain} is an alias (CNAME), which some senders refuse.",
    .spec = "RFC 5321 section 5.1",
};
constexpr FindingInfo kLocal = {
    .id = "mx-target-not-public",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The mail exchange {host} of {domain} has the address {address}, which the Internet "
        "does not reach.",
    .spec = "RFC 6890 section 2",
};
constexpr FindingInfo kUnknown = {
    .id = "mx-target-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "The addresses of the mail exchange {host} are not all known: the DNS did not "
        "answer.",
    .spec = "RFC 5321 section 5.1",
};
constexpr std::array kFindings = {&kMissing, &kNoAddress, &kIsAddress, &kAlias, &kLocal, &kUnknown};

/// One host of the domain.
class HostJudge {
 public:
  HostJudge(const Subject& subject, const mx::Exchanges& exchanges, const mx::Host& host,
            Reporter& reporter)
      : host_(host),
        reporter_(reporter),
        arguments_{{"domain", subject.domain.text()}, {"host", host.name.text()}},
        evidence_{exchanges.question, host.question4, host.question6} {}

  void judge() {
    if (host_.answer4 == nullptr || host_.answer6 == nullptr) return;
    if (base::IpAddress::parse(host_.name.text())) {
      say(kIsAddress);
    } else if (host_.is_missing()) {
      say(kMissing);
    } else if (!host_.is_known()) {
      say(kUnknown);
    } else if (host_.addresses().empty()) {
      say(kNoAddress);
    }
    if (host_.is_alias()) say(kAlias);
    judge_reach();
  }

 private:
  void say(const FindingInfo& info) { reporter_.report(info, arguments_, evidence_); }

  void judge_reach() {
    for (const base::IpAddress& address : host_.addresses()) {
      const base::Reach reach = base::reach_of(address);
      if (reach == base::Reach::global || reach == base::Reach::documentation) continue;
      arguments_["address"] = address.text();
      say(kLocal);
    }
  }

  const mx::Host& host_;
  Reporter& reporter_;
  Arguments arguments_;
  std::vector<dns::Question> evidence_;
};

void run(const Subject& subject, Reporter& reporter) {
  const mx::Exchanges exchanges = mx::evaluate(subject.domain, subject.facts);
  if (exchanges.kind == mx::Kind::unknown) reporter.conclude(Verdict::unknown);
  if (exchanges.kind == mx::Kind::unknown || exchanges.kind == mx::Kind::pending) return;
  if (exchanges.hosts.empty()) reporter.conclude(Verdict::not_applicable);
  if (exchanges.is_cut) reporter.conclude(Verdict::unknown);
  for (const mx::Host& host : exchanges.hosts)
    HostJudge(subject, exchanges, host, reporter).judge();
}

}  // namespace

constexpr Check kMxTargets = {.id = "mx-targets",
                              .title = "The mail exchanges have public addresses",
                              .area = Area::mx,
                              .findings = kFindings,
                              .run = run};

}  // namespace libauth::audit
