// SPDX-License-Identifier: MIT

#include "reports/analysis/readiness.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "libauth/base/enum.h"
#include "reports/analysis/count.h"
#include "reports/analysis/sources.h"
#include "reports/analysis/thresholds.h"

namespace reports::analysis {
namespace {

using libauth::base::name_of;
using libauth::dmarc::Policy;
using sources::Class;
using sources::Verdict;

/// The order of blockers, and which of them more reports would take away.
constexpr std::pair<std::string_view, bool> kOrder[] = {
    {kTooFewDays, true},      {kTooFewMessages, true},    {kReportsStopped, true},
    {kOwnMailFails, false},   {kSourceFails, false},      {kUnknownSource, false},
    {kResultsUnknown, false}, {kSubdomainUnknown, false}, {kPolicyUnsettled, false},
};

std::ptrdiff_t order_of(const Blocker& blocker) {
  return std::find_if(std::begin(kOrder), std::end(kOrder),
                      [&](const auto& row) { return row.first == blocker.id; }) -
         std::begin(kOrder);
}

bool asks_more(const PolicyWords& words, const PolicyWords& than, Word word) {
  const Effect effect = effect_of(words, word);
  const Effect other = effect_of(than, word);
  return effect.mildest > other.mildest || effect.strictest > other.strictest;
}

bool asks_more(const PolicyWords& words, const PolicyWords& than) {
  constexpr std::array kWords = {Word::p, Word::sp, Word::np};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](Word word) { return asks_more(words, than, word); });
}

/// RFC 7489 knows no t: its receivers apply the policy whatever t says.
PolicyWords without_t(PolicyWords words) {
  words.testing = false;
  return words;
}

/// What a policy is compared with: what t=y holds back is judged when it comes, and when it goes.
PolicyWords compared_with(const PolicyWords& proposed, const PolicyWords& today) {
  return proposed.testing ? without_t(today) : today;
}

/// How many messages on the days with reports are as `messages` in kFullDays, rounded up.
std::uint64_t in_proportion(std::uint64_t messages, std::uint64_t days) {
  return (messages * std::clamp(days, kReadyDays, kFullDays) + kFullDays - 1) / kFullDays;
}

/// The mail for which a policy is stricter than that of today.
struct Affected {
  struct Sender {
    std::optional<Verdict> verdict;
    std::uint64_t aligned = 0;
    std::uint64_t failing = 0;
    std::uint64_t unknown = 0;  ///< of unknown class, and failing
  };
  std::map<std::string_view, Sender> senders;
  std::uint64_t own = 0;
  std::uint64_t failing = 0;
  std::uint64_t undetermined = 0;  ///< fails, and it is not known whether its subdomain exists
  std::uint64_t not_told = 0;      ///< may be the owner's, and it cannot be told whether it passes
  std::uint64_t approved_not_told = 0;  ///< of those: of sources that the owner approves
};

/// Finds what speaks against a policy.
class Judge {
 public:
  Judge(const PolicyWords& proposed, const Situation& situation)
      : proposed_(proposed), situation_(situation) {}

  std::vector<Blocker> run() {
    if (!asks_more(proposed_, today())) return {};
    for (const NamedFlow& named : situation_.traffic.flows) count(named);
    judge_data();
    judge_own();
    judge_senders();
    judge_not_told();
    judge_rest();
    std::sort(blockers_.begin(), blockers_.end(), [](const Blocker& a, const Blocker& b) {
      if (a.id != b.id) return order_of(a) < order_of(b);
      return a.messages != b.messages ? a.messages > b.messages : a.source < b.source;
    });
    return std::move(blockers_);
  }

 private:
  const PolicyWords& today() const { return situation_.today.words; }

  void count(const NamedFlow& named) {
    const store::Flow& flow = named.flow;
    add(classes_, named.mail_class, flow.messages);
    const Word word = word_for(flow.header_from, situation_.traffic.domain, situation_.existence);
    if (!asks_more(proposed_, today(), word)) return;
    const auto passed = passes(named);
    const bool fails = passed == false;
    const bool may_be_own = named.mail_class == Class::unknown && named.verdict != Verdict::ignore;
    if (may_be_own && !passed) return count_not_told(named);
    const bool is_unknown = may_be_own && fails;
    if (!is_own(named.mail_class) && !is_unknown) return;
    const Effect effect = effect_of(proposed_, word);
    if (fails && effect.mildest != effect.strictest) add(affected_.undetermined, flow.messages);
    count_sender(named, is_unknown);
  }

