// SPDX-License-Identifier: MIT
//
// The fields of a message/feedback-report: RFC 5965 section 3, RFC 6591 section 3, RFC 6692 and RFC
// 9991 section 4.

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>
#include <utility>

#include "libauth/base/base64.h"
#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/mail/field.h"
#include "reports/failure/date.h"
#include "reports/failure/lines.h"
#include "reports/failure/reader.h"
#include "reports/text/value.h"

namespace reports::failure {
namespace {

using libauth::base::parse_number;
using libauth::base::trim;

/// Words of one list that are kept. The registries have six; a list is searched for each word.
constexpr std::size_t kMaxWords = 16;

/// What a field is read from.
enum class Takes {
  text,       ///< a value on one line
  empty_too,  ///< the same, and none says something as well
  raw,        ///< the value as sent: white space in it is there to break lines
};

struct FieldRow {
  std::string_view name;
  void (*read)(Reader&, const SentField&);
  Takes takes = Takes::text;
};

template <auto Member>
void read_text(Reader& reader, const SentField& field) {
  reader.keep(field, reader.report().*Member, field.value);
}

template <auto Member>
void read_list(Reader& reader, const SentField& field) {
  (reader.report().*Member).push_back(field.value);
}

/// "<user@example.com>" without the brackets, which not everybody writes.
std::string address_of(std::string_view value) {
  if (value.size() > 1 && value.starts_with('<') && value.ends_with('>')) {
    value = trim(value.substr(1, value.size() - 2));
  }
  return std::string(value);
}

void read_mail_from(Reader& reader, const SentField& field) {
  reader.keep(field, reader.report().original_mail_from, address_of(field.value));
}

void read_rcpt_to(Reader& reader, const SentField& field) {
  reader.report().original_rcpt_to.push_back(address_of(field.value));
}

void read_feedback_type(Reader& reader, const SentField& field) {
  std::string type = libauth::base::to_lower(field.value);
  if (type != field.value) reader.note(WarningCode::letter_case, field);
  reader.keep(field, reader.report().feedback_type, std::move(type));
}

template <auto Member>
void read_number(Reader& reader, const SentField& field) {
  using Number = typename std::remove_cvref_t<decltype(reader.report().*Member)>::value_type;
  const auto number = parse_number<Number>(field.value);
  if (number && *number <= kMaxIncidents) {
    reader.keep(field, reader.report().*Member, *number);
  } else {
    reader.keep_unreadable(field);
  }
}

/// The domain, with notes on what was done to it.
std::optional<std::string> domain_of(Reader& reader, const SentField& field,
                                     std::string_view value) {
  text::DomainReading domain = text::read_domain(value);
  if (!domain.value || !is_domain(*domain.value)) return std::nullopt;
  if (domain.repaired) reader.note(WarningCode::domain_repaired, field);
  if (domain.was_upper) reader.note(WarningCode::letter_case, field);
  return std::move(domain.value);
}

void read_dkim_domain(Reader& reader, const SentField& field) {
  if (auto domain = domain_of(reader, field, field.value)) {
    reader.keep(field, reader.report().dkim_domain, *std::move(domain));
  } else {
    reader.keep_unreadable(field);
  }
}

/// RFC 3986 appendix C: white space in a URI is there to break lines.
void read_reported_uri(Reader& reader, const SentField& sent) {
  SentField field = sent;
  field.value = one_line(field.raw).text;
  std::erase(field.value, ' ');
  const std::string_view uri = beginning_of(field.value, reader.limits().text);
  if (uri.empty()) return reader.note(WarningCode::field_empty, field);
  if (uri.size() < field.value.size()) reader.note(WarningCode::text_cut, field);
  reader.report().reported_uri.emplace_back(uri);
}

/// The words between commas, without comments: [CFWS] may stand around each.
std::vector<std::string> words_of(std::string_view value) {
  std::vector<std::string> words(1);
  std::size_t depth = 0;
  for (const char c : value) {
    if (c == '(') ++depth;
    const bool is_between = c == ',' || c == ';' || c == ' ' || c == '(';
    if (is_between && !words.back().empty()) words.emplace_back();
    if (!is_between && depth == 0) words.back() += c;
    if (c == ')' && depth > 0) --depth;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

template <class E>
void read_words(Reader& reader, const SentField& field, std::vector<Word<E>>& member) {
  const auto words = words_of(field.value);
  if (words.empty()) reader.note(WarningCode::field_empty, field);
  for (const std::string& sent : words) {
    const std::string lower = libauth::base::to_lower(sent);
    if (lower != sent) reader.note(WarningCode::letter_case, field);
    const Word<E> word = Word<E>::read(lower);
    if (std::find(member.begin(), member.end(), word) != member.end()) continue;
    if (member.size() == kMaxWords) return reader.keep_unreadable(field);
    if (!word.value()) reader.note(WarningCode::word_unknown, field);
    member.push_back(word);
  }
}

/// Texts in which receivers say what became of a message, the first that is found counts.
struct DeliveryText {
  std::string_view text;
  Delivery value;
};
constexpr DeliveryText kDeliveryTexts[] = {
    {"undeliver", Delivery::other}, {"not deliver", Delivery::other},
    {"reject", Delivery::reject},   {"bounce", Delivery::reject},
    {"block", Delivery::reject},    {"spam", Delivery::spam},
    {"junk", Delivery::spam},       {"quarantine", Delivery::spam},
    {"policy", Delivery::policy},   {"deliver", Delivery::delivered},
    {"inbox", Delivery::delivered}, {"accept", Delivery::delivered},
};

void read_delivery_result(Reader& reader, const SentField& field) {
  DeliveryResult result{std::nullopt, field.value};
  const std::string lower = libauth::base::to_lower(field.value);
  result.value = libauth::base::parse_enum<Delivery>(lower);
  if (result.value) {
    if (lower != field.value) reader.note(WarningCode::letter_case, field);
  } else {
    for (const DeliveryText& row : kDeliveryTexts) {
      if (!result.value && lower.find(row.text) != std::string::npos) result.value = row.value;
    }
    reader.note(result.value ? WarningCode::word_replaced : WarningCode::word_unknown, field);
  }
  reader.keep(field, reader.report().delivery_result, std::move(result));
}

/// The quoted strings of the text as one; a record may come in several, as in the DNS.
std::optional<std::string> unquoted(std::string_view text) {
  std::string content;
  for (text = trim(text); !text.empty(); text = trim(text)) {
    if (text.front() != '"') return std::nullopt;
    std::size_t at = 1;
    for (; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\') ++at;
      if (at < text.size()) content += text[at];
    }
    if (at >= text.size()) return std::nullopt;
    text.remove_prefix(at + 1);
  }
  return content;
}

/// "txt : example.com : "v=spf1 -all"", RFC 6591 section 3.
std::optional<SpfDns> spf_dns_of(Reader& reader, const SentField& field) {
  const std::string_view value = field.value;
  const std::size_t first = std::min(value.find(':'), value.size());
  const std::size_t second = std::min(value.find(':', first + 1), value.size());
  if (second == value.size()) return std::nullopt;
  const std::string type = libauth::base::to_lower(trim(value.substr(0, first)));
  auto record = unquoted(value.substr(second + 1));
  if ((type != "txt" && type != "spf") || !record || record->empty()) return std::nullopt;
  auto domain = domain_of(reader, field, trim(value.substr(first + 1, second - first - 1)));
  if (!domain) return std::nullopt;
  return SpfDns{type, *std::move(domain), *std::move(record)};
}

void read_spf_dns(Reader& reader, const SentField& field) {
  if (auto record = spf_dns_of(reader, field)) {
    reader.report().spf_dns.push_back(*std::move(record));
  } else {
    reader.keep_unreadable(field);
  }
}

/// Undoes base64, and keeps the first octets of it.
void read_octets(Reader& reader, SentField field, std::optional<std::string>& member,
                 std::size_t limit) {
  const std::string base64 = one_line(libauth::mail::unfolded(field.raw)).text;
  const auto octets = libauth::base::decode_base64(base64);
  field.value = beginning_of(base64, reader.limits().text);
  if (!octets || octets->empty()) {
    // What is cut might be base64, and then it would say something else than what was sent.
    const bool is_whole = field.value.size() == base64.size();
    return is_whole ? reader.keep_unreadable(field)
                    : reader.note(WarningCode::value_unreadable, field);
  }
  if (octets->size() > limit) reader.note(WarningCode::text_cut, field);
  const std::string_view all(reinterpret_cast<const char*>(octets->data()), octets->size());
  reader.keep(field, member, std::string(all.substr(0, limit)));
}

void read_canonicalized_header(Reader& reader, const SentField& field) {
  read_octets(reader, field, reader.report().dkim_canonicalized_header, reader.limits().header);
}

void read_canonicalized_body(Reader& reader, const SentField& field) {
  // RFC 9991 section 7: what is not asked for is not kept, in no form.
  if (reader.limits().body == 0) return;
  read_octets(reader, field, reader.report().dkim_canonicalized_body, reader.limits().body);
}

constexpr FieldRow kFields[] = {
    {"Feedback-Type", read_feedback_type},
    {"User-Agent", read_text<&Report::user_agent>},
    {"Version", read_text<&Report::version>},
    {"Original-Envelope-Id", read_text<&Report::original_envelope_id>},
    {"Original-Mail-From", read_mail_from, Takes::empty_too},
    {"Original-Rcpt-To", read_rcpt_to},
    {"Arrival-Date", read_arrival_date},
    {"Reporting-MTA", read_text<&Report::reporting_mta>},
    {"Source-IP", read_source_ip},
    {"Source-Port", read_number<&Report::source_port>},
    {"Incidents", read_number<&Report::incidents>},
    {"Auth-Failure", read_auth_failure},
    {"Authentication-Results", read_list<&Report::authentication_results>},
    {"Delivery-Result", read_delivery_result},
    {"Identity-Alignment", read_identity_alignment},
    {"DKIM-Domain", read_dkim_domain},
    {"DKIM-Identity", read_text<&Report::dkim_identity>},
    {"DKIM-Selector", read_text<&Report::dkim_selector>},
    {"DKIM-Canonicalized-Header", read_canonicalized_header, Takes::raw},
    {"DKIM-Canonicalized-Body", read_canonicalized_body, Takes::raw},
    {"SPF-DNS", read_spf_dns},
    {"Reported-Domain", read_reported_domain},
    {"Reported-URI", read_reported_uri, Takes::raw},
};

/// Other names of fields.
struct Alias {
  std::string_view name;
  std::string_view meaning;
};
constexpr Alias kAliases[] = {
    {"Received-Date", "Arrival-Date"},  // RFC 5965 section 3.2
};

const FieldRow* row_of(std::string_view name) {
  for (const FieldRow& row : kFields) {
    if (libauth::base::equals_ignoring_case(row.name, name)) return &row;
  }
  return nullptr;
}

std::string_view meaning_of(std::string_view name) {
  for (const Alias& alias : kAliases) {
    if (libauth::base::equals_ignoring_case(alias.name, name)) return alias.meaning;
  }
  return name;
}

/// The address that the value begins with, and the port behind it.
struct SourceReading {
  text::Reading<libauth::base::IpAddress> address;
  std::optional<std::uint16_t> port;
};

SourceReading source_of(std::string_view value) {
  const std::size_t end = std::min(value.find_first_of(" ;,("), value.size());
  std::string_view address = value.substr(0, end);
  std::string_view behind = trim(value.substr(end));
  constexpr std::string_view kTag = "IPv6:";  // RFC 5321 section 4.1.3
  if (libauth::base::starts_with_ignoring_case(address, kTag)) address.remove_prefix(kTag.size());
  SourceReading source{text::read_address(address), {}};
  source.address.repaired |= address.size() != value.size();
  const bool may_have_port =
      address.starts_with('[') || std::count(address.begin(), address.end(), ':') == 1;
  const std::size_t colon = address.rfind(':');
  if (may_have_port && colon != std::string_view::npos) behind = address.substr(colon + 1);
  source.port = parse_number<std::uint16_t>(behind);
  return source;
}

/// What a report has to have.
struct Required {
  std::string_view name;
  bool (*is_there)(const Report&);
  bool of_all;  ///< of reports of every type, not only of an authentication failure
};
constexpr Required kRequired[] = {
    {"Feedback-Type", [](const Report& r) { return r.feedback_type.has_value(); }, true},
    {"User-Agent", [](const Report& r) { return r.user_agent.has_value(); }, true},
    {"Version", [](const Report& r) { return r.version.has_value(); }, true},
    {"Auth-Failure", [](const Report& r) { return !r.auth_failure.empty(); }, false},
    {"Authentication-Results", [](const Report& r) { return !r.authentication_results.empty(); },
     false},
    {"Reported-Domain", [](const Report& r) { return !r.reported_domain.empty(); }, false},
    {"Identity-Alignment", [](const Report& r) { return !r.identity_alignment.empty(); }, false},
};

}  // namespace

void read_auth_failure(Reader& reader, const SentField& field) {
  read_words(reader, field, reader.report().auth_failure);
}

void read_identity_alignment(Reader& reader, const SentField& field) {
  read_words(reader, field, reader.report().identity_alignment);
}

void read_arrival_date(Reader& reader, const SentField& field) {
  const auto date = read_date(field.value);
  if (!date.value) return reader.keep_unreadable(field);
  if (date.repaired) reader.note(WarningCode::time_repaired, field);
  reader.keep(field, reader.report().arrival_date, *date.value);
}

void read_source_ip(Reader& reader, const SentField& field) {
  const SourceReading source = source_of(field.value);
  if (!source.address.value) return reader.keep_unreadable(field);
  if (source.address.repaired) reader.note(WarningCode::address_repaired, field);
  Report& report = reader.report();
  const bool is_first = !report.source_ip;
  reader.keep(field, report.source_ip, *source.address.value);
  if (is_first && !report.source_port) report.source_port = source.port;
}

void read_reported_domain(Reader& reader, const SentField& field) {
  if (auto domain = domain_of(reader, field, field.value)) {
    reader.report().reported_domain.push_back(*std::move(domain));
  } else {
    reader.keep_unreadable(field);
  }
}

bool read_report_field(Reader& reader, SentField& field) {
  const std::string_view meaning = meaning_of(field.spelt);
  const FieldRow* const row = row_of(meaning);
  field.name = row != nullptr ? row->name : std::string_view();
  if (row != nullptr && row->takes == Takes::raw) {
    row->read(reader, field);
    return true;
  }
  field.value = reader.value_of(field.name, field.raw, field.offset);
  if (meaning != field.spelt) reader.note(WarningCode::field_renamed, field);
  if (field.value.empty() && (row == nullptr || row->takes != Takes::empty_too)) {
    reader.note(WarningCode::field_empty, field);
  } else if (row == nullptr) {
    reader.keep_other(field);
  } else {
    row->read(reader, field);
  }
  return row != nullptr;
}

void note_missing_fields(Reader& reader) {
  const Report& report = reader.report();
  const bool is_complaint = report.feedback_type && *report.feedback_type != "auth-failure";
  for (const Required& required : kRequired) {
    if (is_complaint && !required.of_all) continue;
    if (!required.is_there(report)) reader.note(WarningCode::field_missing, required.name, {});
  }
}

}  // namespace reports::failure
