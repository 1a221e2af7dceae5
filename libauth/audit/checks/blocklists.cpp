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
    .message = "None of the mail exchanges' addresses is on the list {list}.",
    .spec = "RFC 5782 section 2.1",
};
constexpr std::array kFindings = {&kListed, &kPolicy, &kUnknown, &kUnusable, &kClean};

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

void judge_list(const dns::Name& list, const std::vector<base::IpAddress>& addresses,
                const Subject& subject, Reporter& reporter) {
  // Asked along with the test points, so that a working list costs one round.
  for (const base::IpAddress& address : addresses) dnsbl::evaluate(address, list, subject.facts);
  const dnsbl::HealthCheck check = dnsbl::check_health(list, subject.facts);
  if (check.health == dnsbl::Health::pending) return;
  if (check.health != dnsbl::Health::working) {
    reporter.report(kUnusable,
                    {{"list", list.text()}, {"reason", std::string(reason_of(check.health))}},
                    check.questions);
    return;
  }
  bool clean = true;
  for (const base::IpAddress& address : addresses) {
    clean = judge_address(address, list, subject, reporter) && clean;
  }
  if (clean) reporter.report(kClean, {{"list", list.text()}}, check.questions);
}

void run(const Subject& subject, Reporter& reporter) {
  if (subject.options.blocklists.empty()) {
    reporter.conclude(Verdict::not_applicable);
    return;
  }
  const mx::Exchanges exchanges = mx::evaluate(subject.domain, subject.facts);
  if (exchanges.kind == mx::Kind::pending) return;
  const auto addresses = mx::public_addresses(exchanges);
  if (addresses.empty()) {
    const bool unknown = exchanges.kind == mx::Kind::unknown;
    reporter.conclude(unknown ? Verdict::unknown : Verdict::not_applicable);
    return;
  }
  for (const dns::Name& list : subject.options.blocklists) {
    judge_list(list, addresses, subject, reporter);
  }
}

}  // namespace

constexpr Check kBlocklists = {.id = "blocklists",
                               .title = "The mail exchanges are on no blocklist",
                               .area = Area::blocklist,
                               .findings = kFindings,
                               .run = run};

}  // namespace libauth::audit
