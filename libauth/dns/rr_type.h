// SPDX-License-Identifier: MIT
//
// The types of resource records that Mailvet asks for.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace libauth::dns {

/// Type codes of the IANA registry "Resource Record (RR) TYPEs".
enum class RrType : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  ptr = 12,
  mx = 15,
  txt = 16,
  aaaa = 28,
  dname = 39,
  ds = 43,
  dnskey = 48,
  tlsa = 52,
  spf = 99,
};

inline constexpr std::array kAllRrTypes = {RrType::a,     RrType::ns, RrType::cname,  RrType::soa,
                                           RrType::ptr,   RrType::mx, RrType::txt,    RrType::aaaa,
                                           RrType::dname, RrType::ds, RrType::dnskey, RrType::tlsa,
                                           RrType::spf};

/// The type's mnemonic, "TXT".
std::string_view to_string(RrType type);
/// The type of a mnemonic in any case; none for a type that is not listed here.
std::optional<RrType> parse_rr_type(std::string_view text);

}  // namespace libauth::dns
