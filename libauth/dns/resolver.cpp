// SPDX-License-Identifier: MIT

#include "libauth/dns/resolver.h"

#include <utility>

namespace libauth::dns {

void Resolver::resolve_each(std::span<const Question> questions, Deadline deadline,
                            const Take& take) {
  auto answers = resolve(questions, deadline);
  for (std::size_t i = 0; i < answers.size(); ++i) take(i, std::move(answers[i]));
}

void Resolver::resolve_all(std::span<const Question> first, Deadline deadline,
                           const Follow& follow) {
  std::vector<Question> round(first.begin(), first.end());
  while (!round.empty()) {
    std::vector<Question> next;
    resolve_each(round, deadline, [&](std::size_t index, AnswerPtr answer) {
      const auto more = follow(round[index], std::move(answer));
      next.insert(next.end(), more.begin(), more.end());
    });
    round = std::move(next);
  }
}

AnswerPtr Resolver::peek(const Question& /*question*/) {
  return nullptr;
}

}  // namespace libauth::dns
