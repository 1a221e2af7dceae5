// SPDX-License-Identifier: MIT
//
// The two mails of a report: the one that brought it, and the one that it is about.

#include <algorithm>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/mail/authors.h"
#include "libauth/mail/field.h"
#include "libauth/mail/splitter.h"
#include "reports/failure/date.h"
#include "reports/failure/lines.h"
#include "reports/failure/reader.h"
#include "reports/text/value.h"

namespace reports::failure {
namespace {

using libauth::mail::Header;
using libauth::mail::LineEnd;
using libauth::mail::Splitter;

/// Octets that are split at once: with LF line ends the splitter needs memory for them.
constexpr std::size_t kPiece = 64 * 1024;

/// Puts LF for CR where CR is the only line end of the text; `copy` then has what is returned.
std::string_view with_lf(std::string_view text, std::string& copy) {
  if (text.find('\n') != std::string_view::npos || text.find('\r') == std::string_view::npos) {
    return text;
  }
  copy = text;
  std::replace(copy.begin(), copy.end(), '\r', '\n');
  return copy;
}

/// The text from its first line on that is not blank.
std::string_view without_blank_lines(std::string_view text) {
  Lines lines(text);
  while (lines.next()) {
    if (!libauth::base::trim(lines.line()).empty()) return text.substr(lines.offset());
  }
  return {};
}

/// The value of the first field of that name; none where it is empty.
std::optional<std::string> value_of(Reader& reader, const Header& header, std::string_view name) {
  const libauth::mail::Field* const field = header.find(name);
  if (field == nullptr) return std::nullopt;
  std::string value = reader.value_of(name, field->value, 0);
  return value.empty() ? std::nullopt : std::optional(std::move(value));
}

/// The domain in lower case without final dot; none where the text is none, as an address literal.
std::optional<std::string> domain_of(std::string_view text) {
  auto domain = text::read_domain(text).value;
  return domain && is_domain(*domain) ? domain : std::nullopt;
}

/// The domain of a From that is not well-formed: what stands behind its last "@".
std::optional<std::string> domain_behind_at(std::string_view from) {
  const std::size_t at = from.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = from.substr(at + 1);
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_domain_octet);
  return domain_of({rest.begin(), end});
}

/// RFC 9989 section 4.10: the domain of the From field. Where there are several, the first one.
std::optional<std::string> from_domain_of(Reader& reader, const Header& header) {
  const auto authors = libauth::mail::authors_of(header);
  std::optional<std::string> domain;
  bool is_plain = authors.errors.empty() && !authors.mailboxes.empty();
  for (const auto& mailbox : authors.mailboxes) {
    auto next = domain_of(mailbox.domain);
    if (!next) continue;
    is_plain &= !domain || *domain == *next;
    if (!domain) domain = std::move(next);
  }
  const std::string from = value_of(reader, header, "From").value_or("");
  if (!is_plain || !domain) reader.note(WarningCode::from_unreadable, "From", from);
  return domain ? domain : domain_behind_at(from);
}

/// "header.from=example.com" in an Authentication-Results field that need not be well-formed.
std::optional<std::string> header_from_in(std::string_view results) {
  constexpr std::string_view kProperty = "header.from=";
  const std::string lower = libauth::base::to_lower(results);
  const std::size_t at = lower.find(kProperty);
  if (at == std::string::npos) return std::nullopt;
  std::string_view value = std::string_view(lower).substr(at + kProperty.size());
  if (value.starts_with('"')) value.remove_prefix(1);
  value = value.substr(0, value.find_first_of(" ;,()\""));
  return domain_of(value);
}

}  // namespace

void read_mail(Reader& reader, std::string_view header_text) {
  std::string copy;
  Splitter splitter(LineEnd::lf, reader.limits().header);
  splitter.feed(with_lf(header_text, copy));
  splitter.finish();
  const Header& header = splitter.header();
  ReportMail& mail = reader.report().mail;
  mail.from = value_of(reader, header, "From");
  mail.to = value_of(reader, header, "To");
  mail.subject = value_of(reader, header, "Subject");
  mail.message_id = value_of(reader, header, "Message-ID");
  if (const auto date = value_of(reader, header, "Date")) {
    const auto reading = read_date(*date);
    mail.date = reading.value;
    if (!reading.value) reader.note(WarningCode::value_unreadable, "Date", *date);
    if (reading.value && reading.repaired) reader.note(WarningCode::time_repaired, "Date", *date);
  }
}

void read_original(Reader& reader, std::string_view text, bool is_header_only) {
  text = without_blank_lines(text);
  if (text.empty()) return;
  std::string copy;
  const std::string_view lines = with_lf(text, copy);
  Splitter splitter(LineEnd::lf, reader.limits().header);
  std::string body;
  for (std::size_t at = 0; at < lines.size(); at += kPiece) {
    const std::string_view piece = splitter.feed(lines.substr(at, kPiece));
    body += piece.substr(0, reader.limits().body - std::min(body.size(), reader.limits().body));
  }
  splitter.finish();
  const Header& header = splitter.header();
  Original& original = reader.report().original.emplace();
  original.header = header.octets();
  if (!original.header.empty() && !original.header.ends_with("\r\n")) original.header += "\r\n";
  original.body_octets = splitter.counts().body;
  original.is_header_only = is_header_only && original.body_octets == 0;
  if (reader.limits().body > 0 && !original.is_header_only) {
    if (body.size() == reader.limits().body && body.ends_with('\r')) body.pop_back();
    original.body = std::move(body);
  }
  if (splitter.is_header_cut()) reader.note(WarningCode::header_cut, {}, {});
  original.from_domain = from_domain_of(reader, header);
  original.subject = value_of(reader, header, "Subject");
  original.message_id = value_of(reader, header, "Message-ID");
}

void derive_header_from(Report& report) {
  const auto put = [&](std::optional<std::string> domain, HeaderFromSource source) {
    if (report.header_from || !domain) return;
    report.header_from = std::move(domain);
    report.header_from_source = source;
  };
  if (report.original) put(report.original->from_domain, HeaderFromSource::original);
  for (const std::string& results : report.authentication_results) {
    put(header_from_in(results), HeaderFromSource::authentication_results);
  }
  // RFC 6591 section 3: the domain that DMARC looked for a policy of.
  if (!report.reported_domain.empty()) {
    put(report.reported_domain.front(), HeaderFromSource::reported_domain);
  }
}

}  // namespace reports::failure
