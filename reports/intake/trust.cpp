// SPDX-License-Identifier: MIT

#include "reports/intake/trust.h"

#include <algorithm>
#include <array>
#include <vector>

#include "libauth/authres/parse.h"
#include "libauth/base/text.h"
#include "libauth/dns/public_suffix.h"
#include "libauth/mail/line_end.h"
#include "libauth/mail/splitter.h"

namespace reports::intake {
namespace {

using libauth::base::equals_ignoring_case;
using libauth::dns::Name;

namespace authres = libauth::authres;
namespace mail = libauth::mail;

/// A reporter whose mails come from another registered domain than it names in its reports.
struct Alias {
  std::string_view sender;  // host names that only the reporter has: the domain and those below it
  std::string_view reporter;  // registered domain
};
constexpr std::array kAliases = {
    // From noreply@dmarc.yahoo.com; <email>dmarchelp@yahooinc.com</email>. Not all of yahoo.com:
    // everybody can have an address there.
    Alias{"dmarc.yahoo.com", "yahooinc.com"},
};

/// The domain of an address, or a domain; none for what cannot be one, such as the name of a firm.
std::optional<Name> domain_of(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) text.remove_prefix(at + 1);
  if (text.ends_with('>')) text.remove_suffix(1);
  auto name = Name::parse(text);
  if (!name || name->label_count() < 2 || !name->is_mail_domain()) return std::nullopt;
  return std::move(*name);
}

bool is_alias(const Name& from, const std::optional<Name>& registered_reporter) {
  return std::ranges::any_of(kAliases, [&](const Alias& alias) {
    return registered_reporter && registered_reporter->text() == alias.reporter &&
           from.is_at_or_below(Name::parse(alias.sender).value());
  });
}

/// Whether mail from that domain is the reporter's.
bool is_of(const Name& from, const Name& reporter) {
  if (from == reporter) return true;
  const auto registered = libauth::dns::registrable_domain(reporter);
  if (registered && libauth::dns::registrable_domain(from) == registered) return true;
  return is_alias(from, registered);
}

/// The worst is the largest.
int badness(const std::optional<Trust>& trust) {
  if (!trust) return 1;
  return *trust == Trust::pass ? 0 : *trust == Trust::mismatch ? 2 : 3;
}

std::optional<Trust> worst_of(const std::vector<std::optional<Trust>>& all) {
  const auto worst = std::ranges::max_element(all, {}, badness);
  return worst == all.end() ? std::nullopt : *worst;
}

/// Of a value of header.from, RFC 8601 section 2.7.7. The domain in From is another one whatever
/// came of DMARC; that it is the reporter's means something only where it passed. A policy that is
/// not there ("none"), temperror and permerror are no knowledge.
std::optional<Trust> trust_of_from(std::string_view value, bool is_pass, const Name& reporter) {
  const auto from = domain_of(value);
  if (!from) return std::nullopt;
  if (!is_of(*from, reporter)) return Trust::mismatch;
  return is_pass ? std::optional(Trust::pass) : std::nullopt;
}

std::optional<Trust> trust_of_result(const authres::MethodResult& result,
                                     const std::optional<Name>& reporter) {
  if (result.result == "fail") return Trust::fail;
  // Else everybody could have a report believed, by naming no domain in it.
  if (!reporter) return Trust::mismatch;
  std::vector<std::optional<Trust>> all;
  for (const authres::Property& property : result.properties) {
    if (property.type != "header" || !equals_ignoring_case(property.name, "from")) continue;
    all.push_back(trust_of_from(property.value, result.result == "pass", *reporter));
  }
  return worst_of(all);
}

}  // namespace

std::optional<authres::AuthenticationResults> own_results(
    std::string_view mail_header, std::span<const std::string> authserv_ids) {
  if (authserv_ids.empty()) return std::nullopt;
  mail::Splitter splitter(mail::first_line_end(mail_header));
  splitter.feed(mail_header);
  splitter.finish();
  for (const mail::Field& field : splitter.header().fields()) {
    if (!field.is_named("Authentication-Results")) continue;
    const auto id = authres::parse_authserv_id(field.value);
    // It may be ours, with something that the sender of the mail had put there to hide it.
    if (!id) return std::nullopt;
    const bool is_ours = std::ranges::any_of(
        authserv_ids, [&](const std::string& own) { return equals_ignoring_case(own, *id); });
    if (!is_ours) continue;
    auto results = authres::parse(field.value);
    if (!results) return std::nullopt;
    return std::move(*results);
  }
  return std::nullopt;
}

std::optional<Trust> trust_of(const authres::AuthenticationResults& own,
                              std::string_view reporter) {
  const std::optional<Name> domain = domain_of(reporter);
  std::vector<std::optional<Trust>> all;
  for (const authres::MethodResult& result : own.results) {
    if (result.method == "dmarc") all.push_back(trust_of_result(result, domain));
  }
  return worst_of(all);
}

}  // namespace reports::intake
