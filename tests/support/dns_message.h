// SPDX-License-Identifier: MIT
//
// DNS messages made octet by octet (RFC 1035 section 4), so that a test can send wrong ones too.

#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/ip_address.h"
#include "libauth/dns/name.h"
#include "libauth/dns/rr_type.h"

namespace tests {

using DnsMessage = std::vector<std::uint8_t>;
using libauth::dns::RrType;

/// Response codes, RFC 1035 section 4.1.1.
enum class Rcode : std::uint8_t {
  noerror = 0,
  formerr = 1,
  servfail = 2,
  nxdomain = 3,
  refused = 5
};

inline void append16(DnsMessage& octets, std::size_t number) {
  octets.push_back(static_cast<std::uint8_t>(number >> 8 & 0xff));
  octets.push_back(static_cast<std::uint8_t>(number & 0xff));
}

/// "www.example" as labels with their lengths; "." is the root.
inline DnsMessage wire_name(std::string_view name) {
  DnsMessage octets;
  if (name == ".") name = {};
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    octets.push_back(static_cast<std::uint8_t>(label.size()));
    octets.insert(octets.end(), label.begin(), label.end());
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  octets.push_back(0);
  return octets;
}

/// Record data of an A or AAAA record.
inline DnsMessage address_data(std::string_view text) {
  const auto address = libauth::base::IpAddress::parse(text);
  if (!address) throw std::invalid_argument("no address: " + std::string(text));
  return {address->octets().begin(), address->octets().end()};
}

/// Record data of a TXT record: strings of 255 octets and one with the rest.
inline DnsMessage text_data(std::string_view text) {
  DnsMessage octets;
  do {
    const std::string_view part = text.substr(0, 255);
    octets.push_back(static_cast<std::uint8_t>(part.size()));
    octets.insert(octets.end(), part.begin(), part.end());
    text.remove_prefix(part.size());
  } while (!text.empty());
  return octets;
}

inline DnsMessage mx_data(std::uint16_t preference, std::string_view exchange) {
  DnsMessage octets;
  append16(octets, preference);
  const DnsMessage name = wire_name(exchange);
  octets.insert(octets.end(), name.begin(), name.end());
  return octets;
}

/// Record data of a SOA record with that minimum, for negative answers.
inline DnsMessage soa_data(std::string_view zone, std::uint16_t minimum) {
  DnsMessage octets = wire_name(zone);
  const DnsMessage mailbox = octets;
  octets.insert(octets.end(), mailbox.begin(), mailbox.end());
  for (const std::uint16_t number :
       {std::uint16_t{1}, std::uint16_t{7200}, std::uint16_t{600}, std::uint16_t{65535}, minimum}) {
    append16(octets, 0);
    append16(octets, number);
  }
  return octets;
}

/// A query as it came.
struct DnsQuery {
  DnsMessage octets;
  bool over_tcp = false;
  std::string name;  ///< lower case; "." for the root
  RrType type = RrType::a;
  std::size_t question_end = 0;  ///< where the question section ends

  /// Reads the header and the question; false where the octets are no query.
  bool read(DnsMessage message) {
    octets = std::move(message);
    std::size_t end = 12;
    while (end < octets.size() && octets[end] != 0) end += octets[end] + 1U;
    question_end = end + 5;
    if (question_end > octets.size()) return false;
    const auto read = libauth::dns::Name::from_wire({octets.data() + 12, end + 1 - 12});
    if (!read) return false;
    name = read->text();
    type = static_cast<RrType>(octets[end + 1] << 8 | octets[end + 2]);
    return true;
  }
};

/// Writes the answer to a query: at first NOERROR, authoritative, with recursion available, without
/// records.
class DnsReply {
 public:
  explicit DnsReply(const DnsQuery& query)
      : octets_(query.octets.begin(),
                query.octets.begin() + static_cast<std::ptrdiff_t>(query.question_end)) {
    const std::uint8_t rd = octets_[2] & 1;
    octets_[2] = 0x84 | rd;
    octets_[3] = 0x80;
    for (std::size_t i = 6; i < 12; ++i) octets_[i] = 0;
  }

  DnsReply& rcode(Rcode code) {
    octets_[3] = static_cast<std::uint8_t>((octets_[3] & 0xf0) | static_cast<std::uint8_t>(code));
    return *this;
  }
  DnsReply& truncated() {
    octets_[2] |= 2;
    return *this;
  }
  /// As a server that has not got the zone, and asks no others: neither AA nor RA.
  DnsReply& lame() {
    octets_[2] &= 0xfb;
    octets_[3] &= 0x7f;
    return *this;
  }
  /// Another transaction id than that of the query.
  DnsReply& other_id() {
    octets_[0] ^= 0xff;
    return *this;
  }

  /// Records, to be added in the order of the sections. The class is IN.
  DnsReply& answer(std::string_view owner, RrType type, const DnsMessage& data,
                   unsigned ttl = 300) {
    return record(7, owner, type, data, ttl);
  }
  DnsReply& authority(std::string_view owner, RrType type, const DnsMessage& data,
                      unsigned ttl = 300) {
    return record(9, owner, type, data, ttl);
  }
  DnsReply& additional(std::string_view owner, RrType type, const DnsMessage& data,
                       unsigned ttl = 300) {
    return record(11, owner, type, data, ttl);
  }

  DnsMessage message() const { return octets_; }

 private:
  DnsReply& record(std::size_t counter, std::string_view owner, RrType type, const DnsMessage& data,
                   unsigned ttl) {
    const DnsMessage name = wire_name(owner);
    octets_.insert(octets_.end(), name.begin(), name.end());
    append16(octets_, static_cast<std::size_t>(type));
    append16(octets_, 1);
    append16(octets_, ttl >> 16);
    append16(octets_, ttl & 0xffff);
    append16(octets_, data.size());
    octets_.insert(octets_.end(), data.begin(), data.end());
    if (++octets_[counter] == 0) ++octets_[counter - 1];
    return *this;
  }

  DnsMessage octets_;
};

}  // namespace tests
