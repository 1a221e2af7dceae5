// SPDX-License-Identifier: MIT
//
// Answers from zones in memory: for tests, and for looking at records before they are published.

#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "libauth/dns/resolver.h"
#include "libauth/dns/zone.h"

namespace libauth::dns {

class ZoneResolver final : public Resolver {
 public:
  /// Answers names under the zones' origins from the zones, following CNAMEs among them, and asks
  /// `beyond` for all others. Without `beyond` other names are refused, as an authoritative server
  /// does. `beyond` outlives the resolver.
  explicit ZoneResolver(std::vector<Zone> zones, Resolver* beyond = nullptr);

  /// Makes every question for the name, or the one question, end with that status. To be called
  /// before the resolver is used.
  void fail(const Name& name, Status status);
  void fail(const Question& question, Status status);

  std::vector<AnswerPtr> resolve(std::span<const Question> questions, Deadline deadline) override;

  /// What `beyond` knows of a name outside the zones.
  AnswerPtr peek(const Question& question) override;

 private:
  struct Walk;

  const Zone* zone_of(const Name& name) const;
  AnswerPtr scripted(const Question& question) const;
  std::optional<Question> walk(const Question& question, Walk& walk) const;

  std::vector<Zone> zones_;
  Resolver* beyond_;
  std::unordered_map<Name, Status> failing_names_;
  std::unordered_map<Question, Status> failing_questions_;
};

}  // namespace libauth::dns
