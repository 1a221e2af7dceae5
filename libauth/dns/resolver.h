// SPDX-License-Identifier: MIT
//
// Something that answers questions about the DNS.

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "libauth/dns/answer.h"
#include "libauth/dns/question.h"

namespace libauth::dns {

/// When waiting ends.
using Deadline = std::chrono::steady_clock::time_point;

class Resolver {
 public:
  Resolver() = default;
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  virtual ~Resolver() = default;

  /// Asks all the questions at once and waits until each has an answer or the deadline has passed;
  /// what is open then has the status timeout. Gives as many answers as there are questions, in
  /// their order, none of them null. Failures are answers too: it throws nothing for them.
  /// @threads safe
  virtual std::vector<AnswerPtr> resolve(std::span<const Question> questions,
                                         Deadline deadline) = 0;

  /// Takes the answer to the question of that index; never null.
  using Take = std::function<void(std::size_t index, AnswerPtr answer)>;

  /// As resolve(), but hands over each answer as soon as it is there, in any order, on the calling
  /// thread; returns when each question has had its one answer. Where a resolver cannot tell them
  /// apart in time, all come at the end.
  /// @threads safe
  virtual void resolve_each(std::span<const Question> questions, Deadline deadline,
                            const Take& take);

  /// Takes the answer to a question, never null, and gives what is to be asked because of it. That
  /// is copied before the next call.
  using Follow =
      std::function<std::span<const Question>(const Question& question, AnswerPtr answer)>;

  /// As resolve_each(), where questions follow from answers: what `follow` gives is asked at once,
  /// while other questions are open, so that a name whose servers are slow holds up only what rests
  /// on it. All on the calling thread; returns when each question has had its one answer, also
  /// those that followed. A resolver that cannot do it asks in rounds: what
  /// follows waits for all that is open.
  /// @param first  is copied before `follow` is called
  /// @threads safe
  virtual void resolve_all(std::span<const Question> first, Deadline deadline,
                           const Follow& follow);

  /// The answer where it is known without asking anybody, else null. Does not wait.
  /// @threads safe
  virtual AnswerPtr peek(const Question& question);
};

}  // namespace libauth::dns
