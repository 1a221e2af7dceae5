// SPDX-License-Identifier: MIT

#include "libauth/dns/empty_answer.h"

#include <memory>

#include <ldns/ldns.h>

namespace libauth::dns {

EmptyAnswer read_empty_answer(std::span<const std::uint8_t> packet) {
  ldns_pkt* raw = nullptr;
  if (ldns_wire2pkt(&raw, packet.data(), packet.size()) != LDNS_STATUS_OK) {
    return EmptyAnswer::unclear;
  }
  const std::unique_ptr<ldns_pkt, decltype(&ldns_pkt_free)> owner(raw, &ldns_pkt_free);
  const ldns_rr_list* authority = ldns_pkt_authority(raw);
  EmptyAnswer kind = EmptyAnswer::unclear;
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(authority); ++i) {
    const ldns_rr_type type = ldns_rr_get_type(ldns_rr_list_rr(authority, i));
    if (type == LDNS_RR_TYPE_SOA) return EmptyAnswer::no_data;
    if (type == LDNS_RR_TYPE_NS) kind = EmptyAnswer::referral;
  }
  return kind;
}

}  // namespace libauth::dns
