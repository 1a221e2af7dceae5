// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/base/enum.h"
#include "libauth/mx/evaluate.h"

namespace libauth::audit {
namespace {

constexpr FindingInfo kUnknown = {
    .id = "mx-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message = "Where mail for {domain} goes is not known: the DNS did not answer.",
    .spec = "RFC 5321 section 5.1",
};
constexpr FindingInfo kNone = {
    .id = "mx-none",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "{domain} has neither MX records nor an address: it takes no mail. A null MX would "
        "say so, and senders would not try.",
    .spec = "RFC 7505 section 1",
};
constexpr FindingInfo kImplicit = {
    .id = "mx-implicit",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "{domain} has no MX records, so that mail goes to its own address. Publish an MX "
        "record, or a null MX where the domain takes no mail.",
    .spec = "RFC 5321 section 5.1",
};
constexpr FindingInfo kNull = {
    .id = "mx-null",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message = "{domain} has a null MX: it takes no mail, and says so.",
    .spec = "RFC 7505 section 3",
};
constexpr FindingInfo kNullWithOthers = {
    .id = "mx-null-with-others",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = "{domain} has a null MX beside other MX records: senders may refuse to deliver.",
    .spec = "RFC 7505 section 3",
};
constexpr FindingInfo kHosts = {
    .id = "mx-hosts",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message = "Mail for {domain} goes to {hosts}.",
    .spec = "RFC 5321 section 5.1",
};
constexpr FindingInfo kCut = {
    .id = "mx-many",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "{domain} has more mail exchanges, or more addresses of one, than are looked at: "
        "{hosts} hosts, {addresses} addresses of each family for a host, {all} in all.",
    .spec = "RFC 5321 section 5.1",
};
constexpr std::array kFindings = {&kCut,  &kUnknown,        &kNone, &kImplicit,
                                  &kNull, &kNullWithOthers, &kHosts};

Fix null_mx(const dns::Name& domain) {
  return {domain.text(), "MX", "0 .", "Only where the domain is to take no mail."};
}

std::string names_of(const mx::Exchanges& exchanges) {
  std::string names;
  for (const mx::Host& host : exchanges.hosts) {
    names += (names.empty() ? "" : ", ") + host.name.text();
  }
  return names;
}

void run(const Subject& subject, Reporter& reporter) {
  const mx::Exchanges exchanges = mx::evaluate(subject.domain, subject.facts);
  const Arguments domain = {{"domain", subject.domain.text()}};
  const std::vector<dns::Question> evidence = {exchanges.question};
  switch (exchanges.kind) {
    case mx::Kind::pending:
      return;
    case mx::Kind::missing:
      reporter.conclude(Verdict::not_applicable);
      return;
    case mx::Kind::unknown:
      reporter.report(kUnknown, domain, evidence);
      return;
    case mx::Kind::none:
      reporter.report(kNone, domain, evidence, null_mx(subject.domain));
      return;
    case mx::Kind::implicit:
      reporter.report(kImplicit, domain, evidence);
      return;
    case mx::Kind::null_mx:
      reporter.report(kNull, domain, evidence);
      return;
    case mx::Kind::hosts:
      break;
  }
  if (exchanges.has_null) reporter.report(kNullWithOthers, domain, evidence);
  if (exchanges.is_cut) {
    reporter.report(kCut,
                    {{"domain", subject.domain.text()},
                     {"hosts", std::to_string(mx::kMaxHosts)},
                     {"addresses", std::to_string(mx::kMaxAddresses)},
                     {"all", std::to_string(mx::kMaxPublicAddresses)}},
                    evidence);
  }
  if (exchanges.hosts.empty()) return;
  reporter.report(kHosts, {{"domain", subject.domain.text()}, {"hosts", names_of(exchanges)}},
                  evidence);
}

}  // namespace

constexpr Check kMxRecords = {.id = "mx-records",
                              .title = "The MX records say where mail goes",
                              .area = Area::mx,
                              .findings = kFindings,
                              .run = run};

}  // namespace libauth::audit
