// SPDX-License-Identifier: MIT
//
// Whom the resolver over libunbound asks, and how.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "libauth/dns/server_address.h"

namespace libauth::dns {

struct UnboundOptions {
  /// Resolvers to ask, "192.0.2.53", "192.0.2.53@5353" or "2001:db8::53@53". Empty: full recursion
  /// from the root.
  std::vector<std::string> forwarders;
  /// Ask the resolvers of the file `resolv_conf` too.
  bool system_resolvers = false;
  /// Validate answers of forwarders. Full recursion always validates. A forwarder that knows no
  /// DNSSEC makes every answer bogus.
  bool validate_forwarded = false;
  /// File with the trust anchor, DS or DNSKEY records; empty: the system's (dns-root-data).
  std::string trust_anchor;
  /// File with the root's NS records and their addresses; empty: those that libunbound knows. Only
  /// read with full recursion.
  std::string root_hints;
  /// File that names the system's resolvers, resolv.conf(5).
  std::string resolv_conf = kResolvConf;
  /// How long nothing at all is heard before the servers themselves are asked whether they are
  /// there, and how long they are waited for then.
  std::chrono::milliseconds silence{1500};

  bool is_recursive() const { return forwarders.empty() && !system_resolvers; }
};

}  // namespace libauth::dns
