// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/dnsbl/evaluate.h"
#include "libauth/mx/evaluate.h"

namespace libauth::audit {
namespace {

constexpr FindingInfo kListed = {
    .id = "blocklist-listed",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = "The address {address} of a mail exchange is on the list {list}: {codes}. {reason}",
    .spec = "RFC 5782 section 2.1",
};
constexpr FindingInfo kPolicy = {
    .id = "blocklist-policy",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "The address {address} of a mail exchange is on the policy list {list}: {codes}. That "
        "is no fault unless it sends mail directly.",
    .spec = "RFC 5782 section 2.1",
};
constexpr FindingInfo kUnknown = {
    .id = "blocklist-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message = "Whether {address} is on the list {list} is not known: {reason}.",
    .spec = "RFC 5782 section 2.1",
};
constexpr FindingInfo kUnusable = {
    .id = "blocklist-unusable",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message = "The list {list} cannot be asked: {reason}.",
    .spec = "RFC 5782 section 5",
};
constexpr FindingInfo kClean = {
    .id = "blocklist-clean",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message = "None of the mail exchanges' {family} addresses is on the list {list}.",
    .spec = "RFC 5782 section 2.1",
};
constexpr FindingInfo kNoIpv6 = {
    .id = "blocklist-no-ipv6",
    .severity = Severity::info,
    .verdict = Verdict::not_applicable,
    .message =
        "The list {list} has no IPv6 addresses: those of the mail exchanges were not judged.",
    .spec = "RFC 5782 section 5",
};
constexpr std::array kFindings = {&kListed, &kPolicy, &kUnknown, &kUnusable, &kClean, &kNoIpv6};

std::string_view reason_of(dnsbl::Health health) {
  switch (health) {
    case dnsbl::Health::unknown:
      return "the DNS did not answer for its test points";
    case dnsbl::Health::no_answer:
      return "it does not list the address 127.0.0.2, as every working list does";
    case dnsbl::Health::lists_all:
      return "it lists the address 127.0.0.1, as no working list does";
    case dnsbl::Health::pending:
    case dnsbl::Health::working:
      break;
  }
  return "";
}

/// What one list says about one address; whether it is clean.
bool judge_address(const base::IpAddress& address, const dns::Name& list, const Subject& subject,
                   Reporter& reporter) {
  const dnsbl::Evaluation evaluation = dnsbl::evaluate(address, list, subject.facts);
  Arguments arguments = {{"address", address.text()},
                         {"list", list.text()},
                         {"codes", evaluation.text},
                         {"reason", evaluation.reason}};
  switch (evaluation.result) {
    case dnsbl::Result::pending:
      return false;
    case dnsbl::Result::not_listed:
      return true;
    case dnsbl::Result::unknown:
      arguments["reason"] = evaluation.text;
      reporter.report(kUnknown, arguments, {evaluation.question});
      return false;
    case dnsbl::Result::listed:
      break;
  }
  reporter.report(evaluation.is_policy ? kPolicy : kListed, arguments,
                  {evaluation.question, evaluation.reason_question});
  return false;
}

/// The list's word on the addresses of one family. With `all_known` they are all that there are.
void judge_family(const dns::Name& list, dnsbl::Family family,
                  const std::vector<base::IpAddress>& addresses, bool all_known,
                  const Subject& subject, Reporter& reporter) {
  // Asked along with the test points, so that a working list costs one round.
  for (const base::IpAddress& address : addresses) dnsbl::evaluate(address, list, subject.facts);
  const dnsbl::HealthCheck check = dnsbl::check_health(list, family, subject.facts);
  if (check.health == dnsbl::Health::pending) return;
  const bool v4 = family == dnsbl::Family::v4;
  const Arguments arguments = {{"list", list.text()},
                               {"family", v4 ? "IPv4" : "IPv6"},
                               {"reason", std::string(reason_of(check.health))}};
  if (check.health != dnsbl::Health::working) {
    const bool no_ipv6 = !v4 && check.health == dnsbl::Health::no_answer;
    reporter.report(no_ipv6 ? kNoIpv6 : kUnusable, arguments, check.questions);
    return;
  }
  bool clean = all_known;
  for (const base::IpAddress& address : addresses) {
    clean = judge_address(address, list, subject, reporter) && clean;
  }
  if (clean) reporter.report(kClean, arguments, check.questions);
}

void judge_list(const dns::Name& list, const std::vector<base::IpAddress>& addresses,
                bool all_known, const Subject& subject, Reporter& reporter) {
  for (const dnsbl::Family family : {dnsbl::Family::v4, dnsbl::Family::v6}) {
    std::vector<base::IpAddress> members;
    for (const base::IpAddress& address : addresses) {
      const bool v4 = address.unmapped().is_v4();
      if (v4 == (family == dnsbl::Family::v4)) members.push_back(address);
    }
    if (members.empty()) continue;
    judge_family(list, family, members, all_known, subject, reporter);
  }
}

void run(const Subject& subject, Reporter& reporter) {
  if (subject.options.blocklists.empty()) {
    reporter.conclude(Verdict::not_applicable);
    return;
  }
  const mx::Exchanges exchanges = mx::evaluate(subject.domain, subject.facts);
  if (exchanges.kind == mx::Kind::pending) return;
  const auto addresses = mx::public_addresses(exchanges);
  const bool all_known = exchanges.has_all_addresses();
  if (!all_known) {
    reporter.conclude(Verdict::unknown);
  } else if (addresses.empty()) {
    reporter.conclude(Verdict::not_applicable);
  }
  for (const dns::Name& list : subject.options.blocklists) {
    judge_list(list, addresses, all_known, subject, reporter);
  }
}

}  // namespace

constexpr Check kBlocklists = {.id = "blocklists",
                               .title = "The mail exchanges are on no blocklist",
                               .area = Area::blocklist,
                               .findings = kFindings,
                               .run = run};

}  // namespace libauth::audit
