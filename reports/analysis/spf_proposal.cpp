// SPDX-License-Identifier: MIT

#include "reports/analysis/spf_proposal.h"

#include <set>

#include "libauth/audit/fix/what_if.h"
#include "libauth/base/text.h"
#include "libauth/spf/limits.h"
#include "libauth/spf/tree.h"
#include "reports/analysis/records.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;
namespace dns = libauth::dns;
namespace spf = libauth::spf;

/// Whether no term behind it is looked at: RFC 7208 sections 5.1 and 6.1.
bool ends_record(std::string_view term) {
  if (!term.empty() && std::string_view("+-~?").find(term.front()) != std::string_view::npos) {
    term.remove_prefix(1);
  }
  return base::equals_ignoring_case(term, "all") ||
         base::starts_with_ignoring_case(term, "redirect=");
}

/// What two mechanisms that are the same have in common. The letters of macros differ by their case
/// (RFC 7208 section 7.3), all else does not.
std::string key_of(std::string_view term) {
  if (term.starts_with('+')) term.remove_prefix(1);
  const bool has_macro = term.find('%') != std::string_view::npos;
  std::string key = has_macro ? std::string(term) : base::to_lower(term);
  if (key.starts_with("ip4:") && key.ends_with("/32")) key.resize(key.size() - 3);
  if (key.starts_with("ip6:") && key.ends_with("/128")) key.resize(key.size() - 4);
  return key;
}

Proof proof_of(const dns::Name& domain, const std::string& record,
               std::span<const base::IpAddress> addresses, dns::Facts& changed, base::Time now) {
  bool is_told = true;
  bool do_pass = true;
  for (const base::IpAddress& address : addresses) {
    const spf::Result result = spf_verdict(address, domain, changed, now);
    is_told = is_told && result != spf::Result::temperror;
    do_pass = do_pass && result == spf::Result::pass;
  }
  const spf::Tree tree = spf::tree_of(domain, record, changed);
  if (!is_told || tree.pending || !changed.missing().empty()) return Proof::pending;
  const spf::Limits limits;
  if (tree.cost.worst > limits.lookups) return Proof::over_limit;
  if (tree.cost.void_worst > limits.void_lookups) return Proof::over_void_limit;
  return do_pass ? Proof::good : Proof::no_pass;
}

}  // namespace

std::string with_terms(std::string_view record, std::string_view terms) {
  std::string text;
  bool is_placed = terms.empty();
  for (const std::string_view term : base::split(record, ' ')) {
    if (term.empty()) continue;
    if (!is_placed && ends_record(term)) {
      text.append(" ").append(terms);
      is_placed = true;
    }
    text.append(text.empty() ? "" : " ").append(term);
  }
  if (!is_placed) text.append(" ").append(terms);
  return text;
}

std::string without_repeats(std::string_view record) {
  std::string text;
  std::set<std::string> seen;
  for (const std::string_view term : base::split(record, ' ')) {
    if (term.empty() || !seen.insert(key_of(term)).second) continue;
    text.append(text.empty() ? "" : " ").append(term);
  }
  return text;
}

std::string terms_for(std::span<const base::IpAddress> addresses) {
  std::string terms;
  for (const base::IpAddress& address : addresses) {
    terms += (terms.empty() ? "" : " ") + std::string(address.is_v4() ? "ip4:" : "ip6:") +
             address.text();
  }
  return terms;
}

Proof prove(const dns::Name& domain, const std::string& record,
            std::span<const base::IpAddress> addresses, dns::Facts& facts, base::Time now) {
  libauth::audit::WhatIf what_if(facts, domain, record);
  dns::Facts changed(what_if);
  const Proof proof = proof_of(domain, record, addresses, changed, now);
  for (const dns::Question& question : changed.missing()) facts.find(question);
  return proof;
}

std::optional<std::vector<base::IpAddress>> not_passing(const dns::Name& domain,
                                                        const std::string& record,
                                                        std::span<const base::IpAddress> addresses,
                                                        dns::Facts& facts, base::Time now) {
  libauth::audit::WhatIf what_if(facts, domain, record);
  dns::Facts changed(what_if);
  bool is_told = true;
  std::vector<base::IpAddress> failing;
  for (const base::IpAddress& address : addresses) {
    const spf::Result result = spf_verdict(address, domain, changed, now);
    is_told = is_told && result != spf::Result::temperror;
    if (result != spf::Result::pass) failing.push_back(address);
  }
  is_told = is_told && changed.missing().empty();
  for (const dns::Question& question : changed.missing()) facts.find(question);
  if (!is_told) return std::nullopt;
  return failing;
}

}  // namespace reports::analysis
