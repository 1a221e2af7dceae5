// SPDX-License-Identifier: MIT
//
// What Authentication-Results says of a report.

#include <algorithm>
#include <set>
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

/// Characters of "b" that are shown at least, RFC 6008 section 4.
constexpr std::size_t kShownSignature = 8;
/// Results besides those of signatures, at most: of iprev, SPF twice, ARC, DMARC, and no signature.
constexpr std::size_t kOtherResults = 6;

template <class E>
MethodResult method(std::string name, E result) {
  MethodResult made;
  made.method = std::move(name);
  made.result = std::string(base::name_of(result));
  return made;
}

/// What stands in the field is ASCII, as programs behind us need not know RFC 6532 where the
/// message does without it.
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// A text for people, where what is not ASCII becomes \DDD.
std::string plain(const std::string& text) {
  return is_ascii(text) ? text : base::printable(text, authres::kMaxValue);
}

/// A domain with A-labels (RFC 8601 section 2.2: that is what its pvalue has); empty where it
/// cannot be written so.
std::string plain_domain(const std::string& domain) {
  if (is_ascii(domain)) return domain;
  const auto name = dns::Name::parse(domain);
  return name ? name->text() : std::string();
}

/// The same of an address; empty too where its local part is not ASCII.
std::string plain_address(const std::string& address) {
  const std::size_t at = address.rfind('@') + 1;
  const std::string domain = plain_domain(address.substr(at));
  return domain.empty() || !is_ascii(address.substr(0, at)) ? std::string()
                                                            : address.substr(0, at) + domain;
}

void add(MethodResult& to, std::string type, std::string name, std::string value) {
  if (value.empty() || !is_ascii(value)) return;
  to.properties.push_back({std::move(type), std::move(name), std::move(value)});
}

MethodResult iprev_result(const ptr::Evaluation& iprev, const base::IpAddress& ip) {
  MethodResult made = method("iprev", iprev.result);
  if (!iprev.confirmed.empty()) made.comment = iprev.confirmed.front().text();
  add(made, "policy", "iprev", ip.unmapped().text());
  return made;
}

/// The domain of a reverse-path. RFC 8601 section 2.2 has room for the local-part; SPF verifies the
/// domain alone, and what stands in this field is to be what was verified, so it is left out.
std::string domain_of(const std::string& mail_from) {
  return mail_from.substr(mail_from.rfind('@') + 1);
}

/// Why SPF does not pass: the term that decided, or what went wrong.
std::string reason_of(const spf::Evaluation& spf) {
  const bool is_error =
      spf.result == spf::Result::temperror || spf.result == spf::Result::permerror;
  if (is_error || spf.matched.empty()) return spf.reason;
  return spf.matched + " in the record of " + spf.domain;
}

