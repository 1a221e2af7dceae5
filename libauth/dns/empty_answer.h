// SPDX-License-Identifier: MIT
//
// Tells "there are no such records" from "I have not got the zone".

#pragma once

#include <cstdint>
#include <span>

namespace libauth::dns {

/// What an answer without records means by its authority section, RFC 2308 section 2.2.
enum class EmptyAnswer {
  no_data,   ///< there is the zone's SOA record: the server has the zone, and no such records in it
  referral,  ///< there are NS records alone: it sends us to other servers
  unclear,   ///< there is neither
};

/// Reads a DNS message that has no answer to its question. What cannot be read is unclear.
EmptyAnswer read_empty_answer(std::span<const std::uint8_t> packet);

}  // namespace libauth::dns
