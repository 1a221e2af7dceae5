// SPDX-License-Identifier: MIT

#include "reports/analysis/service_records.h"

#include <algorithm>
#include <map>

#include "libauth/base/text.h"

namespace reports::analysis {
namespace {

/// What the services' own instructions say. An include is given to an owner only where the DNS says
/// at that moment that it lets the addresses send, so that a row that has become wrong does no
/// harm.
constexpr ServiceRecords kServices[] = {
    {.service = "Amazon SES",
     .spf_include = "amazonses.com",
     .dkim_name = "TOKEN._domainkey.{domain}",
     .dkim_type = "CNAME",
     .dkim_value = "TOKEN.dkim.amazonses.com",
     .return_path_name = "bounce.{domain}",
     .return_path_type = "MX",
     .return_path_value = "10 feedback-smtp.REGION.amazonses.com"},
    {.service = "Apple iCloud",
     .spf_include = "icloud.com",
     .dkim_name = "sig1._domainkey.{domain}",
     .dkim_type = "CNAME",
     .dkim_value = "sig1.dkim.{domain}.at.icloudmailadmin.com"},
    {.service = "Brevo", .spf_include = "spf.brevo.com"},
    {.service = "Fastmail",
     .spf_include = "spf.messagingengine.com",
     .dkim_name = "fm1._domainkey.{domain}",
     .dkim_type = "CNAME",
     .dkim_value = "fm1.{domain}.dkim.fmhosted.com"},
    {.service = "Gandi", .spf_include = "_mailcust.gandi.net"},
    {.service = "GoDaddy", .spf_include = "secureserver.net"},
    {.service = "Google Workspace",
     .spf_include = "_spf.google.com",
     .dkim_name = "google._domainkey.{domain}",
     .dkim_type = "TXT",
     .dkim_value = "v=DKIM1; k=rsa; p=KEY"},
    {.service = "Infomaniak", .spf_include = "spf.infomaniak.ch"},
    {.service = "Mailchimp",
     .dkim_name = "k2._domainkey.{domain}",
     .dkim_type = "CNAME",
     .dkim_value = "dkim2.mcsv.net"},
    {.service = "Mailgun", .spf_include = "mailgun.org"},
    {.service = "Mailjet", .spf_include = "spf.mailjet.com"},
    {.service = "Mandrill",
     .spf_include = "spf.mandrillapp.com",
     .dkim_name = "mte1._domainkey.{domain}",
     .dkim_type = "CNAME",
     .dkim_value = "dkim1.mandrillapp.com"},
    {.service = "Microsoft 365",
     .spf_include = "spf.protection.outlook.com",
     .dkim_name = "selector1._domainkey.{domain}",
     .dkim_type = "CNAME",
     .dkim_value = "selector1-{dashed}._domainkey.TENANT.onmicrosoft.com"},
    {.service = "Migadu",
     .spf_include = "spf.migadu.com",
     .dkim_name = "key1._domainkey.{domain}",
     .dkim_type = "CNAME",
     .dkim_value = "key1.{domain}._domainkey.migadu.com"},
    {.service = "Namecheap Private Email", .spf_include = "spf.privateemail.com"},
    {.service = "OVHcloud", .spf_include = "mx.ovh.com"},
    {.service = "Postmark",
     .dkim_name = "SELECTOR._domainkey.{domain}",
     .dkim_type = "TXT",
     .dkim_value = "k=rsa; p=KEY",
     .return_path_name = "pm-bounces.{domain}",
     .return_path_type = "CNAME",
     .return_path_value = "pm.mtasv.net"},
    {.service = "Proton Mail",
     .spf_include = "_spf.protonmail.ch",
     .dkim_name = "protonmail._domainkey.{domain}",
     .dkim_type = "CNAME",
     .dkim_value = "protonmail.domainkey.ID.domains.proton.ch"},
    {.service = "Rackspace Email", .spf_include = "emailsrvr.com"},
    {.service = "Salesforce", .spf_include = "_spf.salesforce.com"},
    {.service = "SendGrid",
     .spf_include = "sendgrid.net",
     .dkim_name = "s1._domainkey.{domain}",
     .dkim_type = "CNAME",
     .dkim_value = "s1.domainkey.ACCOUNT.sendgrid.net",
     .return_path_name = "em.{domain}",
     .return_path_type = "CNAME",
     .return_path_value = "ACCOUNT.sendgrid.net"},
    {.service = "Titan", .spf_include = "spf.titan.email"},
    {.service = "Yandex", .spf_include = "_spf.yandex.net"},
    {.service = "Zendesk",
     .spf_include = "mail.zendesk.com",
     .dkim_name = "zendesk1._domainkey.{domain}",
     .dkim_type = "CNAME",
     .dkim_value = "zendesk1._domainkey.zendesk.com"},
    {.service = "mailbox.org", .spf_include = "mailbox.org"},
};

}  // namespace

std::span<const ServiceRecords> service_records() {
  return kServices;
}

const ServiceRecords* records_of_service(std::string_view service) {
  const auto* row = std::find_if(std::begin(kServices), std::end(kServices),
                                 [service](const auto& known) { return known.service == service; });
  return row == std::end(kServices) ? nullptr : row;
}

std::string for_domain(std::string_view text, const std::string& domain) {
  std::string dashed = domain;
  std::replace(dashed.begin(), dashed.end(), '.', '-');
  return libauth::base::filled(text, {{"domain", domain}, {"dashed", dashed}});
}

}  // namespace reports::analysis
