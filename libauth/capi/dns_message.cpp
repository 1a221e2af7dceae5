// SPDX-License-Identifier: MIT

#include "libauth/capi/dns_message.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "libauth/dns/empty_answer.h"
#include "libauth/dns/packet.h"
#include "libauth/dns/zone_text.h"

namespace libauth::capi {
namespace {

using dns::Status;

// RFC 1035 section 4.1.1.
constexpr std::size_t kHeader = 12;
constexpr std::uint8_t kResponse = 0x80;            ///< QR, of octet 2
constexpr std::uint8_t kTruncated = 0x02;           ///< TC, of octet 2
constexpr std::uint8_t kRecursionDesired = 0x01;    ///< RD, of octet 2
constexpr std::uint8_t kRecursionAvailable = 0x80;  ///< RA, of octet 3
constexpr std::uint8_t kAuthenticData = 0x20;       ///< AD, of octet 3 (RFC 4035 section 3.2.3)
constexpr std::uint16_t kClassIn = 1;
constexpr std::uint16_t kOptType = 41;      ///< RFC 6891 section 6.1.1
constexpr std::uint16_t kUdpOctets = 1232;  ///< fit unfragmented through every network

void append16(std::vector<std::uint8_t>& octets, std::uint16_t number) {
  octets.push_back(static_cast<std::uint8_t>(number >> 8));
  octets.push_back(static_cast<std::uint8_t>(number & 0xff));
}

std::uint16_t read16(std::span<const std::uint8_t> octets, std::size_t at) {
  return static_cast<std::uint16_t>(octets[at] << 8 | octets[at + 1]);
}

std::size_t append_name(std::vector<std::uint8_t>& octets, const dns::Name& name) {
  const std::size_t before = octets.size();
  for (const std::string_view label : name.labels()) {
    const std::string plain = dns::unescaped(label).value_or(std::string());
    octets.push_back(static_cast<std::uint8_t>(plain.size()));
    octets.insert(octets.end(), plain.begin(), plain.end());
  }
  octets.push_back(0);
  return octets.size() - before;
}

/// Whether the message is a response that repeats the question, RFC 5452 section 9.1. Its name is
/// the first thing behind the header, so that it cannot be compressed; its case may differ.
bool is_response_to(const dns::Question& question, std::span<const std::uint8_t> packet) {
  if (packet.size() < kHeader || (packet[2] & kResponse) == 0 || read16(packet, 4) != 1) {
    return false;
  }
  std::vector<std::uint8_t> wire;
  const std::size_t size = append_name(wire, question.name);
  const auto rest = packet.subspan(kHeader);
  return rest.size() >= size + 4 && dns::Name::from_wire(rest.first(size)) == question.name &&
         read16(rest, size) == static_cast<std::uint16_t>(question.type) &&
         read16(rest, size + 2) == kClassIn;
}

/// Whether a message without records says nothing about them: it sends us elsewhere, or it comes
/// from a server that neither shows that it has the zone nor asks others.
bool is_lame(std::span<const std::uint8_t> packet) {
  switch (dns::read_empty_answer(packet)) {
    case dns::EmptyAnswer::no_data:
      return false;
    case dns::EmptyAnswer::referral:
      return true;
    case dns::EmptyAnswer::unclear:
      break;
  }
  // Many resolvers leave the SOA out when they answer from their cache
  // (docs/decisions/empty-without-soa.md).
  return (packet[3] & kRecursionAvailable) == 0;
}

}  // namespace

std::vector<std::uint8_t> write_query(const dns::Name& name, std::uint16_t type,
                                      std::uint16_t message_id) {
  std::vector<std::uint8_t> octets;
  append16(octets, message_id);
  octets.push_back(kRecursionDesired);
  octets.push_back(kAuthenticData);
  // Records of the sections: a question, and OPT among the additional ones.
  for (const std::uint16_t count : std::to_array<std::uint16_t>({1, 0, 0, 1})) {
    append16(octets, count);
  }
  append_name(octets, name);
  append16(octets, type);
  append16(octets, kClassIn);
  // OPT, RFC 6891 section 6.1.2: of the root, with the UDP size as the class, no flags, no options.
  octets.push_back(0);
  append16(octets, kOptType);
  append16(octets, kUdpOctets);
  octets.insert(octets.end(), 6, 0);
  return octets;
}

libauth_status read_response(const dns::Question& question, std::span<const std::uint8_t> packet,
                             bool trust_ad, dns::AnswerPtr& answer) {
  if (!is_response_to(question, packet)) return LIBAUTH_ERR_MISMATCH;
  // RFC 2181 section 9.
  if ((packet[2] & kTruncated) != 0) return LIBAUTH_ERR_TRUNCATED;
  dns::Answer read = dns::read_packet(question, packet);
  if (read.status == Status::no_data && is_lame(packet)) {
    answer = dns::failed(Status::servfail, "the server has not got the zone");
    return LIBAUTH_OK;
  }
  const bool is_authentic = (packet[3] & kAuthenticData) != 0;
  if (trust_ad && is_authentic && read.is_known()) read.security = dns::Security::secure;
  answer = std::make_shared<const dns::Answer>(std::move(read));
  return LIBAUTH_OK;
}

}  // namespace libauth::capi
