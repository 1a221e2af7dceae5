// SPDX-License-Identifier: MIT

#include "libauth/dmarc/discover.h"

#include <algorithm>
#include <utility>

#include "libauth/dmarc/parse.h"

namespace libauth::dmarc {
namespace {

using dns::Name;
using dns::Question;
using dns::RrType;

constexpr std::size_t kMaxQueries = 8;

bool ends_walk(const WalkStep& step) {
  return step.record != nullptr && step.record->psd != Psd::u;
}

/// The DMARC records of an answer, as they are kept beside it.
struct Selected {
  std::string text;
  std::shared_ptr<const Record> record;
  std::size_t count = 0;

  std::size_t octets() const {
    return text.capacity() + (record ? sizeof(Record) + record->octets() : 0);
  }
};

Selected select(const dns::Answer& answer) {
  Selected selected;
  for (const dns::Txt& txt : answer.txt()) {
    std::string text = txt.joined();
    if (is_dmarc_record(text) && selected.count++ == 0) selected.text = std::move(text);
  }
  // RFC 9989 section 4.10: several records at a name are all discarded, and the walk goes on.
  if (selected.count == 1) selected.record = std::make_shared<Record>(parse_record(selected.text));
  return selected;
}

bool is_pending(const WalkStep& step) {
  return step.answer == nullptr;
}

/// The record that is policy for the author, section 4.10.1: its own, the organizational domain's,
/// or that of the public suffix that ended the walk. Records between are none.
const WalkStep* policy_step(const Walk& walk, const Name& organizational) {
  if (walk.steps.front().record != nullptr) return &walk.steps.front();
  for (const WalkStep& step : walk.steps) {
    if (step.record != nullptr && step.name == organizational) return &step;
  }
  const WalkStep& last = walk.steps.back();
  return last.record != nullptr && last.record->psd == Psd::y ? &last : nullptr;
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

void note_organizational_domain(Discovery& discovery) {
  const Walk& walk = discovery.walk;
  if (walk.is_known()) discovery.organizational_domain = walk.organizational_domain();
}

/// RFC 9989 section 4.10.1, when no answer is pending.
void conclude(const Name& author, dns::Facts& facts, Discovery& discovery) {
  const Walk& walk = discovery.walk;
  // The author's own record is the policy whatever else the DNS tells or does not tell.
  if (walk.steps.front().record != nullptr) {
    discovery.step = &walk.steps.front();
  } else if (!discovery.organizational_domain) {
    discovery.kind = Discovery::Kind::temperror;
    for (const WalkStep& step : walk.steps) {
      if (!step.is_known()) discovery.unanswered.push_back(step.question);
    }
    return;
  } else {
    discovery.step = policy_step(walk, *discovery.organizational_domain);
  }
  if (discovery.step == nullptr) {
    discovery.kind = Discovery::Kind::none;
    return;
  }
  choose_policy(author, facts, discovery);
}

}  // namespace

WalkStep look_up(const Name& name, dns::Facts& facts) {
  WalkStep step;
  step.name = name;
  auto at = name.below("_dmarc");
  // A name that is too long to have a record has none.
  static const dns::Answer kNoData = [] {
    dns::Answer answer;
    answer.status = dns::Status::no_data;
    return answer;
  }();
  step.question = {at ? std::move(*at) : name, RrType::txt};
  step.answer = at ? facts.find(step.question) : &kNoData;
  if (!step.is_known()) return step;
  const dns::Answer& answer = *step.answer;
  const auto& selected = answer.memo.get<Selected>([&answer] { return select(answer); });
  step.count = selected.count;
  step.text = selected.text;
  step.record = selected.record;
  return step;
}

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
  return is_over &&
         std::all_of(steps.begin(), steps.end(), [](const WalkStep& s) { return s.is_known(); });
}

Name Walk::organizational_domain() const {
  const Name& start = steps.front().name;
  const Name* shortest = &start;
  for (const WalkStep& step : steps) {
    if (step.record == nullptr) continue;
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
  walk.is_over = true;
  bool ended = false;
  for (const Name& name : walk_targets(domain)) {
    WalkStep step = look_up(name, facts);
    if (ended) continue;
    ended = ends_walk(step);
    walk.steps.push_back(std::move(step));
    // Behind a known end nothing needs to be asked.
    if (ended && walk.is_known()) break;
  }
  return walk;
}

Walk begin_walk(const Name& domain, dns::Facts& facts, Asking asking) {
  Walk walk;
  const std::size_t labels = domain.label_count();
  // As many as walk_targets() has: Discovery::step points there.
  walk.steps.reserve(std::clamp<std::size_t>(labels, 1, kMaxQueries));
  walk.steps.push_back(look_up(domain, facts));
  walk.is_over = ends_walk(walk.steps.front()) || labels <= 1;
  if (asking == Asking::foreseeing && is_pending(walk.steps.front())) walk_tree(domain, facts);
  return walk;
}

void finish_walk(Walk& walk, dns::Facts& facts, Asking asking) {
  if (walk.is_over) return;
  const std::vector<Name> targets = walk_targets(walk.steps.front().name);
  while (!walk.is_over && walk.steps.back().is_known()) {
    walk.steps.push_back(look_up(targets[walk.steps.size()], facts));
    walk.is_over = ends_walk(walk.steps.back()) || walk.steps.size() == targets.size();
  }
  if (asking == Asking::one_by_one || !is_pending(walk.steps.back())) return;
  for (std::size_t i = walk.steps.size(); i < targets.size(); ++i) look_up(targets[i], facts);
}

Discovery discover(const Name& author, dns::Facts& facts) {
  Discovery discovery;
  discovery.walk = walk_tree(author, facts);
  const Walk& walk = discovery.walk;
  if (std::any_of(walk.steps.begin(), walk.steps.end(), is_pending)) return discovery;
  note_organizational_domain(discovery);
  conclude(author, facts, discovery);
  return discovery;
}

Discovery discover_policy(const Name& author, dns::Facts& facts, Asking asking) {
  Discovery discovery;
  Walk& walk = discovery.walk;
  walk = begin_walk(author, facts, asking);
  // Without a record of its own the walk has to tell whose record applies.
  if (walk.steps.front().record == nullptr) finish_walk(walk, facts, asking);
  if (is_pending(walk.steps.back())) return discovery;
  note_organizational_domain(discovery);
  conclude(author, facts, discovery);
  return discovery;
}

void find_organizational_domain(Discovery& discovery, dns::Facts& facts, Asking asking) {
  if (discovery.organizational_domain) return;
  finish_walk(discovery.walk, facts, asking);
  note_organizational_domain(discovery);
}

}  // namespace libauth::dmarc
