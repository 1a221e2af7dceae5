// SPDX-License-Identifier: MIT

#include <optional>

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/fix/spf_fix.h"
#include "libauth/audit/fix/spf_repair.h"
#include "libauth/base/enum.h"
#include "libauth/mx/evaluate.h"
#include "libauth/spf/near_miss.h"
#include "libauth/spf/parse.h"
#include "libauth/spf/published.h"

namespace libauth::audit {
namespace {

using spf::Published;

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
constexpr FindingInfo kNearMiss = {
    .id = "spf-near-miss",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "{domain} has no SPF record, but the text \"{text}\", which looks as if it were meant as "
        "one: a record begins with \"v=spf1\" and a space.",
    .spec = "RFC 7208 section 4.5",
};
constexpr FindingInfo kNearMissBeside = {
    .id = "spf-near-miss-beside",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "{domain} has beside its SPF record the text \"{text}\", which looks as if it were meant "
        "as one: receivers ignore it.",
    .spec = "RFC 7208 section 4.5",
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
constexpr std::array kFindings = {&kUnknown, &kMissing,  &kMany,          &kSyntax,
                                  &kFound,   &kNearMiss, &kNearMissBeside};

constexpr const char* kAddOthers =
    "Add the servers and services that send for the domain besides those that take its mail. "
    "Change "
    "\"~all\" to \"-all\" when reports show that all your own mail passes.";

/// Judges what is published at one name.
class RecordJudge {
 public:
  RecordJudge(const Subject& subject, const Published& published, Reporter& reporter)
      : subject_(subject),
        published_(published),
        reporter_(reporter),
        domain_(subject.domain.text()),
        question_{subject.domain, dns::RrType::txt} {}

  void judge() {
    switch (published_.kind) {
      case Published::Kind::unknown:
        return say(kUnknown, {{"status", std::string(base::name_of(published_.answer->status))}});
      case Published::Kind::none:
        return judge_absence();
      case Published::Kind::many:
        return say(kMany, {{"count", std::to_string(published_.count)}}, merged());
      case Published::Kind::one:
        judge_near_misses(kNearMissBeside);
        return judge_text();
    }
  }

 private:
  void judge_absence() {
    if (published_.answer->is_missing_name()) {
      reporter_.conclude(Verdict::not_applicable);
    } else if (!judge_near_misses(kNearMiss)) {
      say(kMissing, {}, record_for_none());
    }
  }

  bool judge_near_misses(const FindingInfo& info) {
    bool is_any = false;
    for (const dns::Txt& txt : published_.answer->txt()) {
      const std::string text = txt.joined();
      const auto meant = spf::meant_record(text);
      if (!meant) continue;
      // One record of a domain can be right, so that one fix is enough.
      const bool is_fixable = &info == &kNearMiss && !is_any;
      say(info, {{"text", text}},
          is_fixable
              ? readable_spf_fix(subject_.domain, *meant, "Replace the text by it.", subject_.facts)
              : std::nullopt);
      is_any = true;
    }
    return is_any;
  }

  void judge_text() {
    const auto& record = *published_.record;
    if (record) return say(kFound, {{"record", std::string(published_.text)}});
    std::optional<Fix> fix;
    if (const auto repaired = repaired_spf(published_.text)) {
      fix = readable_spf_fix(subject_.domain, *repaired,
                             "It has the terms as they are likely meant.", subject_.facts);
    }
    say(kSyntax,
        {{"offset", std::to_string(record.error().offset)}, {"problem", record.error().message}},
        std::move(fix));
  }

  /// A record for the servers that take the domain's mail. None where they are not known.
  std::optional<Fix> record_for_none() {
    const auto fix = [this](const std::string& record, const char* note) {
      return readable_spf_fix(subject_.domain, record, note, subject_.facts);
    };
    switch (mx::evaluate(subject_.domain, subject_.facts).kind) {
      case mx::Kind::null_mx:
      case mx::Kind::none:
        return fix("v=spf1 -all", "The domain takes no mail, so it is taken to send none.");
      case mx::Kind::implicit:
        return fix("v=spf1 a ~all", kAddOthers);
      case mx::Kind::hosts:
        return fix("v=spf1 mx ~all", kAddOthers);
      case mx::Kind::pending:
      case mx::Kind::unknown:
      case mx::Kind::missing:
        break;
    }
    return std::nullopt;
  }

  /// One record with the terms of all.
  std::optional<Fix> merged() {
    std::vector<std::string> texts;
    for (const dns::Txt& txt : published_.answer->txt()) {
      std::string text = txt.joined();
      if (spf::is_spf_record(text)) texts.push_back(std::move(text));
    }
    const auto record = merged_spf(texts);
    if (!record) return std::nullopt;
    return readable_spf_fix(subject_.domain, *record,
                            "It has the terms of all the records: publish it in their place.",
                            subject_.facts);
  }

  void say(const FindingInfo& info, Arguments arguments, std::optional<Fix> fix = std::nullopt) {
    arguments["domain"] = domain_;
    reporter_.report(info, std::move(arguments), {question_}, std::move(fix));
  }

  const Subject& subject_;
  const Published& published_;
  Reporter& reporter_;
  const std::string domain_;
  const dns::Question question_;
};

void run(const Subject& subject, Reporter& reporter) {
  const Published published = spf::published_record(subject.domain, subject.facts);
  if (published.answer != nullptr) RecordJudge(subject, published, reporter).judge();
}

}  // namespace

constexpr Check kSpfRecord = {.id = "spf-record",
                              .title = "There is one SPF record that can be read",
                              .area = Area::spf,
                              .findings = kFindings,
                              .run = run};

}  // namespace libauth::audit