  void count_not_told(const NamedFlow& named) {
    add(affected_.not_told, named.flow.messages);
    if (named.verdict == Verdict::approve) add(affected_.approved_not_told, named.flow.messages);
  }

  void count_sender(const NamedFlow& named, bool is_unknown) {
    const std::uint64_t messages = named.flow.messages;
    Affected::Sender& sender = affected_.senders[named.source.name];
    sender.verdict = named.verdict;
    if (is_unknown) return add(sender.unknown, messages);
    add(affected_.own, messages);
    if (named.mail_class == Class::failing) {
      add(affected_.failing, messages);
      add(sender.failing, messages);
    } else {
      add(sender.aligned, messages);
    }
  }

  /// Names that do not exist send next to nothing: there is no number of messages to wait for.
  bool is_only_np() const {
    return !asks_more(proposed_, today(), Word::p) && !asks_more(proposed_, today(), Word::sp);
  }

  void judge_data() {
    const Traffic& traffic = situation_.traffic;
    if (situation_.days < kReadyDays) {
      block(kTooFewDays, traffic.messages, static_cast<double>(situation_.days), kReadyDays);
    }
    // A domain that others abuse, and that sends nothing itself, has enough to tell.
    std::uint64_t not_spoofed = own_messages(classes_);
    add(not_spoofed, classes_.forwarder);
    add(not_spoofed, classes_.unknown);
    const std::uint64_t counted = not_spoofed == 0 ? traffic.messages : not_spoofed;
    if (counted < kReadyMessages && !is_only_np()) {
      block(kTooFewMessages, counted, static_cast<double>(counted), kReadyMessages);
    }
    if (!traffic.last) return;
    const auto silence = std::chrono::floor<std::chrono::days>(traffic.period.to - *traffic.last);
    if (silence >= kStoppedAfter) {
      block(kReportsStopped, 0, static_cast<double>(silence.count()), kStoppedAfter.count());
    }
  }

  void judge_own() {
    const std::uint64_t aligned = affected_.own - affected_.failing;
    if (is_at_least(aligned, affected_.own, kReadyPercent)) return;
    block(kOwnMailFails, affected_.failing,
          percent_rounded_down(aligned, affected_.own).value_or(0), kReadyPercent);
  }

  void judge_senders() {
    for (const auto& [name, sender] : affected_.senders) {
      judge_own_sender(name, sender);
      const std::uint64_t many = in_proportion(kUnknownSourceMessages, situation_.days);
      if (sender.unknown < many) continue;
      block_messages(kUnknownSource, sender.unknown, many);
      blockers_.back().source = name;
    }
  }

  void judge_own_sender(std::string_view name, const Affected::Sender& sender) {
    const bool counts = sender.verdict == Verdict::approve ||
                        sender.failing >= in_proportion(kReadySourceMessages, situation_.days);
    std::uint64_t all = sender.aligned;
    add(all, sender.failing);
    if (!counts || is_at_least(sender.aligned, all, kReadySourcePercent)) return;
    block(kSourceFails, sender.failing, percent_rounded_down(sender.aligned, all).value_or(0),
          kReadySourcePercent);
    blockers_.back().source = name;
  }

  /// Where it is not known of a good part of the mail whether it passes, nothing is ready.
  void judge_not_told() {
    const std::uint64_t many = in_proportion(kUnknownSourceMessages, situation_.days);
    std::uint64_t all = affected_.own;
    add(all, affected_.not_told);
    const bool is_share =
        affected_.not_told >= many && !is_at_least(affected_.own, all, kReadyPercent);
    const bool is_of_approved =
        affected_.approved_not_told >= in_proportion(kReadySourceMessages, situation_.days);
    if (is_share || is_of_approved) block_messages(kResultsUnknown, affected_.not_told, many);
  }

  void judge_rest() {
    const std::uint64_t many = in_proportion(kReadySourceMessages, situation_.days);
    if (affected_.undetermined >= many) {
      block_messages(kSubdomainUnknown, affected_.undetermined, many);
    }
    const bool is_next_step = asks_more(proposed_, today(), Word::p) &&
                              effect_of(today(), Word::p).strictest != Policy::none;
    if (is_next_step && situation_.today.is_settled == false) {
      block(kPolicyUnsettled, 0, 0, kSettledDays.count());
    }
  }

