// SPDX-License-Identifier: MIT

#include "reports/failure/write.h"

#include <algorithm>
#include <set>
#include <span>

#include "libauth/base/base64.h"
#include "libauth/base/text.h"
#include "libauth/mail/address.h"
#include "libauth/mail/field.h"
#include "libauth/mail/fold.h"
#include "libauth/mail/line_ends.h"
#include "libauth/mail/quote.h"
#include "reports/failure/date.h"
#include "reports/failure/lines.h"

namespace reports::failure {
namespace {

using libauth::base::ParseError;

constexpr std::string_view kLineEnd = "\r\n";
/// RFC 5322 section 2.1.1: octets of a line, without its end.
constexpr std::size_t kMaxLine = 998;
/// Octets after which a value that has no spaces gets one, to be folded at.
constexpr std::size_t kBase64Piece = 72;
constexpr std::size_t kUriPiece = 900;

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
}

/// Appends the field on lines of its own. Nothing in the value ends it (one_line).
void put(std::string& out, std::string_view name, std::string_view value) {
  const std::string text = ' ' + one_line(value).text;
  if (text.size() == 1) return;
  out += name;
  out += ':';
  libauth::mail::append_folded(out, text, libauth::mail::LineEnd::crlf, name.size() + 1);
  out += kLineEnd;
}

void put_if(std::string& out, std::string_view name, const std::optional<std::string>& value) {
  if (value) put(out, name, *value);
}

void put_each(std::string& out, std::string_view name, const std::vector<std::string>& values) {
  for (const std::string& value : values) put(out, name, value);
}

template <class Number>
void put_number(std::string& out, std::string_view name, const std::optional<Number>& number) {
  if (number) put(out, name, std::to_string(*number));
}

template <class E>
void put_words(std::string& out, std::string_view name, const std::vector<Word<E>>& words) {
  std::string list;
  for (const Word<E>& word : words) {
    if (!list.empty()) list += ", ";
    list += word.written();
  }
  put(out, name, list);
}

/// In "<>", RFC 5321 section 4.1.2.
void put_address(std::string& out, std::string_view name, std::string_view address) {
  put(out, name, '<' + one_line(address).text + '>');
}

/// The text with a space after each so many octets, but not inside a character.
std::string in_pieces(std::string_view text, std::size_t octets) {
  std::string pieces;
  while (text.size() > octets) {
    std::size_t end = octets;
    while (end > 1 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    pieces.append(text.substr(0, end)).append(" ");
    text.remove_prefix(end);
  }
  return pieces.append(text);
}

std::string base64(std::string_view octets) {
  const auto* const data = reinterpret_cast<const std::uint8_t*>(octets.data());
  return libauth::base::encode_base64(std::span(data, octets.size()));
}

void put_base64(std::string& out, std::string_view name, const std::optional<std::string>& octets) {
  if (octets) put(out, name, in_pieces(base64(*octets), kBase64Piece));
}

void put_uri(std::string& out, std::string_view uri) {
  std::string text = one_line(uri).text;
  std::erase(text, ' ');
  put(out, "Reported-URI", in_pieces(text, kUriPiece));
}

void put_spf_dns(std::string& out, const SpfDns& dns) {
  const std::string record = libauth::mail::quoted_string(dns.record);
  put(out, "SPF-DNS", dns.type + " : " + dns.domain + " : " + record);
}

/// The fields that say who, what and where, RFC 5965 section 3.
void put_message_fields(std::string& out, const Report& report) {
  put_if(out, "Feedback-Type", report.feedback_type);
  put_if(out, "User-Agent", report.user_agent);
  put_if(out, "Version", report.version);
  put_if(out, "Original-Envelope-Id", report.original_envelope_id);
  if (report.original_mail_from) {
    put_address(out, "Original-Mail-From", *report.original_mail_from);
  }
  for (const std::string& recipient : report.original_rcpt_to) {
    put_address(out, "Original-Rcpt-To", recipient);
  }
  if (report.arrival_date) put(out, "Arrival-Date", written_date(*report.arrival_date));
  put_if(out, "Reporting-MTA", report.reporting_mta);
  if (report.source_ip) put(out, "Source-IP", report.source_ip->text());
  put_number(out, "Source-Port", report.source_port);
  put_number(out, "Incidents", report.incidents);
}

/// The fields that say why, RFC 6591 section 3 and RFC 9991 section 4.
void put_failure_fields(std::string& out, const Report& report) {
  put_words(out, "Auth-Failure", report.auth_failure);
  put_words(out, "Identity-Alignment", report.identity_alignment);
  put_each(out, "Authentication-Results", report.authentication_results);
  if (report.delivery_result) {
    put(out, "Delivery-Result", report.delivery_result->written);
  }
  put_if(out, "DKIM-Domain", report.dkim_domain);
  put_if(out, "DKIM-Identity", report.dkim_identity);
  put_if(out, "DKIM-Selector", report.dkim_selector);
  put_base64(out, "DKIM-Canonicalized-Header", report.dkim_canonicalized_header);
  put_base64(out, "DKIM-Canonicalized-Body", report.dkim_canonicalized_body);
  for (const SpfDns& dns : report.spf_dns) put_spf_dns(out, dns);
  put_each(out, "Reported-Domain", report.reported_domain);
  for (const std::string& uri : report.reported_uri) put_uri(out, uri);
}

/// One part of the mail.
struct MimePart {
  std::string type;
  std::string encoding;  ///< "7bit", "8bit" or "base64"
  std::string content;
};

MimePart text_part(const Report& report) {
  std::string text = "This is an authentication failure report for an email message received\r\n";
  if (report.source_ip) text += "from IP " + report.source_ip->text();
  if (report.arrival_date) text += " on " + written_date(*report.arrival_date);
  text += ".\r\n\r\nRFC 6591 and RFC 9991 tell how to read it.\r\n";
  return {"text/plain; charset=us-ascii", "7bit", std::move(text)};
}

MimePart feedback_part(const Report& report) {
  std::string fields;
  put_message_fields(fields, report);
  put_failure_fields(fields, report);
  for (const OtherField& field : report.other_fields) {
    put(fields, field.name, field.value);
  }
  // RFC 5965 section 3 asks for 7bit, which addresses of RFC 6531 cannot be.
  const std::string_view encoding = is_ascii(fields) ? "7bit" : "8bit";
  return {"message/feedback-report", std::string(encoding), std::move(fields)};
}

/// Whether all lines can be in a mail: RFC 5321 sections 2.3.8, 4.1.1.4 and 4.5.3.1.6.
bool can_be_mailed(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return false;
  if (libauth::mail::count_bare_line_ends(text) != libauth::mail::BareLineEnds{}) return false;
  Lines lines(text);
  while (lines.next()) {
    if (lines.line().size() > kMaxLine) return false;
  }
  return true;
}

/// Base64 on lines, RFC 2045 section 6.8.
std::string base64_lines(std::string_view octets) {
  std::string lines = in_pieces(base64(octets), kBase64Piece);
  for (std::size_t at = 0; (at = lines.find(' ', at)) != std::string::npos; ++at) {
    lines.replace(at, 1, kLineEnd);
  }
  return lines + std::string(kLineEnd);
}

/// The original, or its header where there is no body. RFC 2046 section 5.2.1: a message cannot be
/// encoded, but its header alone is a text.
libauth::base::Result<MimePart> original_part(const Original& original) {
  std::string text = original.header;
  if (!text.ends_with(kLineEnd)) text += kLineEnd;
  if (original.body) text.append(kLineEnd).append(*original.body);
  // The line end before the boundary shows whether the last octet is a CR alone.
  const bool is_plain = can_be_mailed(text + std::string(kLineEnd));
  if (!original.body) {
    if (is_plain && is_ascii(text)) return MimePart{"text/rfc822-headers", "7bit", text};
    return MimePart{"text/rfc822-headers", "base64", base64_lines(text)};
  }
  if (!is_plain) {
    return ParseError{0, std::string(kOriginalRule),
                      "The original has octets or lines that no mail can carry."};
  }
  return MimePart{"message/rfc822", is_ascii(text) ? "7bit" : "8bit", std::move(text)};
}

/// A boundary that stands in none of the parts, not even in front of other octets: the first number
/// that is not taken, with an end so that "1" is not found in "12".
std::string boundary_of(std::span<const MimePart> parts) {
  constexpr std::string_view kPrefix = "=_failure_report_";
  std::set<std::size_t> taken;
  for (const MimePart& part : parts) {
    const std::string_view content = part.content;
    for (std::size_t at = 0; (at = content.find(kPrefix, at)) != std::string_view::npos;) {
      at += kPrefix.size();
      const std::size_t end = std::min(content.find_first_not_of("0123456789", at), content.size());
      const auto number = libauth::base::parse_number<std::size_t>(content.substr(at, end - at));
      if (number) taken.insert(*number);
    }
  }
  std::size_t free = 1;
  while (taken.contains(free)) ++free;
  return std::string(kPrefix) + std::to_string(free) + '=';
}

/// A member that has to be there.
struct Required {
  std::string_view name;
  bool (*is_there)(const Report&);
};

bool has_text(const std::optional<std::string>& text) {
  return text && !one_line(*text).text.empty();
}

bool has_text(const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [](const std::string& text) { return !one_line(text).text.empty(); });
}

/// "<unique@domain>", RFC 5322 section 3.6.4, as far as it can hurt.
bool is_message_id(std::string_view text) {
  return text.size() > 2 && text.starts_with('<') && text.ends_with('>') &&
         libauth::base::is_graphic(text) && is_ascii(text);
}

constexpr Required kRequired[] = {
    {"From", [](const Report& r) { return has_text(r.mail.from); }},
    {"To", [](const Report& r) { return has_text(r.mail.to); }},
    {"Date", [](const Report& r) { return r.mail.date.has_value(); }},
    {"Message-ID", [](const Report& r) { return is_message_id(r.mail.message_id.value_or("")); }},
    {"Feedback-Type", [](const Report& r) { return r.feedback_type == "auth-failure"; }},
    {"User-Agent", [](const Report& r) { return has_text(r.user_agent); }},
    {"Version", [](const Report& r) { return has_text(r.version); }},
    {"Auth-Failure", [](const Report& r) { return !r.auth_failure.empty(); }},
    {"Identity-Alignment", [](const Report& r) { return !r.identity_alignment.empty(); }},
    {"Authentication-Results", [](const Report& r) { return has_text(r.authentication_results); }},
    {"Reported-Domain", [](const Report& r) { return has_text(r.reported_domain); }},
    {"original", [](const Report& r) { return r.original && !r.original->header.empty(); }},
};

bool is_date(const std::optional<libauth::base::Time>& time) {
  constexpr libauth::base::Time kEnd = std::chrono::sys_days{std::chrono::year(10000) / 1 / 1};
  return !time || (*time >= libauth::base::Time{} && *time < kEnd);
}

ParseError error(std::string_view rule, std::string message) {
  return {0, std::string(rule), std::move(message)};
}

/// What is wrong with the mail's own header.
std::optional<ParseError> check_mail(const ReportMail& mail) {
  for (const auto* const addresses : {&mail.from, &mail.to}) {
    const std::string text = one_line(**addresses).text;
    if (!is_ascii(text)) return error(kAsciiRule, "An address of the mail is not in ASCII.");
    const auto list = libauth::mail::parse_address_list(text);
    if (!list || list->mailboxes.empty()) {
      return error(kAddressRule, "From and To of the mail have to be lists of addresses.");
    }
  }
  if (!is_ascii(mail.subject.value_or(""))) {
    return error(kAsciiRule, "The subject is not in ASCII.");
  }
  return std::nullopt;
}

/// Why the report cannot be written, as far as its members show it.
std::optional<ParseError> check(const Report& report) {
  for (const Required& required : kRequired) {
    if (required.is_there(report)) continue;
    return error(kRequiredRule, "The report lacks " + std::string(required.name) + ".");
  }
  if (!is_date(report.mail.date) || !is_date(report.arrival_date)) {
    return error(kDateRule, "A date is not of the years 1970 to 9999.");
  }
  for (const OtherField& field : report.other_fields) {
    // RFC 5322 section 3.6.8: ftext.
    const bool is_name = libauth::base::is_graphic(field.name) && is_ascii(field.name) &&
                         !field.name.empty() && field.name.find(':') == std::string::npos;
    if (!is_name) return error(kNameRule, "A field has a name that no field can have.");
  }
  return check_mail(report.mail);
}

std::string header_of(const ReportMail& mail, const std::string& boundary, bool is_8bit) {
  std::string header;
  put_if(header, "From", mail.from);
  put_if(header, "To", mail.to);
  put(header, "Date", written_date(*mail.date));
  put_if(header, "Subject", mail.subject);
  put_if(header, "Message-ID", mail.message_id);
  // RFC 3834 section 5: nobody is to answer it.
  header +=
      "Auto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\n";
  header += "Content-Type: multipart/report; report-type=feedback-report;\r\n boundary=\"" +
            boundary + "\"\r\n";
  // RFC 2045 section 6.4: the whole is no less than its parts.
  if (is_8bit) header += "Content-Transfer-Encoding: 8bit\r\n";
  return header;
}

}  // namespace

libauth::base::Result<std::string> write(const Report& report) {
  if (auto wrong = check(report)) return *std::move(wrong);
  auto original = original_part(*report.original);
  if (!original) return original.error();
  const MimePart parts[] = {text_part(report), feedback_part(report), *std::move(original)};
  const std::string boundary = boundary_of(parts);
  const bool is_8bit = std::any_of(std::begin(parts), std::end(parts),
                                   [](const MimePart& part) { return part.encoding == "8bit"; });
  std::string mail = header_of(report.mail, boundary, is_8bit);
  for (const MimePart& part : parts) {
    mail.append("\r\n--").append(boundary).append("\r\nContent-Type: ").append(part.type);
    mail.append("\r\nContent-Transfer-Encoding: ").append(part.encoding);
    mail.append("\r\n\r\n").append(part.content);
  }
  mail.append("\r\n--").append(boundary).append("--\r\n");
  if (!can_be_mailed(mail)) {
    return error(kLineRule, "A value has a word that is longer than a line of a mail.");
  }
  return mail;
}

}  // namespace reports::failure
