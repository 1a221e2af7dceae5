// SPDX-License-Identifier: MIT

#include "libauth/dns/facts.h"

#include <utility>

namespace libauth::dns {

const Answer* Facts::find(const Question& question) {
  if (log_ != nullptr) log_->push_back(question);
  if (const Answer* answer = peek(question)) return answer;
  if (noted_.insert(question).second) missing_.push_back(question);
  return nullptr;
}

const Answer* Facts::peek(const Question& question) const {
  const auto known = answers_.find(question);
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
