// SPDX-License-Identifier: MIT
//
// Failure reports under the keys of parsedmarc.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libauth/base/enum.h"
#include "libauth/base/utf8.h"
#include "libauth/mail/address.h"
#include "libauth/mail/header.h"
#include "reports/failure/date.h"
#include "service/cli/report_parsedmarc.h"
#include "service/cli/report_parsedmarc_values.h"

namespace service::cli {
namespace {

namespace failure = reports::failure;
namespace mail = libauth::mail;

/// Null for none.
json::value joined(const std::vector<std::string>& texts, std::string_view separator) {
  if (texts.empty()) return nullptr;
  std::string all = texts.front();
  for (std::size_t i = 1; i < texts.size(); ++i) all.append(separator).append(texts[i]);
  return json::value(all);
}

template <class E>
json::array words_of(const std::vector<reports::text::Word<E>>& words) {
  json::array texts;
  for (const auto& word : words) texts.emplace_back(word.text());
  return texts;
}

/// Where a report does not say what failed, it is taken for DMARC.
json::array failures_of(const failure::Report& report) {
  return report.auth_failure.empty() ? json::array{"dmarc"} : words_of(report.auth_failure);
}

json::array mechanisms_of(const failure::Report& report) {
  json::array mechanisms;
  for (const auto& mechanism : report.identity_alignment) {
    if (mechanism != failure::IdentityAlignment::none) mechanisms.emplace_back(mechanism.text());
  }
  return mechanisms;
}

std::string_view delivery_of(const failure::Report& report) {
  const auto value = report.delivery_result ? report.delivery_result->value : std::nullopt;
  return libauth::base::name_of(value.value_or(failure::Delivery::other));
}

json::object source_of(const failure::Report& report) {
  const auto address = report.source_ip ? std::optional(report.source_ip->text()) : std::nullopt;
  return parsedmarc_source(address, nullptr);
}

json::value text_of(const mail::Header& header, std::string_view name) {
  const mail::Field* const field = header.find(name);
  if (field == nullptr) return nullptr;
  const std::string line = mail::unfolded(field->value);
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  return json::value(libauth::base::valid_utf8(line.substr(begin)));
}

json::object mailbox_of(const mail::Mailbox& mailbox) {
  const auto clean = [](const std::string& text) { return libauth::base::valid_utf8(text); };
  const auto name =
      mailbox.display_name.empty() ? json::value() : json::value(clean(mailbox.display_name));
  return {{"display_name", name},
          {"address", clean(mail::written(mailbox))},
          {"local", clean(mailbox.local_part)},
          {"domain", clean(mailbox.domain)}};
}

/// The mailboxes of the field; none where it cannot be read.
json::array mailboxes_of(const mail::Header& header, std::string_view name) {
  json::array mailboxes;
  const mail::Field* const field = header.find(name);
  if (field == nullptr) return mailboxes;
  const auto list = mail::parse_address_list(field->value);
  if (!list) return mailboxes;
  for (const mail::Mailbox& mailbox : list->mailboxes) mailboxes.push_back(mailbox_of(mailbox));
  return mailboxes;
}

json::value date_of(const mail::Header& header) {
  const json::value text = text_of(header, "Date");
  if (!text.is_string()) return nullptr;
  return parsedmarc_time(failure::read_date(std::string_view(text.get_string())).value);
}

json::object parsed_sample(const failure::Original& original) {
  const mail::Header header(original.header);
  json::array from = mailboxes_of(header, "From");
  return {{"subject", text_of(header, "Subject")},
          {"message_id", text_of(header, "Message-ID")},
          {"from", from.empty() ? json::value() : std::move(from.front())},
          {"to", mailboxes_of(header, "To")},
          {"cc", mailboxes_of(header, "Cc")},
          {"bcc", mailboxes_of(header, "Bcc")},
          {"reply_to", mailboxes_of(header, "Reply-To")},
          {"date", date_of(header)},
          {"body", or_null(original.body)},
          {"attachments", json::array()}};
}

json::value sample_of(const failure::Original& original) {
  const std::string body = original.body ? "\r\n" + *original.body : "";
  return json::value(libauth::base::valid_utf8(original.header + body));
}

}  // namespace

json::object parsedmarc_report(const failure::Report& report) {
  const auto arrival = arrival_of(report);
  const auto& original = report.original;
  return {{"feedback_type", or_null(report.feedback_type)},
          {"user_agent", or_null(report.user_agent)},
          {"version", or_null(report.version)},
          {"original_envelope_id", or_null(report.original_envelope_id)},
          {"original_mail_from", or_null(report.original_mail_from)},
          {"original_rcpt_to", joined(report.original_rcpt_to, ",")},
          {"arrival_date", parsedmarc_time(arrival)},
          {"arrival_date_utc", parsedmarc_time(arrival)},
          {"authentication_results", joined(report.authentication_results, "\n")},
          {"delivery_result", delivery_of(report)},
          {"auth_failure", failures_of(report)},
          {"authentication_mechanisms", mechanisms_of(report)},
          {"dkim_domain", or_null(report.dkim_domain)},
          {"reported_domain", joined(report.reported_domain, ",")},
          {"sample_headers_only", original && original->is_header_only},
          {"source", source_of(report)},
          {"sample", original ? sample_of(*original) : json::value()},
          {"parsed_sample", original ? json::value(parsed_sample(*original)) : json::value()}};
}

}  // namespace service::cli
