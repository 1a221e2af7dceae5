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

/// The result of what passed.
const std::string kPass = "pass";

/// "domain/selector", as a signature that passed.
OwnSignature passing_signature(const std::string& signer) {
  const std::size_t slash = std::min(signer.find('/'), signer.size());
  return {signer.substr(0, slash), signer.substr(std::min(slash + 1, signer.size())), kPass};
}

std::optional<Span> passing_by(const std::string& identifier, const CountedCase& counted) {
  for (const PassingBeside& beside : counted.passing) {
    if (beside.identifier == identifier) return beside.span;
  }
  return std::nullopt;
}

void append(std::vector<CaseFinding>& findings, std::vector<CaseFinding> more) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
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

Diagnosis Diagnostician::diagnose(const CountedCase& counted) {
  Findings findings = dkim(counted);
  append(findings, spf(counted));
  if (counted.what.is_cut) findings.push_back({.kind = CauseKind::not_examined});
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

void Diagnostician::judge_authentic(CaseFinding& finding, std::optional<bool> is_aligned,
                                    CauseKind strict, CauseKind unknown) const {
  if (is_aligned == true) {
    finding.kind = finding.passing ? CauseKind::intermittent : CauseKind::mended_since;
    return;
  }
  finding.kind = is_aligned ? strict : unknown;
  if (!is_aligned) finding.observed.now = word(RecordState::unknown);
  finding.question = txt_question(dmarc_.name);
}

Diagnostician::Findings Diagnostician::dkim(const CountedCase& counted) {
  const FailingCase& what = counted.what;
  Findings findings;
  for (const std::string& signer : what.own_signers) {
    append(findings, signature(passing_signature(signer), counted));
  }
  for (const OwnSignature& each : what.own_failed) append(findings, signature(each, counted));
  if (!findings.empty()) return findings;
  for (const std::string& signer : what.foreign_signers) {
    findings.push_back({.kind = CauseKind::dkim_unaligned,
                        .observed = {.what = "signature", .value = signer, .seen = kPass}});
  }
  if (!findings.empty()) return findings;
  return {{.kind = what.has_foreign_failed ? CauseKind::dkim_unaligned : CauseKind::no_dkim}};
}

/// Reports may lack the selector: then it is not known which key it is.
KeyNow Diagnostician::key_of(const OwnSignature& signature) {
  KeyNow key{.domain = signature.domain, .selector = signature.selector};
  if (signature.selector.empty()) return key;
  if (!may_ask(keys_, {signature.domain, signature.selector}, limits_.keys)) return key;
  return key_now(signature.selector, signature.domain, facts_);
}

Diagnostician::Findings Diagnostician::signature(const OwnSignature& signature,
                                                 const CountedCase& counted) {
  const std::string identifier = signature.domain + "/" + signature.selector;
  const bool has_passed = signature.result == kPass;
  const auto aligned = is_aligned(signature.domain, counted.what.author, dmarc_.adkim);
  KeyNow key = key_of(signature);
  CaseFinding finding{.kind = cause_of(key.state),
                      .observed = {.what = "signature",
                                   .value = identifier,
                                   .seen = signature.result,
                                   .now = word(key.state)},
                      .question = txt_question(key.name),
                      .passing = passing_by(identifier, counted)};
  if (key.state != RecordState::fine) {
    finding.key = std::move(key);
    Findings findings = {finding};
    // RFC 9989 section 4.4.1: without the key it would fail even if it were aligned.
    if (!has_passed || aligned != false) return findings;
    finding.kind = CauseKind::dkim_strict;
    finding.question = txt_question(dmarc_.name);
    findings.push_back(std::move(finding));
    return findings;
  }
  if (has_passed || !is_about_message(signature.result)) {
    judge_authentic(finding, aligned, CauseKind::dkim_strict, CauseKind::dkim_unknown);
  } else if (finding.passing) {
    finding.kind = CauseKind::intermittent;
  }
  return {finding};
}

Diagnostician::Findings Diagnostician::spf(const CountedCase& counted) {
  const FailingCase& what = counted.what;
  if (what.spf_domain) {
    const std::string& domain = *what.spf_domain;
    if (!own_.covers(domain)) return {unaligned_path(domain, kPass)};
    return check({domain, kPass}, counted);
  }
  Findings own;
  Findings foreign;
  for (const FailedCheck& each : what.spf_failed) {
    if (own_.covers(each.domain)) {
      append(own, check(each, counted));
    } else {
      foreign.push_back(unaligned_path(each.domain, each.result));
    }
  }
  if (!own.empty()) return own;
  if (!foreign.empty()) return foreign;
  return {{.kind = CauseKind::spf_not_reported}};
}

std::optional<spf::Result> Diagnostician::verdict(const std::string& domain,
                                                  const FailingCase& what) {
  const std::string text = what.source_ip.value_or("");
  const auto address = base::IpAddress::parse(text);
  const auto name = sources::read_domain_name(domain);
  if (!address || !name) return std::nullopt;
  if (!may_ask(addresses_, {text, domain}, limits_.addresses)) return std::nullopt;
  return spf_verdict(*address, *name, facts_, now_);
}

Diagnostician::Findings Diagnostician::check(const FailedCheck& check, const CountedCase& counted) {
  const std::string address_text = counted.what.source_ip.value_or("");
  const auto aligned = is_aligned(check.domain, counted.what.author, dmarc_.aspf);
  const auto result = verdict(check.domain, counted.what);
  CaseFinding finding{.kind = result ? cause_of(*result) : CauseKind::spf_unknown,
                      .observed = {.what = "address",
                                   .value = address_text + " " + check.domain,
                                   .seen = check.result,
                                   .now = result ? std::string(base::name_of(*result))
                                                 : word(RecordState::unknown)},
                      .domain = check.domain,
                      .address = base::IpAddress::parse(address_text),
                      .passing = passing_by(check.domain, counted)};
  if (result) finding.question = txt_question(check.domain);
  if (result == spf::Result::pass) {
    judge_authentic(finding, aligned, CauseKind::spf_strict, CauseKind::spf_unknown);
    return {finding};
  }
  Findings findings = {finding};
  // RFC 9989 section 4.4.2: what does not pass now would fail even if it were aligned.
  if (check.result != kPass || aligned != false) return findings;
  finding.kind = CauseKind::spf_strict;
  finding.question = txt_question(dmarc_.name);
  findings.push_back(std::move(finding));
  return findings;
}

}  // namespace reports::analysis