  void block(std::string_view id, std::uint64_t messages, double value, double threshold) {
    blockers_.push_back({std::string(id), std::nullopt, messages, value, threshold});
  }
  void block_messages(std::string_view id, std::uint64_t messages, std::uint64_t threshold) {
    block(id, messages, static_cast<double>(messages), static_cast<double>(threshold));
  }

  const PolicyWords& proposed_;
  const Situation& situation_;
  ClassCounts classes_;
  Affected affected_;
  std::vector<Blocker> blockers_;
};

/// One step on the way of p, then of sp; none at its end.
std::optional<Proposal> raised(const PolicyWords& words) {
  if (words.p == Policy::none) return Proposal{.p = Policy::quarantine, .testing = true};
  if (words.testing) return Proposal{.testing = false};
  if (words.p == Policy::quarantine) return Proposal{.p = Policy::reject};
  const Policy sp = words.sp.value_or(words.p);
  if (sp == Policy::reject) return std::nullopt;
  return Proposal{.sp = sp == Policy::none ? Policy::quarantine : Policy::reject};
}

/// What has to be written in the record.
std::vector<std::string> changed_tags(const PolicyWords& from, const PolicyWords& to) {
  std::vector<std::string> tags;
  const auto note = [&](const char* tag, std::optional<Policy> policy) {
    if (policy) tags.push_back(tag + std::string("=") + std::string(name_of(*policy)));
  };
  if (to.p != from.p) note("p", to.p);
  if (to.sp != from.sp) note("sp", to.sp);
  if (to.np != from.np) note("np", to.np);
  if (to.testing != from.testing) tags.emplace_back(to.testing ? "t=y" : "t=n");
  return tags;
}

bool rejects_missing_names(const PolicyWords& words) {
  return words.np.value_or(words.sp.value_or(words.p)) == Policy::reject;
}

}  // namespace

bool is_stricter(const PolicyWords& words, const PolicyWords& than) {
  return asks_more(without_t(words), compared_with(words, than));
}

std::vector<Blocker> blockers_of(const PolicyWords& proposed, const Situation& situation) {
  const CurrentPolicy today{compared_with(proposed, situation.today.words),
                            situation.today.is_settled};
  return Judge(without_t(proposed), {situation.traffic, situation.days, today, situation.existence})
      .run();
}

std::vector<Blocker> losses_in_force(const PolicyWords& proposed, const Situation& situation) {
  const CurrentPolicy none;
  std::vector<Blocker> blockers =
      Judge(proposed, {situation.traffic, situation.days, none, situation.existence}).run();
  std::erase_if(blockers, [](const Blocker& blocker) {
    return blocker.id != kOwnMailFails && blocker.id != kSourceFails;
  });
  return blockers;
}

std::string readiness_of(const std::vector<Blocker>& blockers) {
  if (blockers.empty()) return std::string(kReady);
  const bool is_sure = std::any_of(blockers.begin(), blockers.end(), [](const Blocker& blocker) {
    return !kOrder[order_of(blocker)].second &&
           (blocker.messages >= kReadyMessages || blocker.id == kPolicyUnsettled);
  });
  const bool needs_data = kOrder[order_of(blockers.front())].second;
  return std::string(is_sure || !needs_data ? kNotReady : kNotEnoughData);
}

NextStep next_step_of(const Situation& situation) {
  const PolicyWords& today = situation.today.words;
  NextStep step{today, {}, today, {}};
  const auto next = raised(today);
  if (next) {
    step.raised = with(today, *next);
    step.blockers = blockers_of(step.raised, situation);
    if (step.blockers.empty()) step.words = step.raised;
  }
  if (!rejects_missing_names(step.words)) {
    const Proposal np{.np = Policy::reject};
    std::vector<Blocker> blockers = blockers_of(with(today, np), situation);
    const bool is_possible = blockers.empty();
    if (is_possible) step.words = with(step.words, np);
    if ((is_possible || !next) && !rejects_missing_names(step.raised)) {
      step.raised = with(step.raised, np);
    }
    if (!next) step.blockers = std::move(blockers);
  }
  step.changes = changed_tags(today, step.words);
  return step;
}

}  // namespace reports::analysis
