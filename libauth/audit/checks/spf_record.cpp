// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"
#include "libauth/base/enum.h"
#include "libauth/mx/evaluate.h"
#include "libauth/spf/parse.h"
#include "libauth/spf/published.h"

namespace libauth::audit {
namespace {

constexpr FindingInfo kUnknown = {
    .id = "spf-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message = "The SPF record of {domain} is not known: the DNS did not answer ({status}).",
    .spec = "RFC 7208 section 4.4",
};
constexpr FindingInfo kMissing = {
    .id = "spf-missing",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = "{domain} has no SPF record: it does not say who may send mail in its name.",
    .spec = "RFC 7208 section 3",
};
constexpr FindingInfo kMany = {
    .id = "spf-many",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = "{domain} has {count} SPF records; receivers return permerror.",
    .spec = "RFC 7208 section 4.5",
};
constexpr FindingInfo kSyntax = {
    .id = "spf-syntax",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} cannot be read at octet {offset}: {problem} Receivers "
        "return permerror.",
    .spec = "RFC 7208 section 4.6",
};
constexpr FindingInfo kFound = {
    .id = "spf-found",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message = "{domain} has the SPF record \"{record}\".",
    .spec = "RFC 7208 section 3",
};
constexpr std::array kFindings = {&kUnknown, &kMissing, &kMany, &kSyntax, &kFound};

Fix record_for(const dns::Name& domain, dns::Facts& facts) {
  const mx::Kind kind = mx::evaluate(domain, facts).kind;
  const bool silent = kind == mx::Kind::null_mx || kind == mx::Kind::none;
  if (silent)
    return {domain.text(), "TXT", "v=spf1 -all",
            "The domain takes no mail, so it is "
            "taken to send none."};
  return {domain.text(), "TXT", "v=spf1 mx -all",
          "Add the servers and services that send for the domain besides its mail exchanges."};
}

void judge_text(const Subject& subject, const spf::Published& published, Reporter& reporter,
                const dns::Question& question) {
  const auto record = spf::parse_record(published.text);
  if (record) {
    reporter.report(kFound, {{"domain", subject.domain.text()}, {"record", published.text}},
                    {question});
    return;
  }
  reporter.report(kSyntax,
                  {{"domain", subject.domain.text()},
                   {"offset", std::to_string(record.error().offset)},
                   {"problem", record.error().message}},
                  {question});
}

void run(const Subject& subject, Reporter& reporter) {
  const dns::Question question{subject.domain, dns::RrType::txt};
  const spf::Published published = spf::published_record(subject.domain, subject.facts);
  if (published.answer == nullptr) return;
  const std::string domain = subject.domain.text();
  const dns::Status status = published.answer->status;
  switch (published.kind) {
    case spf::Published::Kind::unknown:
      reporter.report(kUnknown,
                      {{"domain", domain}, {"status", std::string(base::name_of(status))}},
                      {question});
      return;
    case spf::Published::Kind::none:
      if (published.answer->is_missing_name()) {
        reporter.conclude(Verdict::not_applicable);
      } else {
        reporter.report(kMissing, {{"domain", domain}}, {question},
                        record_for(subject.domain, subject.facts));
      }
      return;
    case spf::Published::Kind::many:
      reporter.report(kMany, {{"domain", domain}, {"count", std::to_string(published.count)}},
                      {question});
      return;
    case spf::Published::Kind::one:
      judge_text(subject, published, reporter, question);
      return;
  }
}

}  // namespace

constexpr Check kSpfRecord = {.id = "spf-record",
                              .title = "There is one SPF record that can be read",
                              .area = Area::spf,
                              .findings = kFindings,
                              .run = run};

}  // namespace libauth::audit
