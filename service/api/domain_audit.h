// SPDX-License-Identifier: MIT
//
// The audit of a domain, as the HTTP route and the command line both make it.
//
// Both read their words and run the audit through here, so that they refuse the same input with the
// same sentence and find the same things.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libauth/audit/audit.h"
#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "libauth/dns/name.h"
#include "libauth/dns/resolver.h"
#include "libauth/dns/settle.h"

namespace service::api {

inline constexpr std::string_view kAuditSchema = "mailvet.audit/1";

/// What the user said.
struct AuditWords {
  std::string domain;
  std::vector<std::string> selectors{};   ///< DKIM selectors
  std::vector<std::string> blocklists{};  ///< zones
  bool probe_selectors = true;
  libauth::base::Time now{};
};

/// What is audited, and how.
struct AuditOrder {
  libauth::dns::Name domain;
  libauth::audit::Options options;
};

/// Reads the words. The rule of an error is the word at fault: "domain", "selector" or "blocklist";
/// its message is a sentence that says what is wrong and where, fit for one line.
libauth::base::Result<AuditOrder> read_audit(const AuditWords& words);

/// The way to the DNS, and how much may be asked there.
struct DnsAccess {
  libauth::dns::Resolver& resolver;
  std::function<std::string()>
      explain_silence;  ///< why nothing answers; empty where something does
  libauth::dns::SettleLimits limits{};
};

struct AuditOutcome {
  libauth::audit::Audit audit;
  std::string silence;  ///< why the DNS said nothing at all; empty where it did say something
};

/// Audits the domain. Where no question got an answer it finds out why, which takes some seconds
/// more.
/// @threads safe
AuditOutcome audit_domain(const AuditOrder& order, const DnsAccess& dns);

}  // namespace service::api
