// SPDX-License-Identifier: MIT
//
// What is known about the DNS during one evaluation, and what was asked for and is not known yet.
//
// Not safe for use by several threads at once: one evaluation, one Facts.

#pragma once

#include <cstddef>
#include <span>
#include <unordered_set>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "libauth/dns/answer.h"
#include "libauth/dns/question.h"

namespace libauth::dns {

class Resolver;

class Facts {
 public:
  Facts() = default;
  /// Facts that may be found without asking: what is not known yet is looked up by known.peek()
  /// first, and noted as missing only where that has nothing. `known` outlives the facts.
  explicit Facts(Resolver& known) : known_(&known) {}

  /// The answer, valid as long as the facts; null where it is not known, and then the question is
  /// noted as missing.
  const Answer* find(const Question& question) { return find(question.name, question.type); }
  const Answer* find(const Name& name, RrType type);

  /// The answer where it is known; notes nothing.
  const Answer* peek(const Question& question) const { return peek(question.name, question.type); }
  const Answer* peek(const Name& name, RrType type) const { return kept(view_of(name, type)); }

  /// Keeps the answer. The first one stays: a fact does not change during an evaluation.
  void learn(const Question& question, AnswerPtr answer);

  /// Takes an answer back, for the next evaluation.
  void forget(const Question& question);

  /// What find() did not know since the last forget_missing(), each question once, in the order of
  /// the asking.
  std::span<const Question> missing() const { return missing_; }
  void forget_missing();

  /// Notes every question that find() is asked from now on, each time; null ends it. The log
  /// outlives the noting.
  void log_into(std::vector<Question>* log) { log_ = log; }
  /// Where it is noted to; null where it is not.
  std::vector<Question>* log() const { return log_; }

  /// How many answers are known.
  std::size_t size() const { return answers_.size(); }

 private:
  /// A question that is kept. Its hash is worked out once: that takes longer than the rest of a
  /// look-up.
  struct Key {
    Question question;
    std::size_t hash;
  };
  /// A question that is looked for, so that looking copies no name.
  struct View {
    const Name& name;
    RrType type;
    std::size_t hash;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const View& view) const noexcept { return view.hash; }
    std::size_t operator()(const Key& key) const noexcept { return key.hash; }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Key& a, const Key& b) const { return a.question == b.question; }
    bool operator()(const View& a, const Key& b) const {
      return a.type == b.question.type && a.name == b.question.name;
    }
  };

  static View view_of(const Name& name, RrType type) { return {name, type, hash_of(name, type)}; }
  const Answer* kept(const View& view) const;

  Resolver* known_ = nullptr;
  boost::unordered_flat_map<Key, AnswerPtr, Hash, Equal> answers_;
  std::unordered_set<Question> noted_;
  std::vector<Question> missing_;
  std::vector<Question>* log_ = nullptr;
};

}  // namespace libauth::dns
