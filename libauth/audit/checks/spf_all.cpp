// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_spf.h"

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

/// The record with its "all" made stricter, or with one at its end.
Fix with_all(const ReadableSpf& spf, const dns::Name& domain, const spf::Directive* all) {
  std::string text = spf.text;
  if (all != nullptr) {
    text.replace(all->offset, all->text.size(), "~all");
  } else {
    text += " ~all";
  }
  return {domain.text(), "TXT", text,
          "Change it to \"-all\" when reports show that all your own mail passes."};
}

void judge_all(const Subject& subject, const ReadableSpf& spf, Reporter& reporter) {
  const spf::Directive* all = spf.record.all();
  const Arguments arguments = {{"domain", subject.domain.text()},
                               {"term", all != nullptr ? all->text : ""}};
  const Fix fix = with_all(spf, subject.domain, all);
  if (all == nullptr) {
    if (!spf.record.redirect) reporter.report(kMissing, arguments, {spf.question}, fix);
  } else if (all->qualifier == spf::Result::pass) {
    reporter.report(kPass, arguments, {spf.question}, fix);
  } else if (all->qualifier == spf::Result::neutral) {
    reporter.report(kNeutral, arguments, {spf.question}, fix);
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
