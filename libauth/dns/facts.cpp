// SPDX-License-Identifier: MIT

#include "libauth/dns/facts.h"

#include <utility>

#include "libauth/dns/resolver.h"

namespace libauth::dns {

const Answer* Facts::find(const Name& name, RrType type) {
  if (log_ != nullptr) log_->push_back({name, type});
  if (const Answer* answer = peek(name, type)) return answer;
  Question question{name, type};
  if (known_ != nullptr) {
    if (AnswerPtr answer = known_->peek(question)) {
      return answers_.try_emplace(std::move(question), std::move(answer)).first->second.get();
    }
  }
  if (noted_.insert(question).second) missing_.push_back(std::move(question));
  return nullptr;
}

const Answer* Facts::peek(const Name& name, RrType type) const {
  const auto known = answers_.find(View{name, type});
  return known == answers_.end() ? nullptr : known->second.get();
}

void Facts::learn(const Question& question, AnswerPtr answer) {
  answers_.try_emplace(question, std::move(answer));
}

void Facts::forget_missing() {
  noted_.clear();
  missing_.clear();
}

}  // namespace libauth::dns
