// SPDX-License-Identifier: MIT

#include "libauth/capi/result_structs.h"

#include <algorithm>
#include <cstdint>

#include "libauth/capi/words.h"

namespace libauth::capi {
namespace {

std::uint32_t flags_of(const dmarc::Evaluation& dmarc, bool many_authors) {
  const bool by_spf = dmarc.spf && dmarc.spf->counts;
  const bool by_dkim = std::any_of(dmarc.dkim.begin(), dmarc.dkim.end(),
                                   [](const auto& identifier) { return identifier.counts; });
  return flag(dmarc.testing, LIBAUTH_DMARC_TESTING) |
         flag(many_authors, LIBAUTH_DMARC_MANY_AUTHORS) | flag(by_spf, LIBAUTH_DMARC_BY_SPF) |
         flag(by_dkim, LIBAUTH_DMARC_BY_DKIM);
}

}  // namespace

libauth_spf_result result_struct(const spf::Evaluation& spf) {
  auto filled = LIBAUTH_RESULT_INIT(libauth_spf_result);
  filled.result = code_of(spf.result);
  filled.lookups = static_cast<std::uint32_t>(spf.lookups);
  filled.void_lookups = static_cast<std::uint32_t>(spf.void_lookups);
  filled.domain = spf.domain.c_str();
  filled.matched = spf.matched.c_str();
  filled.reason = spf.reason.c_str();
  filled.explanation = spf.explanation.c_str();
  return filled;
}

libauth_dmarc_result result_struct(const dmarc::Evaluation& dmarc, bool many_authors) {
  auto filled = LIBAUTH_RESULT_INIT(libauth_dmarc_result);
  filled.result = code_of(dmarc.result);
  filled.policy = policy_code(dmarc.policy);
  filled.disposition = policy_code(dmarc.disposition);
  filled.flags = flags_of(dmarc, many_authors);
  filled.percent = dmarc.percent;
  filled.queries = static_cast<std::uint32_t>(dmarc.queries);
  filled.reason = dmarc.reason.c_str();
  filled.author = dmarc.author.is_root() ? nullptr : dmarc.author.text().c_str();
  filled.policy_source = word_of(dmarc.policy_source);
  filled.org_domain = text_or_null(dmarc.org_domain);
  filled.record_domain = text_or_null(dmarc.record_domain);
  filled.record = dmarc.record ? dmarc.record_text.c_str() : nullptr;
  return filled;
}

}  // namespace libauth::capi
