// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_spf.h"
#include "libauth/spf/stance.h"

namespace libauth::audit {
namespace {

constexpr FindingInfo kPass = {
    .id = "spf-all-pass",
    .severity = Severity::critical,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} ends with \"{term}\": everyone on the Internet may send "
        "in its name.",
    .spec = "RFC 7208 section 5.1",
};
constexpr FindingInfo kNeutral = {
    .id = "spf-all-neutral",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} ends with \"?all\": it says nothing about other senders.",
    .spec = "RFC 7208 section 5.1",
};
constexpr FindingInfo kMissing = {
    .id = "spf-all-missing",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} has neither \"all\" nor \"redirect=\": for other senders "
        "the result is neutral.",
    .spec = "RFC 7208 section 4.7",
};
constexpr FindingInfo kPtr = {
    .id = "spf-ptr",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} uses \"{term}\", which is slow, unreliable and not to be "
        "published.",
    .spec = "RFC 7208 section 5.5",
};
constexpr FindingInfo kIgnoredTerms = {
    .id = "spf-terms-after-all",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {domain} \"{term}\" stands after \"all\" and is never looked "
        "at.",
    .spec = "RFC 7208 section 5.1",
};
constexpr std::array kFindings = {&kPass, &kNeutral, &kMissing, &kPtr, &kIgnoredTerms};

/// The record with its own "all" made stricter, or with one at its end. Where the word stands in
/// another record, the fix has to be made there.
std::optional<Fix> with_all(const ReadableSpf& spf, const dns::Name& domain,
                            const spf::Stance& stance) {
  const spf::Directive* all = spf.record.all();
  std::string text = spf.text;
  if (all != nullptr && all->text == stance.term) {
    text.replace(all->offset, all->text.size(), "~all");
  } else if (stance.kind == spf::Stance::Kind::missing && stance.domain == domain.text()) {
    text += " ~all";
  } else {
    return std::nullopt;
  }
  return Fix{domain.text(), "TXT", text,
             "Change it to \"-all\" when reports show that all your own mail passes."};
}

void judge_all(const Subject& subject, const ReadableSpf& spf, Reporter& reporter) {
  const spf::Stance stance = spf::stance_of(subject.domain, spf.record, subject.facts);
  const auto say = [&](const FindingInfo& info) {
    reporter.report(info, {{"domain", subject.domain.text()}, {"term", stance.term}},
                    {spf.question, stance.question}, with_all(spf, subject.domain, stance));
  };
  switch (stance.kind) {
    case spf::Stance::Kind::pass:
      say(kPass);
      return;
    case spf::Stance::Kind::neutral:
      say(kNeutral);
      return;
    case spf::Stance::Kind::missing:
      say(kMissing);
      return;
    case spf::Stance::Kind::unknown:
      reporter.conclude(Verdict::unknown);
      return;
    case spf::Stance::Kind::none:
      reporter.conclude(Verdict::not_applicable);
      return;
    case spf::Stance::Kind::pending:
    case spf::Stance::Kind::softfail:
    case spf::Stance::Kind::fail:
      return;
  }
}

void run(const Subject& subject, Reporter& reporter) {
  const auto spf = readable_spf(subject, reporter);
  if (!spf) return;
  judge_all(subject, *spf, reporter);
  const std::string domain = subject.domain.text();
  const spf::Directive* all = spf->record.all();
  for (const spf::Directive& directive : spf->record.directives) {
    if (all != nullptr && directive.offset > all->offset) {
      reporter.report(kIgnoredTerms, {{"domain", domain}, {"term", directive.text}},
                      {spf->question});
    } else if (directive.mechanism == spf::Mechanism::ptr) {
      reporter.report(kPtr, {{"domain", domain}, {"term", directive.text}}, {spf->question});
    }
  }
}

}  // namespace

constexpr Check kSpfAll = {.id = "spf-all",
                           .title = "The SPF record says no to all other senders",
                           .area = Area::spf,
                           .findings = kFindings,
                           .run = run};

}  // namespace libauth::audit
