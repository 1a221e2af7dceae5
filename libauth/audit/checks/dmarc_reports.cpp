// SPDX-License-Identifier: MIT

#include <algorithm>

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_dmarc.h"
#include "libauth/dmarc/parse.h"
#include "libauth/dmarc/problem.h"

namespace libauth::audit {
namespace {

constexpr FindingInfo kNone = {
    .id = "dmarc-reports-none",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "The DMARC record at {name} names no address for aggregate reports (rua): the owner "
        "does not learn who sends in the domain's name.",
    .spec = "RFC 9989 section 4.7",
};
constexpr FindingInfo kInvalid = {
    .id = "dmarc-reports-invalid",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = dmarc::ProblemWords::kInvalidUri,
    .spec = "RFC 9989 section 4.6",
};
constexpr FindingInfo kUnauthorized = {
    .id = "dmarc-reports-unauthorized",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "{host} does not agree to get reports about {policy_domain}: there is no DMARC record "
        "at {permission}, so receivers send it none.",
    .spec = "RFC 9990 section 4",
};
constexpr FindingInfo kUnknown = {
    .id = "dmarc-reports-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "Whether {host} agrees to get reports about {policy_domain} is not known: the DNS did "
        "not answer.",
    .spec = "RFC 9990 section 4",
};
constexpr FindingInfo kSize = {
    .id = "dmarc-reports-size",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "The address {uri} in the DMARC record at {name} has a size limit, which RFC 9989 has "
        "removed.",
    .spec = "RFC 9989 section 4.6",
};
constexpr FindingInfo kMany = {
    .id = "dmarc-reports-many",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "The DMARC record at {name} names more than {limit} hosts for reports: the rest was not "
        "looked at.",
    .spec = "RFC 9989 section 4.6",
};
constexpr FindingInfo kScheme = {
    .id = "dmarc-reports-scheme",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "Receivers send no reports to \"{uri}\", which the DMARC record at {name} names: only "
        "mailto addresses are defined.",
    .spec = "RFC 9989 section 4.6",
};
constexpr std::array kFindings = {&kMany,         &kScheme,  &kNone, &kInvalid,
                                  &kUnauthorized, &kUnknown, &kSize};

/// Hosts that are looked at. Each takes a walk and a permission to ask for, and receivers do not
/// follow more either.
constexpr std::size_t kMaxHosts = 20;

/// The destinations of one record.
class ReportsJudge {
 public:
  ReportsJudge(const Subject& subject, const dmarc::WalkStep& step, Reporter& reporter)
      : subject_(subject),
        step_(step),
        reporter_(reporter),
        mine_(dmarc::walk_tree(step.name, subject.facts)) {}

  void judge() {
    const dmarc::Record& record = *step_.record;
    for (const dmarc::TagProblem& problem : record.problems) {
      if (problem.kind != dmarc::TagProblem::Kind::invalid_uri) continue;
      reporter_.report(kInvalid, {{"name", name()}, {"uri", problem.value}, {"tag", problem.tag}},
                       {step_.question});
    }
    if (record.rua.empty()) reporter_.report(kNone, {{"name", name()}}, {step_.question});
    for (const auto* uris : {&record.rua, &record.ruf}) {
      for (const dmarc::ReportUri& uri : *uris) judge_uri(uri);
    }
    if (is_cut_) {
      reporter_.report(kMany, {{"name", name()}, {"limit", std::to_string(kMaxHosts)}},
                       {step_.question});
    }
  }

 private:
  std::string name() const { return step_.question.name.text(); }

  void judge_uri(const dmarc::ReportUri& uri) {
    if (uri.obsolete_size) {
      reporter_.report(kSize, {{"name", name()}, {"uri", uri.uri}}, {step_.question});
    }
    if (uri.host.empty()) {
      reporter_.report(kScheme, {{"name", name()}, {"uri", uri.uri}}, {step_.question});
    }
    const auto host = dns::Name::parse(uri.host);
    if (!host || std::find(seen_.begin(), seen_.end(), *host) != seen_.end()) return;
    if (seen_.size() == kMaxHosts) {
      is_cut_ = true;
      return;
    }
    seen_.push_back(*host);
    // RFC 9990 section 4: the same organizational domain needs no permission.
    const auto external = is_external(*host);
    if (external.value_or(true)) judge_permission(*host, external.has_value());
  }

  /// nullopt: not known (yet). A host below the policy domain, or above it, mostly is the same
  /// organization; the walks decide.
  std::optional<bool> is_external(const dns::Name& host) {
    if (host == step_.name) return false;
    const dmarc::Walk walk = dmarc::walk_tree(host, subject_.facts);
    if (!mine_.is_known() || !walk.is_known()) return std::nullopt;
    return mine_.organizational_domain() != walk.organizational_domain();
  }

  void judge_permission(const dns::Name& host, bool is_known_external) {
    const auto permission = host.below(step_.name.text() + "._report._dmarc");
    if (!permission) return;
    const dns::Question question{*permission, dns::RrType::txt};
    const dns::Answer* answer = subject_.facts.find(question);
    if (answer == nullptr) return;
    const Arguments arguments = {{"host", host.text()},
                                 {"policy_domain", step_.name.text()},
                                 {"permission", permission->text()}};
    const auto records = answer->txt();
    const bool agrees = std::any_of(records.begin(), records.end(), [](const dns::Txt& txt) {
      return dmarc::is_dmarc_record(txt.joined());
    });
    if (agrees) return;
    const bool known = answer->is_known() && is_known_external;
    reporter_.report(known ? kUnauthorized : kUnknown, arguments, {step_.question, question});
  }

  const Subject& subject_;
  const dmarc::WalkStep& step_;
  Reporter& reporter_;
  const dmarc::Walk mine_;  // from the policy domain
  std::vector<dns::Name> seen_;
  bool is_cut_ = false;
};

void run(const Subject& subject, Reporter& reporter) {
  const auto discovery = applied_dmarc(subject, reporter);
  if (discovery) ReportsJudge(subject, *discovery->step, reporter).judge();
}

}  // namespace

constexpr Check kDmarcReports = {.id = "dmarc-reports",
                                 .title = "DMARC reports can be sent where the record says",
                                 .area = Area::dmarc,
                                 .findings = kFindings,
                                 .run = run};

}  // namespace libauth::audit
