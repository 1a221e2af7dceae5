// SPDX-License-Identifier: MIT

#include "libauth/dmarc/discover.h"

#include <algorithm>

#include "libauth/dmarc/parse.h"

namespace libauth::dmarc {
namespace {

using dns::Name;
using dns::Question;
using dns::RrType;

constexpr std::size_t kMaxQueries = 8;

bool ends_walk(const WalkStep& step) {
  return step.record && step.record->psd != Psd::u;
}

WalkStep ask(const Name& name, dns::Facts& facts) {
  WalkStep step;
  step.name = name;
  const auto at = name.below("_dmarc");
  // A name that is too long to have a record has none.
  static const dns::Answer kNoData = [] {
    dns::Answer answer;
    answer.status = dns::Status::no_data;
    return answer;
  }();
  step.question = {at ? *at : name, RrType::txt};
  step.answer = at ? facts.find(step.question) : &kNoData;
  if (!step.is_known()) return step;
  for (const dns::Txt& txt : step.answer->txt()) {
    const std::string text = txt.joined();
    if (!is_dmarc_record(text)) continue;
    if (step.count++ == 0) step.text = text;
  }
  // RFC 9989 section 4.10: several records at a name are all discarded, and the walk goes on.
  if (step.count == 1) step.record = parse_record(step.text);
  return step;
}

/// The record that is policy for the author, section 4.10.1: its own, the organizational domain's,
/// or that of the public suffix that ended the walk. Records between are none.
const WalkStep* policy_step(const Walk& walk, const Name& organizational) {
  if (walk.steps.front().record) return &walk.steps.front();
  for (const WalkStep& step : walk.steps) {
    if (step.record && step.name == organizational) return &step;
  }
  const WalkStep& last = walk.steps.back();
  return last.record && last.record->psd == Psd::y ? &last : nullptr;
}

/// Whether the name exists; nullopt: pending. Only NXDOMAIN says that it does not (section 3.2.13).
std::optional<dns::Status> existence(const Name& name, dns::Facts& facts) {
  const dns::Answer* answer = facts.find({name, RrType::mx});
  if (answer == nullptr) return std::nullopt;
  // An alias exists, even one that leads nowhere.
  return answer->aliases.empty() ? answer->status : dns::Status::answered;
}

void choose_policy(const Name& author, dns::Facts& facts, Discovery& discovery) {
  const Record& record = *discovery.step->record;
  discovery.kind = Discovery::Kind::found;
  if (!record.is_usable()) {
    discovery.kind = Discovery::Kind::unusable;
    return;
  }
  if (discovery.step->name == author) {
    discovery.policy = record.effective_p();
    return;
  }
  discovery.source = PolicySource::sp;
  discovery.policy = record.effective_sp();
  // Where sp and np say the same, existence does not matter.
  if (record.effective_np() == record.effective_sp()) return;
  const auto status = existence(author, facts);
  if (!status) {
    discovery.kind = Discovery::Kind::pending;
  } else if (*status == dns::Status::no_such_name) {
    discovery.source = PolicySource::np;
    discovery.policy = record.effective_np();
  } else if (*status != dns::Status::answered && *status != dns::Status::no_data) {
    discovery.kind = Discovery::Kind::temperror;
    discovery.unanswered.push_back({author, RrType::mx});
  }
}

}  // namespace

std::vector<Name> walk_targets(const Name& domain) {
  std::vector<Name> targets = {domain};
  const std::size_t labels = domain.label_count();
  for (std::size_t left = std::min(labels - std::min<std::size_t>(labels, 1), kMaxQueries - 1);
       left > 0; --left) {
    targets.push_back(domain.last_labels(left));
  }
  return targets;
}

bool Walk::is_known() const {
  return std::all_of(steps.begin(), steps.end(), [](const WalkStep& s) { return s.is_known(); });
}

Name Walk::organizational_domain() const {
  const Name& start = steps.front().name;
  const Name* shortest = &start;
  for (const WalkStep& step : steps) {
    if (!step.record) continue;
    if (step.record->psd == Psd::n) return step.name;
    // One label below the public suffix, towards the start; the walk may have skipped that name.
    // A suffix at the start itself falls through (section 4.10.2).
    if (step.record->psd == Psd::y && step.name != start) {
      return start.last_labels(step.name.label_count() + 1);
    }
    shortest = &step.name;
  }
  return *shortest;
}

Walk walk_tree(const Name& domain, dns::Facts& facts) {
  Walk walk;
  bool ended = false;
  for (const Name& name : walk_targets(domain)) {
    WalkStep step = ask(name, facts);
    if (ended) continue;
    ended = ends_walk(step);
    walk.steps.push_back(std::move(step));
    // Behind a known end nothing needs to be asked.
    if (ended && walk.is_known()) break;
  }
  return walk;
}

Discovery discover(const Name& author, dns::Facts& facts) {
  Discovery discovery;
  discovery.walk = walk_tree(author, facts);
  const Walk& walk = discovery.walk;
  const bool pending = std::any_of(walk.steps.begin(), walk.steps.end(),
                                   [](const WalkStep& step) { return step.answer == nullptr; });
  if (pending) return discovery;
  if (walk.is_known()) discovery.organizational_domain = walk.organizational_domain();
  // The author's own record is the policy whatever else the DNS tells or does not tell.
  if (walk.steps.front().record) {
    discovery.step = &walk.steps.front();
  } else if (!discovery.organizational_domain) {
    discovery.kind = Discovery::Kind::temperror;
    for (const WalkStep& step : walk.steps) {
      if (!step.is_known()) discovery.unanswered.push_back(step.question);
    }
    return discovery;
  } else {
    discovery.step = policy_step(walk, *discovery.organizational_domain);
  }
  if (discovery.step == nullptr) {
    discovery.kind = Discovery::Kind::none;
    return discovery;
  }
  choose_policy(author, facts, discovery);
  return discovery;
}

}  // namespace libauth::dmarc
