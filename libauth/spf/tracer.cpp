// SPDX-License-Identifier: MIT

#include "libauth/spf/tracer.h"

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>

namespace libauth::spf {

Tracer::Tracer(dns::Facts& facts, bool is_on)
    : facts_(facts), is_on_(is_on), outer_log_(facts.log()) {
  if (is_on_) facts_.log_into(&asked_);
}

Tracer::~Tracer() {
  if (!is_on_) return;
  collect_questions();
  facts_.log_into(outer_log_);
}

Tracer::Id Tracer::add(std::size_t depth, const dns::Name& domain, std::string_view term) {
  collect_questions();
  Step step;
  step.depth = depth;
  step.domain = domain.text();
  step.term = std::string(term);
  steps_.push_back(std::move(step));
  open_.push_back(steps_.size() - 1);
  return open_.back();
}

void Tracer::finish(Id step, Outcome outcome, std::size_t lookups, std::size_t void_lookups,
                    std::string_view detail) {
  assert(!open_.empty() && open_.back() == step);
  collect_questions();
  open_.pop_back();
  Step& ended = steps_[step];
  ended.outcome = outcome;
  ended.lookups = lookups;
  ended.void_lookups = void_lookups;
  ended.detail = std::string(detail);
}

void Tracer::collect_questions() {
  for (dns::Question& question : asked_) {
    if (outer_log_ != nullptr) outer_log_->push_back(question);
    if (open_.empty()) continue;
    auto& known = steps_[open_.back()].questions;
    if (std::find(known.begin(), known.end(), question) == known.end()) {
      known.push_back(std::move(question));
    }
  }
  asked_.clear();
}

}  // namespace libauth::spf
