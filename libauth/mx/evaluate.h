// SPDX-License-Identifier: MIT
//
// Where mail for a domain goes: its mail exchanges and their addresses.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libauth/base/ip_address.h"
#include "libauth/dns/facts.h"

namespace libauth::mx {

/// A domain with more exchanges than this is looked at no further: addresses of the first ones are
/// asked for, in the order in which a sender would try them.
inline constexpr std::size_t kMaxHosts = 30;
/// Addresses of one family that are looked at for a host. An answer of 64 KiB has room for 4,000.
inline constexpr std::size_t kMaxAddresses = 16;

/// Addresses of all hosts together that public_addresses() gives.
inline constexpr std::size_t kMaxPublicAddresses = 64;

/// One host that takes mail for the domain.
struct Host {
  std::uint16_t preference = 0;
  dns::Name name;
  dns::Question question4;               ///< its A records
  dns::Question question6;               ///< its AAAA records
  const dns::Answer* answer4 = nullptr;  ///< null: not known yet
  const dns::Answer* answer6 = nullptr;

  /// The addresses that are known, IPv4 first, at most kMaxAddresses of each family.
  std::vector<base::IpAddress> addresses() const;
  /// Whether both answers are there and say whether there are addresses.
  bool is_known() const;
  /// Whether the name is an alias, which RFC 5321 section 5.1 does not allow.
  bool is_alias() const;
  /// Whether the DNS says that the name does not exist.
  bool is_missing() const;
};

/// How the domain takes mail.
enum class Kind {
  pending,   ///< facts are missing
  unknown,   ///< the DNS did not tell
  missing,   ///< the domain does not exist
  none,      ///< no MX records and no address: no mail
  implicit,  ///< no MX records: mail goes to the domain's own address (RFC 5321 section 5.1)
  null_mx,   ///< a null MX: the domain takes no mail (RFC 7505)
  hosts,     ///< MX records
};

struct Exchanges {
  Kind kind = Kind::pending;
  dns::Question question;   ///< the MX question
  std::vector<Host> hosts;  ///< by preference, then name; with implicit the domain itself
  bool has_null = false;    ///< there is an exchange "." among the records
  bool is_cut = false;      ///< there are more hosts or addresses than one of the limits above; the
                            ///< rest is not looked at

  /// Whether every address of every host is known, and none was left out.
  bool has_all_addresses() const;
};

/// Finds the domain's mail exchanges and their addresses. Where facts are missing they are noted.
/// @spec RFC 5321 section 5.1, RFC 7505
Exchanges evaluate(const dns::Name& domain, dns::Facts& facts);

/// The known addresses of all hosts that the Internet can reach, each once, in the hosts' order, at
/// most kMaxPublicAddresses.
/// Documentation addresses count among them: they stand for public ones.
std::vector<base::IpAddress> public_addresses(const Exchanges& exchanges);

}  // namespace libauth::mx
