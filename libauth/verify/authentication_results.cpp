// SPDX-License-Identifier: MIT
//
// What Authentication-Results says of a report.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/verify/report.h"

namespace libauth::verify {
namespace {

using authres::MethodResult;
using authres::Property;

/// Characters of "b" that are shown at least, RFC 6008 section 4.
constexpr std::size_t kShownSignature = 8;
/// Properties of a signature and of DMARC, at most.
constexpr std::size_t kSignatureProperties = 5;
constexpr std::size_t kDmarcProperties = 2;
/// Results besides those of signatures, at most: of iprev, SPF twice, ARC and DMARC.
constexpr std::size_t kOtherResults = 5;

/// Adds what a method found; valid until the next is added.
template <class E>
MethodResult& add_method(std::vector<MethodResult>& results, std::string_view name, E result) {
  MethodResult& made = results.emplace_back();
  made.method = name;
  made.result = base::name_of(result);
  return made;
}

/// What stands in the field is ASCII, as programs behind us need not know RFC 6532 where the
/// message does without it.
bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// A text for people, where what is not ASCII becomes \DDD.
std::string plain(const std::string& text) {
  return is_ascii(text) ? text : base::printable(text, authres::kMaxValue);
}

/// A domain with A-labels (RFC 8601 section 2.2: that is what its pvalue has); empty where it
/// cannot be written so.
std::string plain_domain(std::string_view domain) {
  if (is_ascii(domain)) return std::string(domain);
  const auto name = dns::Name::parse(domain);
  return name ? name->text() : std::string();
}

/// The same of an address; empty too where its local part is not ASCII.
std::string plain_address(std::string_view address) {
  if (is_ascii(address) && !address.ends_with('@')) return std::string(address);
  const std::size_t at = address.rfind('@') + 1;
  const std::string_view local_part = address.substr(0, at);
  std::string domain = plain_domain(address.substr(at));
  if (domain.empty() || !is_ascii(local_part)) return {};
  return domain.insert(0, local_part);
}

/// Adds the property, unless it has no value that can stand in the field.
void add(MethodResult& to, Property property) {
  if (property.value.empty() || !is_ascii(property.value)) return;
  to.properties.push_back(std::move(property));
}

void add_iprev(const ptr::Evaluation& iprev, const base::IpAddress& ip,
               std::vector<MethodResult>& results) {
  MethodResult& made = add_method(results, "iprev", iprev.result);
  if (!iprev.confirmed.empty()) made.comment = iprev.confirmed.front().text();
  add(made, {"policy", "iprev", ip.unmapped().text()});
}

/// The domain of a reverse-path. RFC 8601 section 2.2 has room for the local-part; SPF verifies the
/// domain alone, and what stands in this field is to be what was verified, so it is left out.
std::string_view domain_of(std::string_view mail_from) {
  return mail_from.substr(mail_from.rfind('@') + 1);
}

/// Why SPF does not pass: the term that decided, or what went wrong.
std::string reason_of(const spf::Evaluation& spf) {
  const bool is_error =
      spf.result == spf::Result::temperror || spf.result == spf::Result::permerror;
  if (is_error || spf.matched.empty()) return spf.reason;
  return spf.matched + " in the record of " + spf.domain;
}

void add_spf(const spf::Evaluation& spf, std::string_view mail_from, std::string_view helo,
             std::vector<MethodResult>& results) {
  MethodResult& made = add_method(results, "spf", spf.result);
  if (spf.result != spf::Result::pass) made.reason = plain(reason_of(spf));
  // RFC 8601 section 2.7.2: one of the two, whichever was evaluated.
  if (mail_from.empty()) {
    add(made, {"smtp", "helo", plain_domain(helo)});
  } else {
    add(made, {"smtp", "mailfrom", plain_domain(domain_of(mail_from))});
  }
}

std::string key_comment(const dkim::Verification& signature) {
  if (!signature.key) return {};
  std::string comment = signature.key->type == crypto::KeyType::ed25519
                            ? "Ed25519 key"
                            : std::to_string(signature.key->bits) + "-bit key";
  if (signature.testing) comment += ", testing";
  if (signature.result == dkim::Result::pass && !signature.covers_all_from) {
    comment += ", not all From fields are signed";
  }
  return comment;
}

/// @param shown  characters of "b"
void add_signature(const dkim::Verification& signature, std::size_t shown,
                   std::vector<MethodResult>& results) {
  MethodResult& made = add_method(results, "dkim", signature.result);
  made.comment = key_comment(signature);
  if (signature.result != dkim::Result::pass) {
    made.reason = signature.detail.empty() ? std::string(base::name_of(signature.reason))
                                           : plain(signature.detail);
  }
  made.properties.reserve(kSignatureProperties);
  if (signature.domain) add(made, {"header", "d", signature.domain->text()});
  add(made, {"header", "i", plain_address(signature.identity)});
  if (signature.selector) add(made, {"header", "s", signature.selector->text()});
  add(made, {"header", "a", signature.algorithm});
  add(made, {"header", "b", signature.signature_text.substr(0, shown)});
}

/// How many characters of "b" tell the signatures apart, or as many as the longest has: RFC 6008
/// section 4.
std::size_t shown_characters(const std::vector<const dkim::Verification*>& signatures) {
  if (signatures.size() < 2) return kShownSignature;
  std::vector<std::string_view> sorted;
  sorted.reserve(signatures.size());
  for (const auto* signature : signatures) sorted.emplace_back(signature->signature_text);
  std::ranges::sort(sorted);
  std::size_t shown = kShownSignature;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i] == sorted[i - 1]) continue;
    const auto differs = std::ranges::mismatch(sorted[i - 1], sorted[i]);
    shown = std::max(shown, static_cast<std::size_t>(differs.in2 - sorted[i].begin()) + 1);
  }
  return shown;
}

