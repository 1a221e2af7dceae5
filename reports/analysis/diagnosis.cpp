// SPDX-License-Identifier: MIT

#include "reports/analysis/diagnosis.h"

#include <algorithm>
#include <iterator>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "reports/aggregate/vocabulary.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;
namespace dns = libauth::dns;
namespace spf = libauth::spf;

using Asked = std::set<std::pair<std::string, std::string>>;

/// Whether it may be asked for: it was before, or there is room for one more.
bool may_ask(Asked& asked, const std::pair<std::string, std::string>& what, std::size_t limit) {
  if (asked.contains(what)) return true;
  if (asked.size() >= limit) return false;
  asked.insert(what);
  return true;
}

std::optional<dns::Question> txt_question(std::string_view name) {
  auto read = dns::Name::parse(name);
  if (!read) return std::nullopt;
  return dns::Question{std::move(*read), dns::RrType::txt};
}

std::string word(RecordState state) {
  return std::string(base::name_of(state));
}

/// Of results of a signature, those that say that the message itself does not fit. The others come
/// from the key, or from not getting it. Receivers have words of their own for either.
bool is_about_message(std::string_view result) {
  using aggregate::DkimResult;
  constexpr DkimResult kOfTheKey[] = {DkimResult::permerror, DkimResult::temperror,
                                      DkimResult::neutral, DkimResult::none};
  const auto meaning = text::Word<DkimResult>::read(result).value();
  return std::find(std::begin(kOfTheKey), std::end(kOfTheKey), meaning) == std::end(kOfTheKey);
}

CauseKind cause_of(RecordState state) {
  switch (state) {
    case RecordState::fine:
      return CauseKind::dkim_fails;
    case RecordState::missing:
      return CauseKind::dkim_key_missing;
    case RecordState::revoked:
      return CauseKind::dkim_key_revoked;
    case RecordState::several:
    case RecordState::broken:
      return CauseKind::dkim_key_broken;
    case RecordState::unknown:
      return CauseKind::dkim_unknown;
  }
  return CauseKind::dkim_unknown;
}

CauseKind cause_of(spf::Result result) {
  switch (result) {
    case spf::Result::none:
      return CauseKind::spf_missing;
    case spf::Result::permerror:
      return CauseKind::spf_permerror;
    case spf::Result::neutral:
    case spf::Result::fail:
    case spf::Result::softfail:
      return CauseKind::spf_not_authorised;
    case spf::Result::pass:
    case spf::Result::temperror:
      break;
  }
  return CauseKind::spf_unknown;
}

bool is_mended(const CaseFinding& finding) {
  return finding.kind == CauseKind::mended_since;
}

/// A finding of the return path of others.
CaseFinding unaligned_path(const std::string& domain, std::string seen) {
  return {.kind = CauseKind::spf_unaligned,
          .observed = {.what = "return-path", .value = domain, .seen = std::move(seen)},
          .domain = domain};
}

}  // namespace

Diagnosis Diagnostician::diagnose(const FailingCase& what) {
  Findings findings = dkim(what);
  Findings of_spf = spf(what);
  findings.insert(findings.end(), std::make_move_iterator(of_spf.begin()),
                  std::make_move_iterator(of_spf.end()));
  if (what.is_cut) findings.push_back({.kind = CauseKind::not_examined});
  // RFC 9989 section 5.4: one aligned identifier is enough.
  const bool any = std::any_of(findings.begin(), findings.end(), is_mended);
  if (any) std::erase_if(findings, [](const CaseFinding& finding) { return !is_mended(finding); });
  return {any, std::move(findings)};
}

std::optional<bool> Diagnostician::is_aligned(std::string_view domain, std::string_view author,
                                              const std::optional<std::string>& mode) const {
  if (base::equals_ignoring_case(domain, author)) return true;
  if (dmarc_.state == RecordState::unknown) return std::nullopt;
  // Without a record that can be used, the one to come has the default.
  return mode != "strict";
}

CauseKind Diagnostician::unless_aligned(std::optional<bool> is_aligned, CauseKind strict) const {
  return is_aligned == true ? CauseKind::mended_since : strict;
}

