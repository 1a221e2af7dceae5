// SPDX-License-Identifier: MIT

#include "libauth/dns/resolver.h"

#include <utility>

namespace libauth::dns {

void Resolver::resolve_each(std::span<const Question> questions, Deadline deadline,
                            const Take& take) {
  auto answers = resolve(questions, deadline);
  for (std::size_t i = 0; i < answers.size(); ++i) take(i, std::move(answers[i]));
}

AnswerPtr Resolver::peek(const Question& /*question*/) {
  return nullptr;
}

}  // namespace libauth::dns
