// SPDX-License-Identifier: MIT

#include "libauth/dns/facts.h"

#include <utility>

#include "libauth/dns/resolver.h"

namespace libauth::dns {

const Answer* Facts::find(const Name& name, RrType type) {
  if (log_ != nullptr) log_->push_back({name, type});
  const View view = view_of(name, type);
  if (const Answer* answer = kept(view)) return answer;
  Question question{name, type};
  if (known_ != nullptr) {
    if (AnswerPtr answer = known_->peek(question)) {
      Key key{std::move(question), view.hash};
      return answers_.try_emplace(std::move(key), std::move(answer)).first->second.get();
    }
  }
  if (noted_.insert(question).second) missing_.push_back(std::move(question));
  return nullptr;
}

const Answer* Facts::kept(const View& view) const {
  const auto found = answers_.find(view);
  return found == answers_.end() ? nullptr : found->second.get();
}

void Facts::learn(const Question& question, AnswerPtr answer) {
  answers_.try_emplace(Key{question, hash_of(question.name, question.type)}, std::move(answer));
}

void Facts::forget(const Question& question) {
  answers_.erase(view_of(question.name, question.type));
}

void Facts::forget_missing() {
  if (missing_.empty()) return;
  noted_.clear();
  missing_.clear();
}

}  // namespace libauth::dns
