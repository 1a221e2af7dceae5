// SPDX-License-Identifier: MIT

#include "reports/analysis/result_types.h"

#include <algorithm>
#include <array>

namespace reports::analysis {
namespace {

constexpr std::string_view kStsEnforce = "RFC 8461 section 5";
constexpr std::string_view kStsNoPolicy = "RFC 8461 section 3.3";

constexpr std::array<ResultTypeInfo, 11> kResultTypes = {{
    {.result_type = "starttls-not-supported",
     .meaning = "The mail exchange did not offer STARTTLS.",
     .remedy = "Switch on STARTTLS at this host, and see that no firewall in front of it takes it "
               "out of the answer to EHLO.",
     .spec = kStsEnforce,
     .is_lost_by_sts = true,
     .is_lost_by_dane = true},
    {.result_type = "certificate-host-mismatch",
     .meaning = "The certificate is for other names than the host's.",
     .remedy = "Get a certificate that has the host name of the MX record among its names; under "
               "MTA-STS the policy must list that name too.",
     .spec = kStsEnforce,
     .is_lost_by_sts = true,
     .is_lost_by_dane = true},
    {.result_type = "certificate-expired",
     .meaning = "The certificate has expired.",
     .remedy = "Renew the certificate and have the mail server load it; renew by a program from "
               "now on.",
     .spec = kStsEnforce,
     .is_lost_by_sts = true,
     .is_lost_by_dane = true},
    {.result_type = "certificate-not-trusted",
     .meaning = "The certificate leads to no authority that the sender trusts.",
     .remedy = "Use a certificate of a public authority and send all intermediate certificates "
               "with it.",
     .spec = kStsEnforce,
     .is_lost_by_sts = true,
     .is_lost_by_dane = true},
    {.result_type = "validation-failure",
     .meaning = "The connection failed for another reason.",
     .remedy = "Look at the reason code and the further information that the sender gives, and try "
               "a TLS connection to the host.",
     .spec = kStsEnforce,
     .is_lost_by_sts = true,
     .is_lost_by_dane = true},
    {.result_type = "tlsa-invalid",
     .meaning = "No TLSA record fits the host's certificate, or none can be used.",
     .remedy = "Publish the TLSA record of the certificate in use, and the next one's before it is "
               "put in place.",
     .spec = "RFC 7672 section 2.2",
     .is_lost_by_dane = true},
    {.result_type = "dnssec-invalid",
     .meaning = "The sender's resolver did not get valid signed records.",
     .remedy = "Mend DNSSEC of the zones of the domain and of the host: signatures that have "
               "expired, or a DS record that fits no key.",
     .spec = "RFC 7672 section 2.1.1",
     .is_lost_by_dane = true},
    {.result_type = "dane-required",
     .meaning = "The sender is set to send by DANE only, and found no TLSA record.",
     .remedy = "Publish TLSA records in a signed zone, or ask the sender not to require them.",
     .spec = "RFC 8460 section 4.3.2.1",
     .is_lost_by_dane = true},
    {.result_type = "sts-policy-fetch-error",
     .meaning = "The sender could not get the MTA-STS policy, and sent without it.",
     .remedy = "See that https://mta-sts.DOMAIN/.well-known/mta-sts.txt is answered from "
               "everywhere, with status 200 and without a redirect.",
     .spec = kStsNoPolicy},
    {.result_type = "sts-policy-invalid",
     .meaning = "The sender could not read the MTA-STS policy, and sent without it.",
     .remedy = "Mend the policy: the lines version, mode, mx and max_age, as text/plain.",
     .spec = kStsNoPolicy},
    {.result_type = "sts-webpki-invalid",
     .meaning = "The web server of the MTA-STS policy had no valid certificate, and the sender "
                "sent without the policy.",
     .remedy = "Give the web server a certificate of a public authority for mta-sts.DOMAIN.",
     .spec = kStsNoPolicy},
}};

/// Of failures that only the summary of a policy tells of, and of details without a type. Nobody
/// knows that they would not be lost.
constexpr ResultTypeInfo kNoReason = {
    .result_type = "",
    .meaning = "Sessions failed, and the reports give no reason.",
    .remedy =
        "Try a TLS connection to each mail exchange, and ask the sender for the details of "
        "its report.",
    .spec = "RFC 8460 section 4.4",
    .is_lost_by_sts = true,
    .is_lost_by_dane = true};

}  // namespace

std::span<const ResultTypeInfo> result_types() {
  return kResultTypes;
}

const ResultTypeInfo& result_type_info(std::string_view result_type) {
  if (result_type.empty()) return kNoReason;
  const auto find = [](std::string_view word) {
    return std::find_if(kResultTypes.begin(), kResultTypes.end(),
                        [word](const ResultTypeInfo& info) { return info.result_type == word; });
  };
  const auto* info = find(result_type);
  return info != kResultTypes.end() ? *info : *find("validation-failure");
}

}  // namespace reports::analysis
