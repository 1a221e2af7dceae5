// SPDX-License-Identifier: MIT

#include "reports/analysis/issues.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/base/time.h"
#include "reports/analysis/count.h"
#include "reports/analysis/thresholds.h"

namespace reports::analysis {
namespace {

using libauth::base::counted;
using libauth::dmarc::Policy;
using sources::Class;
using sources::Verdict;

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

/// How bad it is that so much of the owner's mail fails; none where it is not worth a word.
std::optional<Severity> severity_of(std::uint64_t failing, std::uint64_t all) {
  if (failing == 0) return std::nullopt;
  if (is_at_least(failing, all, kCriticalPercent)) {
    return failing >= kIssueMessages ? Severity::critical : Severity::attention;
  }
  if (failing < kFewMessages) return std::nullopt;
  if (is_at_least(failing, all, kFailingPercent)) return Severity::attention;
  if (!is_at_least(all - failing, all, kReadyPercent)) return Severity::notice;
  return std::nullopt;
}

Issue about(Severity severity, std::string message, std::uint64_t messages = 0) {
  Issue issue;
  issue.severity = severity;
  issue.message = std::move(message);
  issue.messages = messages;
  return issue;
}

void add_name(Issue& issue, const std::string& name) {
  ++issue.count;
  if (issue.names.size() < kTop) issue.names.push_back(name);
}

using Found = std::optional<Issue>;

Found own_mail_stopped(const Picture& picture) {
  const Numbers& n = picture.numbers;
  auto severity = severity_of(n.own_stopped, n.own);
  if (!severity) return std::nullopt;
  // What is lost is worse than what only fails.
  if (*severity == Severity::notice) severity = Severity::attention;
  return about(*severity,
               counted(n.own_stopped, "message") + " of your own, of " + number(n.own) +
                   ", were quarantined or rejected.",
               n.own_stopped);
}

Found own_mail_fails(const Picture& picture) {
  const Numbers& n = picture.numbers;
  const auto severity = severity_of(n.failing, n.own);
  if (!severity) return std::nullopt;
  return about(
      *severity,
      counted(n.failing, "message") + " of your own, of " + number(n.own) + ", do not pass DMARC.",
      n.failing);
}

/// Whether a source of the owner fails enough to be named.
std::optional<Severity> severity_of(const SourceEntry& entry) {
  if (entry.classes.failing < kFewMessages) return std::nullopt;
  const auto severity = severity_of(entry.classes.failing, own_messages(entry.classes));
  return severity == Severity::notice ? std::nullopt : severity;
}

Found source_fails(const Picture& picture) {
  Issue issue = about(Severity::attention, "");
  for (const SourceEntry& entry : picture.sources.sources) {
    const auto severity = severity_of(entry);
    if (!severity) continue;
    issue.severity = std::min(issue.severity, *severity);
    add(issue.messages, entry.classes.failing);
    add_name(issue, entry.source.name);
  }
  if (issue.count == 0) return std::nullopt;
  issue.message = "DMARC fails for " + counted(issue.count, "source") + " of yours, with " +
                  counted(issue.messages, "message") + ".";
  return issue;
}

/// By the receivers that report on both periods: one that has stopped changes the rate of all.
Found pass_rate_dropped(const Picture& picture) {
  const Compared& own = picture.changes.own_at_same_receivers;
  const Compared& aligned = picture.changes.aligned_at_same_receivers;
  const auto now = percent(aligned.now, own.now);
  const auto before = percent(aligned.before, own.before);
  const std::uint64_t failing = own.now - aligned.now;
  if (!now || !before || failing < kFewMessages || *before - *now < kDropPoints) {
    return std::nullopt;
  }
  return about(Severity::attention,
               "Of your own mail " + percent_text(aligned.now, own.now) + " % pass DMARC, after " +
                   percent_text(aligned.before, own.before) + " % in the period before.",
               failing);
}

Found spoofing_delivered(const Picture& picture) {
  const ClassEntry& spoofing = picture.sources.spoofing;
  const std::uint64_t delivered = spoofing.dispositions.delivered;
  if (delivered < kIssueMessages) return std::nullopt;
  Issue issue = about(Severity::attention,
                      counted(delivered, "message") + " that pretend to be yours, of " +
                          number(spoofing.messages) + ", were delivered.",
                      delivered);
  for (const AtReceiver& receiver : spoofing.receivers) {
    if (receiver.dispositions.delivered > 0) add_name(issue, receiver.reporter);
  }
  return issue;
}

Found reports_stopped(const Picture& picture) {
  const Receivers& receivers = picture.receivers;
  if (receivers.state != kNoneCome) return std::nullopt;
  return about(Severity::attention, "No reports come any more: the last one ends at " +
                                        libauth::base::rfc3339(*receivers.last_report) + ".");
}

Found receivers_overdue(const Picture& picture) {
  const Receivers& receivers = picture.receivers;
  if (receivers.state != kSomeOverdue) return std::nullopt;
  Issue issue = about(Severity::attention,
                      "Reports of " + counted(receivers.overdue, "receiver") + " are overdue.");
  for (const auto* entries : {&receivers.receivers, &receivers.missing}) {
    for (const ReceiverEntry& entry : *entries) {
      if (entry.is_overdue == true) add_name(issue, entry.reporter);
    }
  }
  return issue;
}

Found unknown_source(const Picture& picture) {
  Issue issue = about(Severity::attention, "");
  for (const SourceEntry& entry : picture.sources.sources) {
    if (entry.verdict) continue;
    // What contradicts itself is not for the owner to tell.
    const std::uint64_t unknown = entry.classes.unknown - entry.contradicted;
    if (unknown < kUnknownSourceMessages) continue;
    add(issue.messages, unknown);
    add_name(issue, entry.source.name);
  }
  if (issue.count == 0) return std::nullopt;
  issue.message = counted(issue.messages, "message") + " of " + counted(issue.count, "source") +
                  " may be yours or not: approve or block what sends them.";
  return issue;
}

Found unread_payloads(const Picture& picture) {
  const std::uint64_t unread = picture.receivers.unread;
  if (unread == 0) return std::nullopt;
  return about(Severity::notice,
               counted(unread, "payload") +
                   " could not be read, of this domain or another: they came in this period, or in"
                   " the two days after it.");
}

Found own_mail_dropped(const Picture& picture) {
  const Compared& own = picture.changes.own_at_same_receivers;
  const bool was_enough = own.before >= kIssueMessages;
  if (!was_enough || is_at_least(own.now, own.before, kVanishedPercent)) return std::nullopt;
  return about(Severity::attention,
               "The receivers that report on both periods tell of " + counted(own.now, "message") +
                   " of your own, after " + number(own.before) + " in the period before.",
               own.now);
}

Found policy_changed(const Picture& picture) {
  const Changes& c = picture.changes;
  if (!c.is_policy_changed) return std::nullopt;
  return about(Severity::notice, "Receivers see the policy " + text_of(*c.policy) + ", after " +
                                     text_of(*c.policy_before) + " in the period before.");
}

/// What receivers of RFC 7489 do not tell, np and t, is left out.
bool is_same_for_all(const PolicyWords& words, const PolicyWords& other) {
  return words.p == other.p && words.sp == other.sp;
}

Found policy_not_seen(const Picture& picture) {
  const auto& seen = picture.changes.policy;
  if (picture.policy_source != PolicySource::published || !seen) return std::nullopt;
  const std::string saw = "; receivers saw " + text_of(*seen) + ".";
  if (!picture.policy) {
    return about(Severity::attention, "You publish no DMARC policy" + saw);
  }
  if (is_same_for_all(*picture.policy, *seen)) return std::nullopt;
  return about(Severity::notice, "You publish " + text_of(*picture.policy) + saw);
}

Found tls_fails(const Picture& picture) {
  if (!picture.tls || picture.tls->totals.failed == 0) return std::nullopt;
  const TlsSummary& tls = *picture.tls;
  std::uint64_t all = tls.totals.successful;
  add(all, tls.totals.failed);
  const bool is_unsafe = tls.sts.is_enforcing_safe == kEnforcingUnsafe ||
                         tls.dane.is_enforcing_safe == kEnforcingUnsafe;
  return about(is_unsafe ? Severity::attention : Severity::notice,
               "Of " + counted(all, "TLS session") + " with your mail exchanges " +
                   number(tls.totals.failed) + " failed.");
}

Found policy_not_applied(const Picture& picture) {
  Issue issue = about(Severity::notice, "");
  for (const ReceiverEntry& entry : picture.receivers.receivers) {
    const Obedience& obedience = entry.obedience;
    if (obedience.obeys != false || obedience.failed < kIssueMessages) continue;
    add(issue.messages, obedience.weaker);
    add(issue.messages, obedience.stricter);
    add_name(issue, entry.reporter);
  }
  if (issue.count == 0) return std::nullopt;
  issue.message = counted(issue.count, "receiver") +
                  " did something else than the policy asks for, with " +
                  counted(issue.messages, "message") + ".";
  return issue;
}

/// Sources that came or went.
Found changed_sources(const std::vector<ChangedSource>& changed, std::string_view what) {
  if (changed.empty()) return std::nullopt;
  Issue issue = about(Severity::notice, "");
  for (const ChangedSource& source : changed) {
    add(issue.messages, source.messages);
    add_name(issue, source.name);
  }
  issue.message = counted(issue.count, "source") + std::string(what) + ", with " +
                  counted(issue.messages, "message") + ".";
  return issue;
}

Found new_source(const Picture& picture) {
  return changed_sources(picture.changes.new_sources, " not seen before");
}

Found source_vanished(const Picture& picture) {
  return changed_sources(picture.changes.vanished_sources, " of yours not seen any more");
}

/// Names that were not seen before. `what` follows their number.
Found new_names(const std::vector<Counted>& names, std::string_view one, std::string_view more) {
  if (names.empty()) return std::nullopt;
  Issue issue = about(Severity::notice, number(names.size()) + " " +
                                            std::string(names.size() == 1 ? one : more) +
                                            " not seen before.");
  for (const Counted& name : names) {
    add(issue.messages, name.messages);
    add_name(issue, name.name);
  }
  return issue;
}

Found new_selector(const Picture& picture) {
  return new_names(picture.changes.new_selectors, "selector of yours", "selectors of yours");
}

Found new_subdomain(const Picture& picture) {
  return new_names(picture.changes.new_subdomains, "From domain below yours",
                   "From domains below yours");
}

Found new_network(const Picture& picture) {
  return new_names(picture.changes.new_networks, "network with mail of yours",
                   "networks with mail of yours");
}

Found new_country(const Picture& picture) {
  return new_names(picture.changes.new_countries, "country with mail of yours",
                   "countries with mail of yours");
}

/// Anybody can send reports in a receiver's name. RFC 9990 section 3.5.2: the mail of a report
/// passes DMARC, aligned with it.
Found untrusted_reports(const Picture& picture) {
  Issue issue = about(Severity::attention, "");
  std::uint64_t reports = 0;
  for (const ReceiverEntry& entry : picture.receivers.receivers) {
    if (entry.untrusted == 0) continue;
    add(reports, entry.untrusted);
    add(issue.messages, entry.untrusted_messages);
    add_name(issue, entry.reporter);
  }
  if (reports == 0) return std::nullopt;
  issue.message = counted(reports, "report") + " with " + counted(issue.messages, "message") +
                  " came in mail that is not its reporter's: --trusted-only leaves them out.";
  return issue;
}

Found ready_for_next_step(const Picture& picture) {
  if (picture.next_step.changes.empty()) return std::nullopt;
  std::string tags;
  for (const std::string& tag : picture.next_step.changes) tags += (tags.empty() ? "" : "; ") + tag;
  return about(Severity::notice, "The next step may be published: " + tags + ".");
}

struct Row {
  IssueKind kind;
  Found (*find)(const Picture&);
};

constexpr Row kRows[] = {
    {{"own-mail-stopped", "Receivers quarantine or reject mail of yours."}, own_mail_stopped},
    {{"own-mail-fails", "Mail of yours does not pass DMARC."}, own_mail_fails},
    {{"source-fails", "Senders of yours, by name, whose mail does not pass."}, source_fails},
    {{"pass-rate-dropped", "Less of your mail passes than in the period before."},
     pass_rate_dropped},
    {{"own-mail-dropped", "Reports tell of less than half as much of your mail as before."},
     own_mail_dropped},
    {{"untrusted-reports", "Reports count whose mail is not of the receiver that they name."},
     untrusted_reports},
    {{"spoofing-delivered", "Mail that pretends to be yours is delivered."}, spoofing_delivered},
    {{"reports-stopped", "No receiver sends reports any more."}, reports_stopped},
    {{"receivers-overdue", "Receivers that told of a good part of your mail send no reports."},
     receivers_overdue},
    {{"unknown-source", "Senders of which you have to say whether they are yours."},
     unknown_source},
    {{"tls-fails", "Senders report that TLS with your mail exchanges fails."}, tls_fails},
    {{"policy-not-seen", "Receivers see another policy than the one in the DNS."}, policy_not_seen},
    {{"policy-not-applied", "Receivers do something else than the policy asks for."},
     policy_not_applied},
    {{"policy-changed", "Receivers see another policy than in the period before."}, policy_changed},
    {{"new-source", "Senders that were not seen before, and do not only spoof."}, new_source},
    {{"source-vanished", "Senders of yours that are not seen any more."}, source_vanished},
    {{"new-selector", "DKIM selectors of your domains that were not seen before."}, new_selector},
    {{"new-subdomain", "From domains below yours that were not seen before."}, new_subdomain},
    {{"new-network", "Networks that were not seen before with mail of yours."}, new_network},
    {{"new-country", "Countries that were not seen before with mail of yours."}, new_country},
    {{"unread-payloads",
      "Something that was sent as a report, of whatever domain, could not be read."},
     unread_payloads},
    {{"ready-for-next-step", "A stricter policy may be published."}, ready_for_next_step},
};

constexpr auto kKinds = [] {
  std::array<IssueKind, std::size(kRows)> kinds{};
  for (std::size_t i = 0; i < kinds.size(); ++i) kinds[i] = kRows[i].kind;
  return kinds;
}();

}  // namespace

std::span<const IssueKind> issue_kinds() {
  return kKinds;
}

std::vector<Issue> issues_in(const Picture& picture) {
  std::vector<Issue> issues;
  for (const Row& row : kRows) {
    auto issue = row.find(picture);
    if (!issue) continue;
    issue->id = row.kind.id;
    issues.push_back(*std::move(issue));
  }
  std::stable_sort(issues.begin(), issues.end(),
                   [](const Issue& a, const Issue& b) { return a.severity < b.severity; });
  return issues;
}

}  // namespace reports::analysis
