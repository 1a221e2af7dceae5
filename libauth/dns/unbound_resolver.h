// SPDX-License-Identifier: MIT
//
// The DNS as libunbound sees it: full recursion with DNSSEC validation, or through forwarders.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/dns/resolver.h"

namespace libauth::dns {

struct UnboundOptions {
  /// Resolvers to ask, "192.0.2.53", "192.0.2.53@5353" or "2001:db8::53@53". Empty: full recursion
  /// from the root.
  std::vector<std::string> forwarders;
  /// Ask the resolvers of /etc/resolv.conf too.
  bool system_resolvers = false;
  /// Validate answers of forwarders. Full recursion always validates. A forwarder that knows no
  /// DNSSEC makes every answer bogus.
  bool validate_forwarded = false;
  /// File with the trust anchor, DS or DNSKEY records; empty: the system's (dns-root-data).
  std::string trust_anchor;

  bool is_recursive() const { return forwarders.empty() && !system_resolvers; }
};

class UnboundResolver final : public Resolver {
 public:
  /// An error where an address of a forwarder cannot be read, or a file cannot.
  static base::Result<std::unique_ptr<UnboundResolver>> create(const UnboundOptions& options);
  ~UnboundResolver() override;

  std::vector<AnswerPtr> resolve(std::span<const Question> questions, Deadline deadline) override;

 private:
  class Context;
  explicit UnboundResolver(std::unique_ptr<Context> context);
  std::unique_ptr<Context> context_;
};

}  // namespace libauth::dns
