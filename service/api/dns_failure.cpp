// SPDX-License-Identifier: MIT

#include "service/api/dns_failure.h"

#include <string_view>

#include "libauth/base/text.h"

namespace service::api {
namespace {

using libauth::dns::Answer;
using libauth::dns::Question;
using libauth::dns::RrType;
using libauth::dns::Status;

/// What the detail of an answer says where following the aliases came to no end.
constexpr std::string_view kAliasLoop = "loop of aliases";

std::string_view thing_of(RrType type) {
  switch (type) {
    case RrType::a:
      return "the IPv4 addresses (A)";
    case RrType::aaaa:
      return "the IPv6 addresses (AAAA)";
    case RrType::mx:
      return "the mail servers (MX)";
    case RrType::ptr:
      return "the host names (PTR)";
    case RrType::txt:
      return "the text records (TXT)";
    default:
      return "the records";
  }
}

DnsFailure failure_by(Status status) {
  switch (status) {
    case Status::servfail:
      return {"its name servers could not answer (SERVFAIL)"};
    case Status::refused:
      return {"the name server refuses to answer (REFUSED)"};
    case Status::timeout:
      return {"no answer came in time"};
    case Status::bogus:
      // RFC 4035 section 5.5: bad data is as good as no answer.
      return {
          "the answer failed DNSSEC validation, which means that its signatures are missing or "
          "wrong and it may be forged, so that receivers that validate cannot use it",
          true};
    case Status::malformed:
      return {"the answer cannot be read"};
    case Status::not_asked:
      return {"it was not asked any more, because there are more questions than mailvet asks"};
    case Status::answered:
    case Status::no_data:
    case Status::no_such_name:
      break;
  }
  return {"nobody asked"};
}

/// What to do about it.
std::string_view advice_for(Status status, bool is_lasting) {
  if (status == Status::bogus) {
    return "Trying again will not help until the owner of the domain mends its DNSSEC.";
  }
  return is_lasting ? "Trying again will not help until the owner of the domain corrects it."
                    : "Try again later.";
}

}  // namespace

DnsFailure failure_of(const Answer& answer) {
  if (answer.detail.find(kAliasLoop) != std::string::npos) {
    return {"it is an alias (CNAME) that leads back to itself, in a loop", true};
  }
  DnsFailure failure = failure_by(answer.status);
  const std::string detail = libauth::base::printable(answer.detail);
  // Of a silence the detail says who is silent, which is no matter of the name.
  if (detail.empty() || answer.status == Status::timeout) return failure;
  if (answer.status == Status::servfail) {
    failure.words = detail + " (SERVFAIL)";
  } else {
    failure.words += " (" + detail + ")";
  }
  return failure;
}

std::string failure_sentence(const Question& question, const Answer& answer) {
  const DnsFailure failure = failure_of(answer);
  std::string text = "The DNS did not tell " + std::string(thing_of(question.type)) + " of " +
                     question.name.text() + ": " + failure.words + ". ";
  return text + std::string(advice_for(answer.status, failure.is_lasting));
}

}  // namespace service::api
