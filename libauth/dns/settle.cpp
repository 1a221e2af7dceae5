// SPDX-License-Identifier: MIT

#include "libauth/dns/settle.h"

#include <algorithm>
#include <vector>

namespace libauth::dns {

void learn_missing(Resolver& resolver, Facts& facts, const SettleLimits& limits, Deadline deadline,
                   SettleCost& cost) {
  const std::vector<Question> missing(facts.missing().begin(), facts.missing().end());
  const bool in_time = std::chrono::steady_clock::now() < deadline;
  const std::size_t allowed = in_time && cost.rounds < limits.rounds
                                  ? std::min(missing.size(), limits.questions - cost.questions)
                                  : 0;
  if (allowed > 0) {
    const auto asked = std::span(missing).first(allowed);
    const auto answers = resolver.resolve(asked, deadline);
    for (std::size_t i = 0; i < allowed; ++i) facts.learn(asked[i], answers[i]);
    cost.questions += allowed;
    ++cost.rounds;
  }
  for (const Question& question : std::span(missing).subspan(allowed)) {
    facts.learn(question, in_time ? failed(Status::not_asked, "the limit of questions was reached")
                                  : failed(Status::timeout, "the time for questions was over"));
  }
}

}  // namespace libauth::dns
