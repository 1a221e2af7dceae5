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
std::vector<dns::Name> distinct(std::span<const dns::Name> authors) {
  std::vector<dns::Name> names;
  for (const dns::Name& author : authors) {
    if (std::find(names.begin(), names.end(), author) == names.end()) names.push_back(author);
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
  const std::vector<dns::Name> names = distinct(authors);
  message.has_many_authors = names.size() > 1;
  if (names.size() > kMaxAuthors) {
    // Nothing is asked for them: the message chose how many they are.
    message.verdict =
        permerror("The message has more than " + std::to_string(kMaxAuthors) + " author domains.");
    return message;
  }
  for (const dns::Name& name : names) {
    message.authors.push_back(evaluate(name, identifiers, facts, settings));
  }
  if (!unusable.empty()) {
    message.verdict = permerror(unusable.front());
  } else if (names.empty()) {
    message.verdict = permerror("The message has no author domain.");
  } else {
    message.verdict = message.authors.front();
  }
  for (const Evaluation& evaluation : message.authors) {
    if (is_less_strict(message.verdict, evaluation)) message.verdict = evaluation;
  }
  return message;
}

}  // namespace libauth::dmarc
