// SPDX-License-Identifier: MIT
//
// What is known about the DNS during one evaluation, and what was asked for and is not known yet.
//
// Not safe for use by several threads at once: one evaluation, one Facts.

#pragma once

#include <cstddef>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "libauth/dns/answer.h"
#include "libauth/dns/question.h"

namespace libauth::dns {

class Facts {
 public:
  /// The answer, valid as long as the facts; null where it is not known, and then the question is
  /// noted as missing.
  const Answer* find(const Question& question);

  /// The answer where it is known; notes nothing.
  const Answer* peek(const Question& question) const;

  /// Keeps the answer. The first one stays: a fact does not change during an evaluation.
  void learn(const Question& question, AnswerPtr answer);

  /// What find() did not know since the last forget_missing(), each question once, in the order of
  /// the asking.
  std::span<const Question> missing() const { return missing_; }
  void forget_missing();

  /// Notes every question that find() is asked from now on, each time; null ends it. The log
  /// outlives the noting.
  void log_into(std::vector<Question>* log) { log_ = log; }

  /// How many answers are known.
  std::size_t size() const { return answers_.size(); }

 private:
  std::unordered_map<Question, AnswerPtr> answers_;
  std::unordered_set<Question> noted_;
  std::vector<Question> missing_;
  std::vector<Question>* log_ = nullptr;
};

}  // namespace libauth::dns
