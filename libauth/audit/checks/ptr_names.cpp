// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/mx/evaluate.h"
#include "libauth/ptr/evaluate.h"

namespace libauth::audit {
namespace {

constexpr FindingInfo kMissing = {
    .id = "ptr-missing",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The address {address} of a mail exchange has no name (PTR): mail that it sends is "
        "refused by many receivers.",
    .spec = "RFC 8601 section 3",
};
constexpr FindingInfo kNotConfirmed = {
    .id = "ptr-not-confirmed",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The address {address} of a mail exchange has the name {names}, which does not lead "
        "back to it.",
    .spec = "RFC 8601 section 3",
};
constexpr FindingInfo kUnknown = {
    .id = "ptr-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "Whether the address {address} of a mail exchange has a name is not known: the DNS "
        "did not answer.",
    .spec = "RFC 8601 section 3",
};
constexpr FindingInfo kConfirmed = {
    .id = "ptr-confirmed",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message = "The address {address} of a mail exchange is {names}, and that leads back to it.",
    .spec = "RFC 8601 section 3",
};
constexpr FindingInfo kMany = {
    .id = "ptr-many",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "The address {address} of a mail exchange has more names than are looked at, and none of "
        "the first ones leads back to it: {names}.",
    .spec = "RFC 8601 section 3",
};
constexpr std::array kFindings = {&kMany, &kMissing, &kNotConfirmed, &kUnknown, &kConfirmed};

const FindingInfo& info_of(const ptr::Evaluation& evaluation) {
  switch (evaluation.result) {
    case ptr::Result::pass:
      return kConfirmed;
    case ptr::Result::fail:
      return evaluation.is_cut ? kMany : kNotConfirmed;
    case ptr::Result::temperror:
      return kUnknown;
    case ptr::Result::permerror:
      break;
  }
  return kMissing;
}

void run(const Subject& subject, Reporter& reporter) {
  const mx::Exchanges exchanges = mx::evaluate(subject.domain, subject.facts);
  if (exchanges.kind == mx::Kind::pending) return;
  const auto addresses = mx::public_addresses(exchanges);
  if (!exchanges.has_all_addresses()) {
    reporter.conclude(Verdict::unknown);
  } else if (addresses.empty()) {
    reporter.conclude(Verdict::not_applicable);
  }
  for (const base::IpAddress& address : addresses) {
    const ptr::Evaluation evaluation = ptr::evaluate(address, subject.facts);
    if (evaluation.pending) continue;
    std::string names;
    const bool pass = evaluation.result == ptr::Result::pass;
    for (const dns::Name& name : pass ? evaluation.confirmed : evaluation.names) {
      names += (names.empty() ? "" : ", ") + name.text();
    }
    reporter.report(info_of(evaluation), {{"address", address.text()}, {"names", names}},
                    evaluation.questions);
  }
}

}  // namespace

constexpr Check kPtrNames = {.id = "ptr-names",
                             .title = "The mail exchanges' addresses have names that lead back",
                             .area = Area::ptr,
                             .findings = kFindings,
                             .run = run};

}  // namespace libauth::audit
