// SPDX-License-Identifier: MIT
//
// Something that answers questions about the DNS.

#pragma once

#include <chrono>
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
};

}  // namespace libauth::dns
