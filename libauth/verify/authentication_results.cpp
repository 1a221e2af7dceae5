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
#include "libauth/verify/report.h"

namespace libauth::verify {
namespace {

using authres::MethodResult;

/// Characters of "b" that are shown at least, RFC 6008 section 4.
constexpr std::size_t kShownSignature = 8;

template <class E>
MethodResult method(std::string name, E result) {
  MethodResult made;
  made.method = std::move(name);
  made.result = std::string(base::name_of(result));
  return made;
}

void add(MethodResult& to, std::string type, std::string name, std::string value) {
  if (value.empty()) return;
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
  if (spf.result != spf::Result::pass) made.reason = reason_of(spf);
  // RFC 8601 section 2.7.2: one of the two, whichever was evaluated.
  if (mail_from.empty()) {
    add(made, "smtp", "helo", helo);
  } else {
    add(made, "smtp", "mailfrom", domain_of(mail_from));
  }
  return made;
}

std::string key_comment(const dkim::Verification& signature) {
  if (!signature.key) return {};
  std::string comment = signature.key->type == crypto::KeyType::ed25519
                            ? "Ed25519 key"
                            : std::to_string(signature.key->bits) + "-bit key";
  if (signature.testing) comment += ", testing";
  return comment;
}

MethodResult dkim_result(const dkim::Verification& signature, std::size_t shown) {
  MethodResult made = method("dkim", signature.result);
  made.comment = key_comment(signature);
  if (signature.result != dkim::Result::pass) {
    made.reason =
        signature.detail.empty() ? std::string(base::name_of(signature.reason)) : signature.detail;
  }
  if (signature.domain) add(made, "header", "d", signature.domain->text());
  add(made, "header", "i", signature.identity);
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
    made.reason = arc.detail.empty() ? std::string(base::name_of(arc.reason)) : arc.detail;
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
  if (!dmarc.testing) return *dmarc.policy;
  return *dmarc.policy == dmarc::Policy::reject ? dmarc::Policy::quarantine : dmarc::Policy::none;
}

MethodResult dmarc_result(const dmarc::MessageEvaluation& message) {
  const dmarc::Evaluation& dmarc = message.verdict;
  MethodResult made = method("dmarc", dmarc.result);
  if (dmarc.result != dmarc::Result::pass && dmarc.result != dmarc::Result::none) {
    made.reason = dmarc.reason;
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
  if (envelope.ip) {
    made.results.push_back(iprev_result(report.iprev, *envelope.ip));
    made.results.push_back(spf_result(report.spf, envelope.mail_from, envelope.helo));
    if (report.helo) made.results.push_back(spf_result(*report.helo, {}, envelope.helo));
  }
  add_dkim(report, made.results);
  made.results.push_back(arc_result(report.arc, envelope));
  made.results.push_back(dmarc_result(report.dmarc));
  return made;
}

}  // namespace libauth::verify
