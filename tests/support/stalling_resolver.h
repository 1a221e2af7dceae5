// SPDX-License-Identifier: MIT
//
// A resolver that answers at once but for some names, whose servers never answer.

#pragma once

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "libauth/dns/resolver.h"

namespace tests {

/// Over a resolver that knows all. Questions whose text contains `slow` time out at the deadline;
/// everything else, and what follows from it, is answered before.
class StallingResolver final : public libauth::dns::Resolver {
 public:
  StallingResolver(libauth::dns::Resolver& beyond, std::string slow)
      : beyond_(beyond), slow_(std::move(slow)) {}

  std::vector<libauth::dns::AnswerPtr> resolve(std::span<const libauth::dns::Question> questions,
                                               libauth::dns::Deadline deadline) override {
    auto answers = beyond_.resolve(questions, deadline);
    bool has_stalled = false;
    for (std::size_t i = 0; i < questions.size(); ++i) {
      if (!is_slow(questions[i])) continue;
      answers[i] = timeout();
      has_stalled = true;
    }
    if (has_stalled) std::this_thread::sleep_until(deadline);
    return answers;
  }

  void resolve_all(std::span<const libauth::dns::Question> first, libauth::dns::Deadline deadline,
                   const Follow& follow) override {
    std::vector<libauth::dns::Question> open(first.begin(), first.end());
    std::vector<libauth::dns::Question> stalled;
    while (!open.empty()) {
      const libauth::dns::Question question = std::move(open.back());
      open.pop_back();
      if (is_slow(question)) {
        stalled.push_back(question);
        continue;
      }
      const auto more = follow(question, beyond_.resolve({&question, 1}, deadline).at(0));
      open.insert(open.end(), more.begin(), more.end());
    }
    if (stalled.empty()) return;
    std::this_thread::sleep_until(deadline);
    for (const auto& question : stalled) {
      const auto more = follow(question, timeout());
      resolve_all(std::vector(more.begin(), more.end()), deadline, follow);
    }
  }

 private:
  static libauth::dns::AnswerPtr timeout() {
    return libauth::dns::failed(libauth::dns::Status::timeout, "");
  }
  bool is_slow(const libauth::dns::Question& question) const {
    return question.text().find(slow_) != std::string::npos;
  }

  libauth::dns::Resolver& beyond_;
  const std::string slow_;
};

}  // namespace tests
