// SPDX-License-Identifier: MIT
//
// Writes down the steps of an evaluation.

#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "libauth/dns/facts.h"
#include "libauth/spf/evaluate.h"

namespace libauth::spf {

/// The steps of one evaluation. Does nothing where the trace is off. While it lives it logs the
/// questions that the facts are asked, and hands them on to the log that was there before.
class Tracer {
 public:
  /// A step that was begun.
  using Id = std::size_t;

  Tracer(dns::Facts& facts, bool is_on);
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;
  ~Tracer();

  /// Begins a step inside the one that is open. Steps end in the reverse order of their beginning.
  Id begin(std::size_t depth, const dns::Name& domain, std::string_view term) {
    return is_on_ ? add(depth, domain, term) : 0;
  }
  /// The name that the open step asks for.
  void set_target(Id step, const dns::Name& target) {
    if (is_on_) steps_[step].target = target.text();
  }
  void end(Id step, Outcome outcome, std::size_t lookups, std::size_t void_lookups,
           std::string_view detail = {}) {
    if (is_on_) finish(step, outcome, lookups, void_lookups, detail);
  }

  std::vector<Step> take() { return std::move(steps_); }

 private:
  Id add(std::size_t depth, const dns::Name& domain, std::string_view term);
  void finish(Id step, Outcome outcome, std::size_t lookups, std::size_t void_lookups,
              std::string_view detail);
  /// Gives the questions since the last call to the step that is open.
  void collect_questions();

  dns::Facts& facts_;
  const bool is_on_;
  std::vector<dns::Question>* const outer_log_;
  std::vector<dns::Question> asked_;
  std::vector<Step> steps_;
  std::vector<Id> open_;
};

}  // namespace libauth::spf
