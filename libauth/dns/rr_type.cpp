// SPDX-License-Identifier: MIT

#include "libauth/dns/rr_type.h"

#include "libauth/base/text.h"

namespace libauth::dns {

std::string_view to_string(RrType type) {
  switch (type) {
    case RrType::a:
      return "A";
    case RrType::ns:
      return "NS";
    case RrType::cname:
      return "CNAME";
    case RrType::soa:
      return "SOA";
    case RrType::ptr:
      return "PTR";
    case RrType::mx:
      return "MX";
    case RrType::txt:
      return "TXT";
    case RrType::aaaa:
      return "AAAA";
    case RrType::dname:
      return "DNAME";
    case RrType::ds:
      return "DS";
    case RrType::dnskey:
      return "DNSKEY";
    case RrType::tlsa:
      return "TLSA";
    case RrType::spf:
      return "SPF";
  }
  return "";
}

std::optional<RrType> parse_rr_type(std::string_view text) {
  for (const RrType type : kAllRrTypes) {
    if (base::equals_ignoring_case(to_string(type), text)) return type;
  }
  return std::nullopt;
}

}  // namespace libauth::dns
