// SPDX-License-Identifier: MIT
//
// Several author domains: RFC 9989 section 11.5.

#include <algorithm>
#include <utility>

#include "libauth/dmarc/evaluate.h"

namespace libauth::dmarc {
namespace {

/// How strict a verdict is: docs/decisions/dmarc-errors.md. What asks for most is most; a pass is
/// least, so that a second domain that passes covers nothing up.
int strictness(const Evaluation& evaluation) {
  switch (evaluation.result) {
    case Result::fail:
      return evaluation.disposition == Policy::reject       ? 6
             : evaluation.disposition == Policy::quarantine ? 5
                                                            : 2;
    case Result::permerror:
      return 4;
    case Result::temperror:
      return 3;
    case Result::none:
      return 1;
    case Result::pass:
      break;
  }
  return 0;
}

/// Of equal verdicts the one for more messages (RFC 7489, "pct"), then the first.
bool is_less_strict(const Evaluation& one, const Evaluation& other) {
  return std::pair(strictness(one), one.percent) < std::pair(strictness(other), other.percent);
}

/// Each name once; of more than kMaxAuthors only one more.
std::vector<const dns::Name*> distinct(std::span<const dns::Name> authors) {
  std::vector<const dns::Name*> names;
  names.reserve(std::min(authors.size(), kMaxAuthors + 1));
  for (const dns::Name& author : authors) {
    const bool is_new = std::none_of(names.begin(), names.end(),
                                     [&](const dns::Name* name) { return *name == author; });
    if (is_new) names.push_back(&author);
    if (names.size() > kMaxAuthors) break;
  }
  return names;
}

Evaluation permerror(std::string reason) {
  Evaluation evaluation;
  evaluation.result = Result::permerror;
  evaluation.reason = std::move(reason);
  return evaluation;
}

}  // namespace

MessageEvaluation evaluate_message(std::span<const dns::Name> authors,
                                   std::span<const std::string> unusable,
                                   const Identifiers& identifiers, dns::Facts& facts,
                                   const Settings& settings) {
  MessageEvaluation message;
  const std::vector<const dns::Name*> names = distinct(authors);
  message.has_many_authors = names.size() > 1;
  if (names.size() > kMaxAuthors) {
    // Nothing is asked for them: the message chose how many they are.
    message.verdict =
        permerror("The message has more than " + std::to_string(kMaxAuthors) + " author domains.");
    return message;
  }
  message.authors.reserve(names.size());
  for (const dns::Name* name : names) {
    message.authors.push_back(evaluate(*name, identifiers, facts, settings));
  }
  if (!unusable.empty()) {
    message.verdict = permerror(unusable.front());
  } else if (names.empty()) {
    message.verdict = permerror("The message has no author domain.");
  }
  const auto strictest =
      std::max_element(message.authors.begin(), message.authors.end(), is_less_strict);
  if (strictest == message.authors.end()) return message;
  if (unusable.empty() || is_less_strict(message.verdict, *strictest)) message.verdict = *strictest;
  return message;
}

void ask_message(std::span<const dns::Name> authors, const Identifiers& identifiers,
                 dns::Facts& facts, const Settings& settings) {
  const std::vector<const dns::Name*> names = distinct(authors);
  if (names.size() > kMaxAuthors) return;
  for (const dns::Name* name : names) ask(*name, identifiers, facts, settings);
}

}  // namespace libauth::dmarc