Diagnostician::Findings Diagnostician::dkim(const FailingCase& what) {
  Findings findings;
  for (const std::string& signer : what.own_signers) {
    findings.push_back(passing_signature(signer, what.author));
  }
  for (const OwnSignature& signature : what.own_failed) {
    findings.push_back(failed_signature(signature, what.author));
  }
  if (!findings.empty()) return findings;
  for (const std::string& signer : what.foreign_signers) {
    findings.push_back({.kind = CauseKind::dkim_unaligned,
                        .observed = {.what = "signature", .value = signer, .seen = "pass"}});
  }
  if (!findings.empty()) return findings;
  return {{.kind = what.has_foreign_failed ? CauseKind::dkim_unaligned : CauseKind::no_dkim}};
}

CaseFinding Diagnostician::passing_signature(const std::string& signer,
                                             const std::string& author) const {
  const auto aligned = is_aligned(signer.substr(0, signer.find('/')), author, dmarc_.adkim);
  return {.kind = unless_aligned(aligned, CauseKind::dkim_strict),
          .observed = {.what = "signature",
                       .value = signer,
                       .seen = "pass",
                       .now = aligned ? "" : word(RecordState::unknown)},
          .question = txt_question(dmarc_.name)};
}

CaseFinding Diagnostician::failed_signature(const OwnSignature& signature,
                                            const std::string& author) {
  KeyNow key{.domain = signature.domain, .selector = signature.selector};
  if (may_ask(keys_, {signature.domain, signature.selector}, limits_.keys)) {
    key = key_now(signature.selector, signature.domain, facts_);
  }
  CaseFinding finding{.kind = cause_of(key.state),
                      .observed = {.what = "signature",
                                   .value = signature.domain + "/" + signature.selector,
                                   .seen = signature.result,
                                   .now = word(key.state)},
                      .question = txt_question(key.name)};
  if (key.state == RecordState::fine && !is_about_message(signature.result)) {
    const auto aligned = is_aligned(signature.domain, author, dmarc_.adkim);
    finding.kind = unless_aligned(aligned, CauseKind::dkim_strict);
  }
  finding.key = std::move(key);
  return finding;
}

Diagnostician::Findings Diagnostician::spf(const FailingCase& what) {
  if (what.spf_domain) {
    const std::string& domain = *what.spf_domain;
    if (!own_.covers(domain)) return {unaligned_path(domain, "pass")};
    const auto aligned = is_aligned(domain, what.author, dmarc_.aspf);
    return {{.kind = unless_aligned(aligned, CauseKind::spf_strict),
             .observed = {.what = "return-path",
                          .value = domain,
                          .seen = "pass",
                          .now = aligned ? "" : word(RecordState::unknown)},
             .question = txt_question(dmarc_.name),
             .domain = domain}};
  }
  Findings own;
  Findings foreign;
  for (const FailedCheck& check : what.spf_failed) {
    if (own_.covers(check.domain)) {
      own.push_back(failed_check(check, what));
    } else {
      foreign.push_back(unaligned_path(check.domain, check.result));
    }
  }
  if (!own.empty()) return own;
  if (!foreign.empty()) return foreign;
  return {{.kind = CauseKind::spf_not_reported}};
}

CaseFinding Diagnostician::failed_check(const FailedCheck& check, const FailingCase& what) {
  const std::string address_text = what.source_ip.value_or("");
  const auto address = base::IpAddress::parse(address_text);
  const auto domain = sources::read_domain_name(check.domain);
  CaseFinding finding{.kind = CauseKind::spf_unknown,
                      .observed = {.what = "address",
                                   .value = address_text + " " + check.domain,
                                   .seen = check.result,
                                   .now = word(RecordState::unknown)},
                      .domain = check.domain,
                      .address = address};
  if (!address || !domain) return finding;
  if (!may_ask(addresses_, {address_text, check.domain}, limits_.addresses)) return finding;
  finding.question = txt_question(check.domain);
  const spf::Result result = spf_verdict(*address, *domain, facts_, now_);
  finding.observed.now = base::name_of(result);
  finding.kind = result == spf::Result::pass
                     ? unless_aligned(is_aligned(check.domain, what.author, dmarc_.aspf),
                                      CauseKind::spf_strict)
                     : cause_of(result);
  return finding;
}

}  // namespace reports::analysis
