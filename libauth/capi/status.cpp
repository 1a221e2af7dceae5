// SPDX-License-Identifier: MIT

#include "libauth/capi/status.h"

#include <array>
#include <cstddef>

#include "libauth/capi/words.h"

namespace libauth::capi {
namespace {

/// By libauth_status.
constexpr std::array kSentences = {
    "It worked.",
    "There is none.",
    "An argument is a null pointer, has an unknown value or contradicts another.",
    "The size of a struct is not set, or it sets fields that this library does not know.",
    "The function cannot be called now.",
    "There is not enough memory.",
    "The text is no IP address, or no address of a name server.",
    "The text is no domain name.",
    "The time is not given or out of range.",
    "The text cannot be read.",
    "No question of that id is open.",
    "The DNS message is no answer to the question.",
    "The DNS message is truncated; the question is to be asked over TCP.",
    "The buffer is too small.",
    "The resolver cannot be set up.",
    "There is a bug in libauth.",
};
static_assert(kSentences.size() == LIBAUTH_ERR_INTERNAL + 1);

/// By libauth_result.
constexpr std::array kResults = {"none",     "pass",   "fail",      "neutral",
                                 "softfail", "policy", "temperror", "permerror"};
static_assert(kResults.size() == LIBAUTH_RESULT_PERMERROR + 1);

/// By libauth_policy.
constexpr std::array kPolicies = {"", "none", "quarantine", "reject"};
static_assert(kPolicies.size() == LIBAUTH_POLICY_REJECT + 1);

template <std::size_t n>
const char* at(const std::array<const char*, n>& words, std::size_t index, const char* otherwise) {
  return index < n ? words[index] : otherwise;
}

}  // namespace

std::optional<std::uint32_t> parse_result(std::string_view word) {
  for (std::uint32_t code = 0; code < kResults.size(); ++code) {
    if (word == kResults[code]) return code;
  }
  return std::nullopt;
}

std::uint32_t policy_code(std::optional<dmarc::Policy> policy) {
  if (!policy) return LIBAUTH_POLICY_ABSENT;
  switch (*policy) {
    case dmarc::Policy::none:
      return LIBAUTH_POLICY_NONE;
    case dmarc::Policy::quarantine:
      return LIBAUTH_POLICY_QUARANTINE;
    case dmarc::Policy::reject:
      return LIBAUTH_POLICY_REJECT;
  }
  return LIBAUTH_POLICY_ABSENT;
}

}  // namespace libauth::capi

using namespace libauth::capi;

const char* libauth_version(void) {
  return LIBAUTH_VERSION;
}

std::uint32_t libauth_abi(void) {
  return LIBAUTH_ABI;
}

const char* libauth_strerror(int status) {
  return at(kSentences, static_cast<std::size_t>(status), "There is no such status.");
}

const char* libauth_result_word(std::uint32_t result) {
  return at(kResults, result, "");
}

const char* libauth_policy_word(std::uint32_t policy) {
  return at(kPolicies, policy, "");
}
