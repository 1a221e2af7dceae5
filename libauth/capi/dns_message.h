// SPDX-License-Identifier: MIT
//
// DNS messages as a caller of the C ABI sends and gets them.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "libauth/capi/status.h"
#include "libauth/dns/answer.h"
#include "libauth/dns/question.h"

namespace libauth::capi {

/// The message that asks the question, see libauth_question_packet().
std::vector<std::uint8_t> write_query(const dns::Name& name, std::uint16_t type,
                                      std::uint16_t message_id);

/// Reads the message that came for the question, see libauth_session_answer_packet().
/// @param answer  set with LIBAUTH_OK
/// @param trust_ad  believe the AD bit
libauth_status read_response(const dns::Question& question, std::span<const std::uint8_t> packet,
                             bool trust_ad, dns::AnswerPtr& answer);

/// The answer that a libauth_dns_status and records in presentation form tell, see
/// libauth_session_answer_text().
/// @param answer  set with LIBAUTH_OK
libauth_status read_text_answer(const dns::Question& question, std::uint32_t status,
                                std::span<const char* const> records, dns::AnswerPtr& answer);

}  // namespace libauth::capi
