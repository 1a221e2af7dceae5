// SPDX-License-Identifier: MIT

#include "libauth/dnsbl/evaluate.h"

#include <algorithm>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/dns/reverse.h"

namespace libauth::dnsbl {
namespace {

using dns::Answer;
using dns::RrType;

base::IpAddress address(std::string_view text) {
  return *base::IpAddress::parse(text);
}

/// What the answers mean together: a listing counts above a policy, that above all else.
void read_codes(const Answer& answer, const List* list, Evaluation& evaluation) {
  bool listed = false;
  bool policy = false;
  bool refused = false;
  for (const base::IpAddress& code : answer.addresses()) {
    const Reading reading = read_code(list, code);
    listed = listed || reading.meaning == Meaning::listed;
    policy = policy || reading.meaning == Meaning::policy;
    refused = refused || reading.meaning == Meaning::refused;
    evaluation.text += (evaluation.text.empty() ? "" : "; ") + code.text() + " " + reading.text;
  }
  evaluation.is_policy = policy && !listed;
  evaluation.result = listed || policy ? Result::listed
                      : refused        ? Result::unknown
                                       : Result::not_listed;
}

}  // namespace

HealthCheck check_health(const dns::Name& zone, Family family, dns::Facts& facts) {
  // RFC 5782 section 5.
  const bool v4 = family == Family::v4;
  const base::IpAddress must_be_listed = address(v4 ? "127.0.0.2" : "::ffff:127.0.0.2");
  const base::IpAddress must_not = address(v4 ? "127.0.0.1" : "::ffff:127.0.0.1");
  HealthCheck check;
  const auto listed_name = dns::reverse_name_in(must_be_listed, zone);
  const auto other_name = dns::reverse_name_in(must_not, zone);
  if (!listed_name || !other_name) {
    check.health = Health::unknown;
    return check;
  }
  check.questions = {{*listed_name, RrType::a}, {*other_name, RrType::a}};
  const Answer* listed = facts.find(check.questions[0]);
  const Answer* other = facts.find(check.questions[1]);
  if (listed == nullptr || other == nullptr) return check;
  if (!listed->is_known() || !other->is_known()) {
    check.health = Health::unknown;
    return check;
  }
  const List* list = find_list(zone);
  const auto codes = listed->addresses();
  const bool answers = std::any_of(codes.begin(), codes.end(), [list](const auto& code) {
    return read_code(list, code).meaning != Meaning::refused;
  });
  const auto others = other->addresses();
  const auto has = [list, others](Meaning meaning) {
    return std::any_of(others.begin(), others.end(), [list, meaning](const auto& code) {
      return read_code(list, code).meaning == meaning;
    });
  };
  if (!answers || has(Meaning::refused)) {
    check.health = Health::no_answer;
  } else if (has(Meaning::listed) || has(Meaning::policy)) {
    check.health = Health::lists_all;
  } else {
    check.health = Health::working;
  }
  return check;
}

Evaluation evaluate(const base::IpAddress& given, const dns::Name& zone, dns::Facts& facts) {
  Evaluation evaluation;
  const auto name = dns::reverse_name_in(given.unmapped(), zone);
  if (!name) {
    evaluation.result = Result::unknown;
    evaluation.text = "the name of the question is too long";
    return evaluation;
  }
  evaluation.question = {*name, RrType::a};
  evaluation.reason_question = {*name, RrType::txt};
  const Answer* answer = facts.find(evaluation.question);
  if (answer == nullptr) return evaluation;
  if (!answer->is_known()) {
    evaluation.result = Result::unknown;
    evaluation.text = base::name_of(answer->status);
    return evaluation;
  }
  evaluation.result = Result::not_listed;
  if (answer->is_empty()) return evaluation;
  read_codes(*answer, find_list(zone), evaluation);
  if (evaluation.result != Result::listed) return evaluation;
  const Answer* reason = facts.find(evaluation.reason_question);
  if (reason == nullptr) {
    evaluation.result = Result::pending;
  } else if (!reason->txt().empty()) {
    evaluation.reason = base::printable(reason->txt().front().joined());
  }
  return evaluation;
}

}  // namespace libauth::dnsbl
