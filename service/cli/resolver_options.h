// SPDX-License-Identifier: MIT
//
// The options that say how the DNS is asked.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "libauth/base/result.h"
#include "service/api/domain_audit.h"

namespace service::cli {

struct ResolverOptions {
  std::vector<std::string> resolvers;  ///< ADDRESS[@PORT] or "system"; empty: full recursion
  bool dnssec = false;                 ///< validate what the resolvers say
  std::string trust_anchor;            ///< file; empty: the system's
  std::string root_hints;              ///< file; empty: the well-known root servers
  std::vector<std::string> zones;      ///< zone files that answer for their origins
  int timeout = 20;                    ///< seconds for the questions of one audit
  bool offline = false;                ///< only the zone files answer
};

/// Adds them to a command. `options` outlives the parsing.
void add_resolver_options(CLI::App& command, ResolverOptions& options);

/// Adds --offline, for commands that have something to say without the DNS.
void add_offline_option(CLI::App& command, ResolverOptions& options);

/// The resolvers that the options ask for.
class Dns {
 public:
  /// An error where an address or a file cannot be read: its message is a sentence.
  static libauth::base::Result<std::unique_ptr<Dns>> open(const ResolverOptions& options);
  Dns(const Dns&) = delete;
  Dns& operator=(const Dns&) = delete;
  ~Dns();

  /// Valid as long as this.
  const api::DnsAccess& access() const { return access_; }

 private:
  Dns(std::unique_ptr<libauth::dns::Resolver> live, std::unique_ptr<libauth::dns::Resolver> cache,
      std::unique_ptr<libauth::dns::Resolver> zones, api::DnsAccess access);

  std::unique_ptr<libauth::dns::Resolver> live_;   // null where nobody is asked
  std::unique_ptr<libauth::dns::Resolver> cache_;  // asks live_; or nobody, and says so
  std::unique_ptr<libauth::dns::Resolver>
      zones_;  // asks cache_; null where there are no zones to ask first
  api::DnsAccess access_;
};

}  // namespace service::cli