MethodResult spf_result(const spf::Evaluation& spf, const std::string& mail_from,
                        const std::string& helo) {
  MethodResult made = method("spf", spf.result);
  if (spf.result != spf::Result::pass) made.reason = plain(reason_of(spf));
  // RFC 8601 section 2.7.2: one of the two, whichever was evaluated.
  if (mail_from.empty()) {
    add(made, "smtp", "helo", plain_domain(helo));
  } else {
    add(made, "smtp", "mailfrom", plain_domain(domain_of(mail_from)));
  }
  return made;
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

MethodResult dkim_result(const dkim::Verification& signature, std::size_t shown) {
  MethodResult made = method("dkim", signature.result);
  made.comment = key_comment(signature);
  if (signature.result != dkim::Result::pass) {
    made.reason = signature.detail.empty() ? std::string(base::name_of(signature.reason))
                                           : plain(signature.detail);
  }
  if (signature.domain) add(made, "header", "d", signature.domain->text());
  add(made, "header", "i", plain_address(signature.identity));
  if (signature.selector) add(made, "header", "s", signature.selector->text());
  add(made, "header", "a", signature.algorithm);
  add(made, "header", "b", signature.signature_text.substr(0, shown));
  return made;
}

/// How many characters of "b" tell the signatures apart, or as many as the longest has: RFC 6008
/// section 4.
std::size_t shown_characters(const std::vector<const dkim::Verification*>& signatures) {
  std::set<std::string_view> whole;
  for (const auto* signature : signatures) whole.insert(signature->signature_text);
  std::size_t shown = kShownSignature;
  for (auto it = whole.begin(); it != whole.end(); ++it) {
    const auto next = std::next(it);
    if (next == whole.end()) break;
    const auto differs = std::ranges::mismatch(*it, *next);
    shown = std::max(shown, static_cast<std::size_t>(differs.in1 - it->begin()) + 1);
  }
  return shown;
}

std::vector<const dkim::Verification*> shown_signatures(const Report& report) {
  std::vector<const dkim::Verification*> shown;
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
    results.push_back(method("dkim", dkim::Result::none));
    return;
  }
  const auto signatures = shown_signatures(report);
  const std::size_t shown = shown_characters(signatures);
  for (const auto* signature : signatures) results.push_back(dkim_result(*signature, shown));
  if (signatures.size() == report.dkim.size()) return;
  MethodResult rest = method("dkim", dkim::Result::policy);
  rest.reason =
      "too many signatures: " + std::to_string(report.dkim.size() - signatures.size()) + " more";
  results.push_back(std::move(rest));
}

/// RFC 8617 section 10.2.
MethodResult arc_result(const arc::Validation& arc, const Envelope& envelope) {
  MethodResult made = method("arc", arc.result);
  if (arc.result == arc::Result::fail) {
    made.reason = arc.detail.empty() ? std::string(base::name_of(arc.reason)) : plain(arc.detail);
  }
  if (arc.result == arc::Result::none) return made;
  if (envelope.ip) add(made, "smtp", "remote-ip", envelope.ip->unmapped().text());
  if (arc.oldest_pass) add(made, "header", "oldest-pass", std::to_string(*arc.oldest_pass));
  return made;
}

/// The policy when all options are applied (RFC 9989 section 9.2), whether the message passes or
/// not: "t" makes it one level weaker.
dmarc::Policy applied_policy(const dmarc::Evaluation& dmarc) {
  if (dmarc.result == dmarc::Result::fail) return dmarc.disposition;
  return dmarc.testing ? dmarc::weaker(*dmarc.policy) : *dmarc.policy;
}

MethodResult dmarc_result(const dmarc::MessageEvaluation& message) {
  const dmarc::Evaluation& dmarc = message.verdict;
  MethodResult made = method("dmarc", dmarc.result);
  if (dmarc.result != dmarc::Result::pass && dmarc.result != dmarc::Result::none) {
    made.reason = plain(dmarc.reason);
  }
  if (message.has_many_authors) made.comment = "several author domains";
  if (!dmarc.author.is_root()) add(made, "header", "from", dmarc.author.text());
  if (dmarc.policy) {
    add(made, "policy", "dmarc", std::string(base::name_of(applied_policy(dmarc))));
  }
  return made;
}

}  // namespace

authres::AuthenticationResults results_of(const Report& report, const Envelope& envelope,
                                          const std::string& authserv_id) {
  authres::AuthenticationResults made;
  made.authserv_id = authserv_id;
  made.results.reserve(kOtherResults + std::min(report.dkim.size(), kMaxShownSignatures + 1));
  if (envelope.ip) {
    made.results.push_back(iprev_result(report.iprev, *envelope.ip));
    if (envelope.has_sender()) {
      made.results.push_back(spf_result(report.spf, envelope.mail_from, envelope.helo));
    }
    if (report.helo) made.results.push_back(spf_result(*report.helo, {}, envelope.helo));
  }
  add_dkim(report, made.results);
  made.results.push_back(arc_result(report.arc, envelope));
  made.results.push_back(dmarc_result(report.dmarc));
  return made;
}

}  // namespace libauth::verify
