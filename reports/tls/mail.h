// SPDX-License-Identifier: MIT
//
// The mail that brings a TLS report, RFC 8460 section 5.3, and the name of its file, section 5.1.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reports/tls/report.h"

namespace reports::tls {

/// Media types of a report and of one packed with gzip, RFC 8460 sections 6.4 and 6.5.
inline constexpr std::string_view kMediaType = "application/tlsrpt+json";
inline constexpr std::string_view kGzipMediaType = "application/tlsrpt+gzip";

/// What the mail says of the report. All texts are printable ASCII without line ends.
struct Mail {
  std::string subject;               ///< "Report Domain: a Submitter: b Report-ID: <c@b>"
  std::string tls_report_domain;     ///< the field TLS-Report-Domain
  std::string tls_report_submitter;  ///< the field TLS-Report-Submitter
  std::string content_type;          ///< multipart/report, without the boundary
  std::string file_name;             ///< "b!a!1777593600!1777679999!c.json"
};

/// The mail for a report of ours about one domain.
/// @param submitter  the sending domain, in A-labels
/// @param unique_id  letters and digits, to tell several files apart; may be empty
/// @return none where the report has no period, no policy domain, several of them, or no id, and
///         where one of these, or a parameter, has characters that RFC 8460 does not allow there
std::optional<Mail> mail_of(const Report& report, std::string_view submitter,
                            std::string_view unique_id = {});

// Where a report names no policy domain, as some do of "no-policy-found", the mail may. What these
// give is a valid domain name in A-labels and lower case; none where there is none.

/// The domain in "sender!domain!begin!end!id.json.gz". Folders in front of it do not count.
std::optional<std::string> domain_of_file_name(std::string_view name);

/// The domain in "Report Domain: example.com Submitter: ...", in any case.
std::optional<std::string> domain_of_subject(std::string_view subject);

/// What a mail says of the domain of the report in it: the field TLS-Report-Domain before the
/// subject.
/// @param field    value of TLS-Report-Domain; empty where the mail has none
/// @param subject  with encoded words undone
std::optional<NamedDomain> domain_of_mail(std::string_view field, std::string_view subject);

/// Puts the domain beside every policy that has none, as Policy::effective_policy_domain, and notes
/// that in the warnings. Nothing where all policies have their own.
void take_domain(Report& report, const NamedDomain& named);

/// The warning of a domain with that source.
WarningCode warning_of(DomainSource source);

}  // namespace reports::tls
