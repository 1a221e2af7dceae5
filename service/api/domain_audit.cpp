// SPDX-License-Identifier: MIT

#include "service/api/domain_audit.h"

#include <algorithm>
#include <optional>

#include "libauth/base/text.h"
#include "service/api/limits.h"
#include "service/api/words.h"

namespace service::api {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;
using libauth::dns::Name;

/// A selector is labels with dots between (RFC 6376 section 3.1). Underscores are in use, and the
/// last label may be a number.
std::optional<ParseError> check_selector(std::string_view selector, const Name& domain) {
  const auto known = [](char c) {
    return libauth::base::is_alnum(c) || c == '-' || c == '_' || c == '.';
  };
  if (selector.empty()) return wrong_word("selector", "A selector is empty.");
  if (!std::ranges::all_of(selector, known)) {
    return wrong_word("selector", quoted(selector) +
                                      " is not a selector: it is made of letters, digits, hyphens, "
                                      "underscores and dots.");
  }
  const auto below = domain.below(std::string(selector) + "._domainkey");
  if (below) return std::nullopt;
  return wrong_word("selector", quoted(selector) + " is not a selector: " + below.error().message);
}

std::optional<ParseError> read_selectors(const AuditWords& words, AuditOrder& order) {
  if (words.selectors.size() > kMaxSelectors) {
    return wrong_word("selector", "An audit takes at most " + std::to_string(kMaxSelectors) +
                                      " selectors, and " + std::to_string(words.selectors.size()) +
                                      " are given.");
  }
  for (const std::string& selector : words.selectors) {
    if (auto wrong = check_selector(selector, order.domain)) return wrong;
    order.options.selectors.push_back(libauth::base::to_lower(selector));
  }
  return std::nullopt;
}

std::optional<ParseError> read_blocklists(const AuditWords& words, AuditOrder& order) {
  if (words.blocklists.size() > kMaxBlocklists) {
    return wrong_word("blocklist", "An audit takes at most " + std::to_string(kMaxBlocklists) +
                                       " blocklists, and " +
                                       std::to_string(words.blocklists.size()) + " are given.");
  }
  for (const std::string& zone : words.blocklists) {
    const auto name = read_name("blocklist", zone);
    if (!name) return name.error();
    if (!name->is_mail_domain()) {
      return wrong_word("blocklist", quoted(zone) + " is not the zone of a blocklist: " +
                                         why_not_mail_domain(*name));
    }
    order.options.blocklists.push_back(*name);
  }
  return std::nullopt;
}

}  // namespace

Result<AuditOrder> read_audit(const AuditWords& words) {
  const auto domain = read_mail_domain(words.domain);
  if (!domain) return domain.error();
  AuditOrder order{.domain = *domain, .options = {}};
  order.options.now = words.now;
  order.options.probe_selectors = words.probe_selectors;
  if (auto wrong = read_selectors(words, order)) return *wrong;
  if (auto wrong = read_blocklists(words, order)) return *wrong;
  return order;
}

AuditOutcome audit_domain(const AuditOrder& order, const DnsAccess& dns) {
  AuditOutcome outcome{
      .audit = libauth::audit::run(order.domain, order.options, dns.resolver, dns.limits),
      .silence = {}};
  if (libauth::audit::nothing_known(outcome.audit) && dns.explain_silence) {
    outcome.silence = dns.explain_silence();
  }
  return outcome;
}

}  // namespace service::api
