// SPDX-License-Identifier: MIT

#include "reports/analysis/causes.h"

#include <array>
#include <cstddef>

namespace reports::analysis {
namespace {

constexpr std::array<CauseInfo, 18> kCauses = {{
    {CauseKind::mended_since, "mended-since",
     "These messages failed, and would pass with the records that are published now.", ""},
    {CauseKind::intermittent, "intermittent",
     "Other mail of the same address passes in the same days by the same signature or return path, "
     "and the records of now are right: the receivers' DNS look-ups fail at times, or something "
     "changes messages after they were signed.",
     ""},
    {CauseKind::dkim_strict, "dkim-strict",
     "A signature passes for a domain of yours that is not the one in From, and the DMARC record "
     "asks for the very same (adkim=s).",
     "RFC 9989 section 4.4.1"},
    {CauseKind::dkim_key_missing, "dkim-key-missing",
     "The messages are signed with your domain, and there is no key at the selector.",
     "RFC 6376 section 6.1.2"},
    {CauseKind::dkim_key_revoked, "dkim-key-revoked",
     "The messages are signed with your domain, and the key at the selector is revoked (p=).",
     "RFC 6376 section 3.6.1"},
    {CauseKind::dkim_key_broken, "dkim-key-broken",
     "The messages are signed with your domain, and the key at the selector cannot be used.",
     "RFC 6376 section 6.1.2"},
    {CauseKind::dkim_fails, "dkim-fails",
     "The messages are signed with your domain and the key can be used, but the signature does not "
     "fit: they were changed after they had been signed, or another key signed them.",
     "RFC 6376 section 6.1.3"},
    {CauseKind::dkim_unaligned, "dkim-unaligned",
     "The messages are signed, but only with domains of others, which DMARC does not count.",
     "RFC 9989 section 4.4.1"},
    {CauseKind::no_dkim, "no-dkim", "The messages have no DKIM signature.",
     "RFC 9989 section 4.4.1"},
    {CauseKind::dkim_unknown, "dkim-unknown",
     "The messages are signed with your domain; whether that would count now is not known: the DNS "
     "did not tell of the key or of the DMARC record, it was not asked, or the reports do not tell "
     "the selector.",
     "RFC 6376 section 6.1.2"},
    {CauseKind::spf_strict, "spf-strict",
     "The return path is of a domain of yours that is not the one in From, and the DMARC record "
     "asks for the very same (aspf=s).",
     "RFC 9989 section 4.4.2"},
    {CauseKind::spf_missing, "spf-missing",
     "The return path is of a domain of yours that has no SPF record.", "RFC 7208 section 2.6.1"},
    {CauseKind::spf_permerror, "spf-permerror",
     "The return path is of a domain of yours whose SPF record cannot be evaluated.",
     "RFC 7208 section 2.6.7"},
    {CauseKind::spf_not_authorised, "spf-not-authorised",
     "The return path is of a domain of yours whose SPF record does not let the address send.",
     "RFC 7208 section 2.6.4"},
    {CauseKind::spf_unaligned, "spf-unaligned",
     "The return path is of a domain of others, so that SPF does not count for DMARC, whatever "
     "your SPF record says.",
     "RFC 9989 section 4.4.2"},
    {CauseKind::spf_not_reported, "spf-not-reported",
     "The reports do not tell the domain of the return path.", "RFC 9990 section 3.1.1"},
    {CauseKind::spf_unknown, "spf-unknown",
     "The return path is of a domain of yours; whether it would count now is not known: the DNS "
     "did not tell of its SPF record or of the DMARC record, or it was not asked.",
     "RFC 7208 section 2.6.6"},
    {CauseKind::not_examined, "not-examined",
     "These messages fail in more different ways, or have more signatures, than are looked at: "
     "not all of their causes are known.",
     ""},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kCauses.size(); ++i) {
    if (static_cast<std::size_t>(kCauses[i].kind) != i) return false;
  }
  return true;
}
static_assert(is_in_order());

}  // namespace

std::span<const CauseInfo> causes() {
  return kCauses;
}

const CauseInfo& info_of(CauseKind kind) {
  return kCauses[static_cast<std::size_t>(kind)];
}

}  // namespace reports::analysis
