// SPDX-License-Identifier: MIT

#include "service/api/domain_audit.h"

#include <algorithm>
#include <optional>

#include "libauth/base/ip_address.h"
#include "libauth/base/text.h"
#include "service/api/limits.h"

namespace service::api {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;
using libauth::dns::Name;

std::string quoted(std::string_view text) {
  return "\"" + libauth::base::printable(text, 80) + "\"";
}

ParseError error(std::string_view word, std::string message, std::size_t offset = 0) {
  return {.offset = offset, .rule = std::string(word), .message = std::move(message)};
}

ParseError cannot_be_read(std::string_view word, std::string_view text, const ParseError& why) {
  return error(word,
               quoted(text) + " is not a domain name, at octet " + std::to_string(why.offset) +
                   ": " + why.message,
               why.offset);
}

bool is_host_label(std::string_view label) {
  using libauth::base::is_alnum;
  if (label.starts_with('_')) label.remove_prefix(1);
  const bool known = std::ranges::all_of(label, [](char c) { return is_alnum(c) || c == '-'; });
  return known && !label.empty() && label.front() != '-' && label.back() != '-';
}

/// Why a name that can be read cannot be the domain of a mail address, RFC 5321 section 4.1.2.
std::string why_not_mail_domain(const Name& name) {
  if (name.is_root()) return "the root has no mail.";
  std::size_t number = 0;
  for (const std::string_view label : name.labels()) {
    ++number;
    if (is_host_label(label)) continue;
    return "label " + std::to_string(number) + ", " + quoted(label) +
           ", is not made of letters, digits and inner hyphens.";
  }
  return "its last label is a number.";
}

Result<Name> read_domain(std::string_view text) {
  if (text.empty()) return error("domain", "The domain is empty.");
  if (libauth::base::IpAddress::parse(text)) {
    return error("domain", quoted(text) + " is an IP address; give the name of a domain.");
  }
  const auto name = Name::parse(text);
  if (!name) return cannot_be_read("domain", text, name.error());
  if (name->is_mail_domain()) return *name;
  return error("domain", quoted(text) + " is not a domain for mail: " + why_not_mail_domain(*name));
}

/// A selector is labels with dots between (RFC 6376 section 3.1). Underscores are in use, and the
/// last label may be a number.
std::optional<ParseError> check_selector(std::string_view selector, const Name& domain) {
  const auto known = [](char c) {
    return libauth::base::is_alnum(c) || c == '-' || c == '_' || c == '.';
  };
  if (selector.empty()) return error("selector", "A selector is empty.");
  if (!std::ranges::all_of(selector, known)) {
    return error("selector", quoted(selector) +
                                 " is not a selector: it is made of letters, digits, hyphens, "
                                 "underscores and dots.");
  }
  const auto below = domain.below(std::string(selector) + "._domainkey");
  if (below) return std::nullopt;
  return error("selector", quoted(selector) + " is not a selector: " + below.error().message);
}

std::optional<ParseError> read_selectors(const AuditWords& words, AuditOrder& order) {
  if (words.selectors.size() > kMaxSelectors) {
    return error("selector", "An audit takes at most " + std::to_string(kMaxSelectors) +
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
    return error("blocklist", "An audit takes at most " + std::to_string(kMaxBlocklists) +
                                  " blocklists, and " + std::to_string(words.blocklists.size()) +
                                  " are given.");
  }
  for (const std::string& zone : words.blocklists) {
    const auto name = Name::parse(zone);
    if (!name) return cannot_be_read("blocklist", zone, name.error());
    if (!name->is_mail_domain()) {
      return error("blocklist",
                   quoted(zone) + " is not the zone of a blocklist: " + why_not_mail_domain(*name));
    }
    order.options.blocklists.push_back(*name);
  }
  return std::nullopt;
}

}  // namespace

Result<AuditOrder> read_audit(const AuditWords& words) {
  const auto domain = read_domain(words.domain);
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
