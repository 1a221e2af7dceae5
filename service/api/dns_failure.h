// SPDX-License-Identifier: MIT
//
// Why the DNS did not tell something, in words for people who do not know its status codes.

#pragma once

#include <string>

#include "libauth/dns/answer.h"
#include "libauth/dns/question.h"

namespace service::api {

struct DnsFailure {
  std::string words;        ///< what happened, to follow a colon: "no answer came in time"
  bool is_lasting = false;  ///< trying again will not help: somebody has to mend something
};

/// @param answer  of which is_known() does not hold
DnsFailure failure_of(const libauth::dns::Answer& answer);

/// Two sentences, what is not known and why, and what to do: "The DNS did not tell the addresses
/// (A) of mail.example.com: no answer came in time. Try again later."
std::string failure_sentence(const libauth::dns::Question& question,
                             const libauth::dns::Answer& answer);

}  // namespace service::api
