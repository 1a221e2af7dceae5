// SPDX-License-Identifier: MIT

#include "reports/tls/mail.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "libauth/dns/name.h"

namespace reports::tls {
namespace {

using libauth::base::is_alnum;
using libauth::base::trim;

constexpr std::size_t kMaxDetail = 200;  // octets, Warning::detail

/// Whether the text is a domain in A-labels, as far as its characters tell.
bool looks_like_domain(std::string_view text) {
  const auto is_domain_char = [](char c) {
    return is_alnum(c) || c == '-' || c == '.' || c == '_';
  };
  return !text.empty() && text.size() <= 253 && is_alnum(text.back()) &&
         text.find('.') != std::string_view::npos && !text.starts_with('.') &&
         text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), is_domain_char);
}

/// One that stands in a mail only is not taken unless it can be the domain of mail.
std::optional<std::string> domain_in(std::string_view text) {
  const auto name = libauth::dns::Name::parse(text);
  if (!name || name->label_count() < 2 || !name->is_mail_domain()) return std::nullopt;
  return name->text();
}

/// The one domain that all policies with a domain are for.
std::optional<std::string> only_domain(const Report& report) {
  std::optional<std::string> domain;
  for (const Policy& policy : report.policies) {
    if (!policy.policy_domain) continue;
    if (domain && *domain != *policy.policy_domain) return std::nullopt;
    domain = policy.policy_domain;
  }
  return domain && looks_like_domain(*domain) ? domain : std::nullopt;
}

/// dot-atom-text, RFC 5322 section 3.2.3.
bool is_dot_atom(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~";
  const auto is_atext = [](char c) {
    return is_alnum(c) || kMarks.find(c) != std::string_view::npos;
  };
  for (const std::string_view part : libauth::base::split(text, '.')) {
    if (part.empty() || !std::all_of(part.begin(), part.end(), is_atext)) return false;
  }
  return true;
}

/// A message id without "<>", RFC 5322 section 3.6.4: the report's id, with the submitter on the
/// right where it has one side only.
std::optional<std::string> message_id(std::string_view id, std::string_view submitter) {
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  const std::size_t at = id.find('@');
  const std::string_view left = id.substr(0, at);
  const std::string_view right = at == std::string_view::npos ? submitter : id.substr(at + 1);
  if (!is_dot_atom(left) || !is_dot_atom(right)) return std::nullopt;
  return std::string(left).append("@").append(right);
}

std::string seconds(libauth::base::Time time) {
  return std::to_string(time.time_since_epoch().count());
}

}  // namespace

std::optional<Mail> mail_of(const Report& report, std::string_view submitter,
                            std::string_view unique_id) {
  const auto domain = only_domain(report);
  const auto id = message_id(report.report_id.value_or(""), submitter);
  const bool is_plain_id = std::all_of(unique_id.begin(), unique_id.end(), is_alnum);
  if (!domain || !id || !report.begin || !report.end) return std::nullopt;
  if (!looks_like_domain(submitter) || !is_plain_id) return std::nullopt;
  Mail mail;
  // RFC 8460 section 5.3: the subject's grammar, and the two fields, which the subject repeats.
  mail.tls_report_domain = *domain;
  mail.tls_report_submitter = submitter;
  mail.subject = "Report Domain: " + *domain + " Submitter: " + mail.tls_report_submitter +
                 " Report-ID: <" + *id + ">";
  mail.content_type = "multipart/report; report-type=\"tlsrpt\"";
  // RFC 8460 section 5.1
  mail.file_name = mail.tls_report_submitter + "!" + *domain + "!" + seconds(*report.begin) + "!" +
                   seconds(*report.end);
  if (!unique_id.empty()) mail.file_name.append("!").append(unique_id);
  mail.file_name += ".json";
  return mail;
}

WarningCode warning_of(DomainSource source) {
  switch (source) {
    case DomainSource::tls_report_domain:
      return WarningCode::domain_from_field;
    case DomainSource::subject:
      return WarningCode::domain_from_subject;
    case DomainSource::file_name:
      break;
  }
  return WarningCode::domain_from_file_name;
}

void take_domain(Report& report, const NamedDomain& named) {
  std::uint64_t taken = 0;
  for (Policy& policy : report.policies) {
    if (!domain_of(policy).empty()) continue;
    policy.effective_policy_domain = named;
    ++taken;
  }
  if (taken == 0) return;
  report.warnings.push_back({.code = warning_of(named.source),
                             .member = "policy-domain",
                             .detail = named.domain.substr(0, kMaxDetail),
                             .offset = 0,
                             .repeats = taken});
}

std::optional<NamedDomain> domain_of_mail(std::string_view field, std::string_view subject) {
  if (auto domain = domain_in(trim(field))) {
    return NamedDomain{*std::move(domain), DomainSource::tls_report_domain};
  }
  if (auto domain = domain_of_subject(subject)) {
    return NamedDomain{*std::move(domain), DomainSource::subject};
  }
  return std::nullopt;
}

std::optional<std::string> domain_of_file_name(std::string_view name) {
  const std::size_t folders = name.find_last_of("/\\");
  if (folders != std::string_view::npos) name.remove_prefix(folders + 1);
  const auto parts = libauth::base::split(name, '!');
  return parts.size() >= 4 ? domain_in(parts[1]) : std::nullopt;
}

std::optional<std::string> domain_of_subject(std::string_view subject) {
  constexpr std::string_view kLabel = "report domain:";
  const std::string lower = libauth::base::to_lower(subject);
  const std::size_t label = lower.find(kLabel);
  if (label == std::string::npos) return std::nullopt;
  const std::string_view rest = trim(std::string_view(lower).substr(label + kLabel.size()));
  return domain_in(rest.substr(0, rest.find_first_of(" \t\r\n,;")));
}

}  // namespace reports::tls
