// SPDX-License-Identifier: MIT

#include "libauth/audit/fix/what_if.h"

#include <utility>

namespace libauth::audit {
namespace {

dns::AnswerPtr txt_answer(std::string_view text) {
  dns::Answer answer;
  answer.status = dns::Status::answered;
  answer.records = std::vector{strings_of(text)};
  return std::make_shared<const dns::Answer>(std::move(answer));
}

}  // namespace

WhatIf::WhatIf(const dns::Facts& known, const dns::Name& domain, std::string_view record,
               dns::AnswerPtr otherwise)
    : known_(known),
      question_{domain, dns::RrType::txt},
      answer_(txt_answer(record)),
      otherwise_(std::move(otherwise)) {}

std::vector<dns::AnswerPtr> WhatIf::resolve(std::span<const dns::Question> questions,
                                            dns::Deadline /*deadline*/) {
  std::vector<dns::AnswerPtr> answers;
  for (const dns::Question& question : questions) {
    dns::AnswerPtr answer = peek(question);
    answers.push_back(answer ? answer : dns::failed(dns::Status::not_asked, {}));
  }
  return answers;
}

dns::AnswerPtr WhatIf::peek(const dns::Question& question) {
  if (question == question_) return answer_;
  // The facts own the answer and live longer.
  if (const dns::Answer* known = known_.peek(question)) return {dns::AnswerPtr(), known};
  return otherwise_;
}

dns::Txt strings_of(std::string_view text) {
  dns::Txt txt;
  do {
    txt.strings.emplace_back(text.substr(0, kMaxString));
    text.remove_prefix(txt.strings.back().size());
  } while (!text.empty());
  return txt;
}

}  // namespace libauth::audit