std::vector<const dkim::Verification*> shown_signatures(const Report& report) {
  std::vector<const dkim::Verification*> shown;
  shown.reserve(std::min(report.dkim.size(), kMaxShownSignatures));
  for (const bool passes : {true, false}) {
    for (const dkim::Verification& signature : report.dkim) {
      const bool fits = (signature.result == dkim::Result::pass) == passes &&
                        signature.reason != dkim::Reason::too_many;
      if (fits && shown.size() < kMaxShownSignatures) shown.push_back(&signature);
    }
  }
  // In the order of the message.
  std::ranges::sort(shown);
  return shown;
}

void add_dkim(const Report& report, std::vector<MethodResult>& results) {
  if (report.dkim.empty()) {
    add_method(results, "dkim", dkim::Result::none);
    return;
  }
  const auto signatures = shown_signatures(report);
  const std::size_t shown = shown_characters(signatures);
  for (const auto* signature : signatures) add_signature(*signature, shown, results);
  if (signatures.size() == report.dkim.size()) return;
  const std::size_t more = report.dkim.size() - signatures.size();
  add_method(results, "dkim", dkim::Result::policy).reason =
      "too many signatures: " + std::to_string(more) + " more";
}

/// RFC 8617 section 10.2.
void add_arc(const arc::Validation& arc, const Envelope& envelope,
             std::vector<MethodResult>& results) {
  MethodResult& made = add_method(results, "arc", arc.result);
  if (arc.result == arc::Result::fail) {
    made.reason = arc.detail.empty() ? std::string(base::name_of(arc.reason)) : plain(arc.detail);
  }
  if (arc.result == arc::Result::none) return;
  if (envelope.ip) add(made, {"smtp", "remote-ip", envelope.ip->unmapped().text()});
  if (arc.oldest_pass) add(made, {"header", "oldest-pass", std::to_string(*arc.oldest_pass)});
}

/// The policy when all options are applied (RFC 9989 section 9.2), whether the message passes or
/// not: "t" makes it one level weaker.
dmarc::Policy applied_policy(const dmarc::Evaluation& dmarc) {
  if (dmarc.result == dmarc::Result::fail) return dmarc.disposition;
  return dmarc.testing ? dmarc::weaker(*dmarc.policy) : *dmarc.policy;
}

void add_dmarc(const dmarc::MessageEvaluation& message, std::vector<MethodResult>& results) {
  const dmarc::Evaluation& dmarc = message.verdict;
  MethodResult& made = add_method(results, "dmarc", dmarc.result);
  if (dmarc.result != dmarc::Result::pass && dmarc.result != dmarc::Result::none) {
    made.reason = plain(dmarc.reason);
  }
  if (message.has_many_authors) made.comment = "several author domains";
  made.properties.reserve(kDmarcProperties);
  if (!dmarc.author.is_root()) add(made, {"header", "from", dmarc.author.text()});
  if (dmarc.policy) {
    add(made, {"policy", "dmarc", std::string(base::name_of(applied_policy(dmarc)))});
  }
}

}  // namespace

authres::AuthenticationResults results_of(const Report& report, const Envelope& envelope,
                                          const std::string& authserv_id) {
  authres::AuthenticationResults made;
  made.authserv_id = authserv_id;
  const std::size_t of_dkim =
      std::clamp<std::size_t>(report.dkim.size(), 1, kMaxShownSignatures + 1);
  made.results.reserve(kOtherResults + of_dkim);
  if (envelope.ip) {
    add_iprev(report.iprev, *envelope.ip, made.results);
    if (envelope.has_sender()) {
      add_spf(report.spf, envelope.mail_from, envelope.helo, made.results);
    }
    if (report.helo) add_spf(*report.helo, {}, envelope.helo, made.results);
  }
  add_dkim(report, made.results);
  add_arc(report.arc, envelope, made.results);
  add_dmarc(report.dmarc, made.results);
  return made;
}

}  // namespace libauth::verify
