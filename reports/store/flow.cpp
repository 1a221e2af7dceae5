// SPDX-License-Identifier: MIT

#include "reports/store/flow.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "libauth/base/text.h"

namespace reports::store {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool has_blank(std::string_view text) {
  return text.find_first_of(kBlanks) != std::string_view::npos;
}

/// The texts sorted, each once, by spaces.
std::string joined(std::vector<std::string> texts) {
  if (texts.size() == 1) return std::move(texts.front());
  std::ranges::sort(texts);
  texts.erase(std::ranges::unique(texts).begin(), texts.end());
  std::string line;
  for (const std::string& text : texts) {
    if (!line.empty()) line += ' ';
    line += text;
  }
  return line;
}

/// Receivers write the results of ARC as "arc=pass as[1].d=example.com as[1].s=s1".
bool tells_of_arc(std::string_view comment) {
  const std::string text = libauth::base::to_lower(comment);
  for (std::size_t at = text.find("arc=pass"); at != std::string::npos;
       at = text.find("arc=pass", at + 1)) {
    if (at == 0 || kBlanks.find(text[at - 1]) != std::string_view::npos || text[at - 1] == ';' ||
        text[at - 1] == '(') {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string signers_of(const aggregate::Record& record) {
  std::vector<std::string> signers;
  for (const aggregate::DkimAuthResult& dkim : record.auth_results.dkim) {
    if (dkim.result != aggregate::DkimResult::pass || !dkim.domain || dkim.domain->empty())
      continue;
    if (has_blank(*dkim.domain)) continue;
    std::string& signer = signers.emplace_back(*dkim.domain);
    signer += '/';
    if (dkim.selector && !has_blank(*dkim.selector)) signer += *dkim.selector;
  }
  return joined(std::move(signers));
}

std::optional<std::string> spf_passed_of(const aggregate::Record& record) {
  const aggregate::SpfAuthResult* of_helo = nullptr;
  for (const aggregate::SpfAuthResult& spf : record.auth_results.spf) {
    if (spf.result != aggregate::SpfResult::pass) continue;
    if (spf.scope != aggregate::SpfScope::helo) return spf.domain;
    if (of_helo == nullptr) of_helo = &spf;
  }
  // RFC 9989 section 4.3.2: DMARC has no HELO identity. Where it passed by SPF all the same, the
  // name of HELO stood for a MAIL FROM that was empty (RFC 7208 section 2.4).
  const bool is_for_mail_from = record.policy_evaluated.spf == aggregate::AlignedResult::pass;
  return of_helo != nullptr && is_for_mail_from ? of_helo->domain : std::nullopt;
}

std::string reasons_of(const aggregate::Record& record) {
  std::vector<std::string> reasons;
  for (const aggregate::Reason& reason : record.policy_evaluated.reasons) {
    if (reason.type && !reason.type->text().empty()) {
      std::string& word = reasons.emplace_back(reason.type->text());
      std::ranges::replace_if(
          word, [](char c) { return kBlanks.find(c) != std::string_view::npos; }, '_');
    }
    if (reason.comment && tells_of_arc(*reason.comment)) reasons.emplace_back("arc");
  }
  return joined(std::move(reasons));
}

}  // namespace reports::store
