// SPDX-License-Identifier: MIT
//
// A DNS message read as the answer to a question.

#pragma once

#include <cstdint>
#include <span>

#include "libauth/dns/answer.h"
#include "libauth/dns/question.h"

// ldns stays in this room; its types are named here for the files of the room.
struct ldns_struct_rr;

namespace libauth::dns {

/// Reads a DNS message (RFC 1035 section 4) as the answer to the question, following the CNAMEs in
/// it. What cannot be read is Status::malformed, and so are a truncated answer and the answer to
/// another question; a chain of aliases longer than 16, or one that comes back to itself, is
/// Status::servfail. The security state is left unchecked.
Answer read_packet(const Question& question, std::span<const std::uint8_t> packet);

/// The record's data as one record of its type; monostate where it is malformed.
Records read_rdata(const ldns_struct_rr& record);

/// Adds `more`, records of the same kind, to `records`, leaving out those that are there, and sorts
/// them: servers give the records of a set in any order (RFC 2181 section 5), and the same facts are
/// to look the same.
void merge(Records& records, const Records& more);

}  // namespace libauth::dns
