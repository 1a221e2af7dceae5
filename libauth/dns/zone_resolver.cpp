// SPDX-License-Identifier: MIT

#include "libauth/dns/zone_resolver.h"

#include <algorithm>
#include <string>
#include <utility>

namespace libauth::dns {
namespace {

constexpr std::size_t kMaxAliases = 16;

}  // namespace

/// One question on its way through the zones.
struct ZoneResolver::Walk {
  Answer answer;
  Question at;
  bool has_ttl = false;

  void lower_ttl(std::uint32_t ttl) {
    const std::chrono::seconds seconds(ttl);
    answer.ttl = has_ttl ? std::min(answer.ttl, seconds) : seconds;
    has_ttl = true;
  }
  /// The zones decide the answer.
  void end(Status status, std::string detail = {}) {
    answer.from_zone = true;
    answer.status = status;
    answer.detail = std::move(detail);
  }
};

ZoneResolver::ZoneResolver(std::vector<Zone> zones, Resolver* beyond)
    : zones_(std::move(zones)), beyond_(beyond) {}

void ZoneResolver::fail(const Name& name, Status status) {
  failing_names_[name] = status;
}
void ZoneResolver::fail(const Question& question, Status status) {
  failing_questions_[question] = status;
}

const Zone* ZoneResolver::zone_of(const Name& name) const {
  const Zone* best = nullptr;
  for (const Zone& zone : zones_) {
    if (!name.is_at_or_below(zone.origin())) continue;
    if (best == nullptr || zone.origin().is_at_or_below(best->origin())) best = &zone;
  }
  return best;
}

AnswerPtr ZoneResolver::scripted(const Question& question) const {
  if (const auto found = failing_questions_.find(question); found != failing_questions_.end()) {
    return failed(found->second, "scripted");
  }
  if (const auto found = failing_names_.find(question.name); found != failing_names_.end()) {
    return failed(found->second, "scripted");
  }
  return nullptr;
}

/// Fills walk.answer, or gives the question that has to be asked beyond the zones.
std::optional<Question> ZoneResolver::walk(const Question& question, Walk& walk) const {
  walk.at = question;
  for (;;) {
    if (const AnswerPtr failure = scripted(walk.at)) {
      walk.end(failure->status, failure->detail);
      walk.answer.security = failure->security;
      walk.answer.from_zone = false;
      return std::nullopt;
    }
    const Zone* zone = zone_of(walk.at.name);
    if (zone == nullptr) return walk.at;
    const Zone::Found found = zone->find(walk.at);
    // A zone cut has no TTL here: what is below it comes from elsewhere.
    if (found.kind != Zone::Found::Kind::delegated) walk.lower_ttl(found.ttl);
    switch (found.kind) {
      case Zone::Found::Kind::records:
        walk.answer.records = found.set->records;
        walk.end(Status::answered);
        return std::nullopt;
      case Zone::Found::Kind::no_data:
        walk.end(Status::no_data);
        return std::nullopt;
      case Zone::Found::Kind::no_such_name:
        walk.end(Status::no_such_name);
        return std::nullopt;
      case Zone::Found::Kind::too_long:
        walk.end(Status::servfail, "a DNAME makes the name too long");
        return std::nullopt;
      case Zone::Found::Kind::delegated:
        return walk.at;
      case Zone::Found::Kind::alias:
        break;
    }
    const auto& seen = walk.answer.aliases;
    if (found.target == question.name ||
        std::find(seen.begin(), seen.end(), found.target) != seen.end()) {
      walk.end(Status::servfail, "the name leads through a loop of aliases");
      return std::nullopt;
    }
    if (seen.size() == kMaxAliases) {
      walk.end(Status::servfail,
               "the name leads through more than " + std::to_string(kMaxAliases) + " aliases");
      return std::nullopt;
    }
    walk.answer.aliases.push_back(found.target);
    walk.at.name = found.target;
  }
}

std::vector<AnswerPtr> ZoneResolver::resolve(std::span<const Question> questions,
                                             Deadline deadline) {
  std::vector<AnswerPtr> answers(questions.size());
  std::vector<Question> open;
  std::vector<std::pair<std::size_t, Walk>> walks;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    Walk way;
    const auto further = walk(questions[i], way);
    if (further && beyond_ != nullptr) {
      open.push_back(*further);
      walks.emplace_back(i, std::move(way));
      continue;
    }
    if (further) {
      way.answer.status = Status::refused;
      way.answer.detail = "no zone here answers for " + further->name.text();
    }
    answers[i] = std::make_shared<const Answer>(std::move(way.answer));
  }
  if (open.empty()) return answers;
  const auto further = beyond_->resolve(open, deadline);
  for (std::size_t i = 0; i < walks.size(); ++i) {
    auto& [index, way] = walks[i];
    Answer answer = *further[i];
    if (way.has_ttl) answer.ttl = std::min(answer.ttl, way.answer.ttl);
    answer.aliases.insert(answer.aliases.begin(), way.answer.aliases.begin(),
                          way.answer.aliases.end());
    answers[index] = std::make_shared<const Answer>(std::move(answer));
  }
  return answers;
}

AnswerPtr ZoneResolver::peek(const Question& question) {
  const bool is_ours = zone_of(question.name) != nullptr || scripted(question) != nullptr;
  return is_ours || beyond_ == nullptr ? nullptr : beyond_->peek(question);
}

}  // namespace libauth::dns
