// SPDX-License-Identifier: MIT

#include "libauth/ptr/evaluate.h"

#include <algorithm>

#include "libauth/dns/reverse.h"

namespace libauth::ptr {
namespace {

using dns::Answer;
using dns::RrType;

/// The answer to the question, which is noted as one that the evaluation rests on.
const Answer* ask(dns::Question question, dns::Facts& facts, Evaluation& evaluation) {
  const Answer* answer = facts.find(question);
  evaluation.questions.push_back(std::move(question));
  return answer;
}

}  // namespace

Evaluation evaluate(const base::IpAddress& given, dns::Facts& facts) {
  const base::IpAddress address = given.unmapped();
  Evaluation evaluation;
  evaluation.questions.reserve(2);  // most addresses have one name
  const Answer* reverse = ask({dns::reverse_name(address), RrType::ptr}, facts, evaluation);
  if (reverse == nullptr) return evaluation;
  evaluation.pending = false;
  if (!reverse->is_known()) return evaluation;
  const auto names = reverse->names();
  evaluation.result = names.empty() ? Result::permerror : Result::fail;
  const auto looked_at = names.first(std::min(names.size(), kMaxNames));
  evaluation.is_cut = looked_at.size() < names.size();
  evaluation.names.assign(looked_at.begin(), looked_at.end());
  bool unknown = false;
  for (const dns::Name& name : looked_at) {
    const RrType type = address.is_v4() ? RrType::a : RrType::aaaa;
    const Answer* forward = ask({name, type}, facts, evaluation);
    if (forward == nullptr) {
      evaluation.pending = true;
      continue;
    }
    unknown = unknown || !forward->is_known();
    const auto addresses = forward->addresses();
    if (std::find(addresses.begin(), addresses.end(), address) != addresses.end()) {
      evaluation.confirmed.push_back(name);
    }
  }
  if (!evaluation.confirmed.empty()) {
    evaluation.result = Result::pass;
  } else if (unknown) {
    evaluation.result = Result::temperror;
  }
  return evaluation;
}

}  // namespace libauth::ptr
