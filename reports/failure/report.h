// SPDX-License-Identifier: MIT
//
// A failure report: what one receiver tells of one message that failed.
//
// One type for RFC 5965, RFC 6591, RFC 9991, and for the reports that are text alone. What a report
// does not have is absent here too. Members have the names of the fields and become JSON under
// them; the only one that is derived is header_from, and header_from_source says from what.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "reports/text/word.h"

namespace reports::failure {

using text::Word;

/// What had to be put right or left out when a report was read.
enum class WarningCode {
  invalid_utf8,      ///< octets that are no UTF-8 became U+FFFD
  control_octets,    ///< control octets became spaces
  field_missing,     ///< a required field is missing
  field_duplicate,   ///< there twice with different content; the first one that can be read counts,
                     ///< the other is among other_fields
  field_renamed,     ///< another name for the field: Received-Date
  field_empty,       ///< a field without content was passed over
  line_ignored,      ///< a line that is no field was passed over
  letter_case,       ///< a word or a domain was not in lower case
  word_replaced,     ///< text stood for a word of the registry
  word_unknown,      ///< a word that is in no registry was kept
  value_unreadable,  ///< could not be read: the field is among other_fields, as sent
  address_repaired,  ///< an IP address had brackets, port, text behind it, or was IPv4-mapped
  domain_repaired,   ///< a domain had a final dot, or was an address
  time_repaired,     ///< a time was not in the form of RFC 5322
  text_cut,          ///< a value was longer than its limit; its beginning was kept
  header_cut,        ///< the original's header was longer than Limits::header; fields are missing
  from_unreadable,   ///< the original's From is missing, not well-formed, or has several domains
};
BOOST_DESCRIBE_ENUM(WarningCode, invalid_utf8, control_octets, field_missing, field_duplicate,
                    field_renamed, field_empty, line_ignored, letter_case, word_replaced,
                    word_unknown, value_unreadable, address_repaired, domain_repaired,
                    time_repaired, text_cut, header_cut, from_unreadable)

/// All repairs of one kind at one kind of field: however large a report, these stay few.
struct Warning {
  WarningCode code{};
  std::string field;          ///< its name, as the RFCs spell it; of fields that they do not know,
                              ///< and of lines that are none, empty
  std::string detail;         ///< what the first one was, printable, at most 200 octets
  std::uint64_t offset = 0;   ///< octets before the first one, in the part that has it
  std::uint64_t repeats = 1;  ///< how often it was done

  bool operator==(const Warning&) const = default;
};
BOOST_DESCRIBE_STRUCT(Warning, (), (code, field, detail, offset, repeats))

/// How the report came.
enum class Kind {
  arf,   ///< with a message/feedback-report, RFC 5965
  text,  ///< text for people alone, as Exim and cPanel send it
};
BOOST_DESCRIBE_ENUM(Kind, arf, text)

/// What failed, RFC 6591 section 3 and RFC 9991 section 4.
enum class AuthFailure { adsp, bodyhash, revoked, signature, spf, dmarc };
BOOST_DESCRIBE_ENUM(AuthFailure, adsp, bodyhash, revoked, signature, spf, dmarc)

/// What became of the message, RFC 6591 section 3.
enum class Delivery {
  delivered,
  spam,    ///< delivered where spam goes
  policy,  ///< not delivered as one would think, for a policy
  reject,
  other,
};
BOOST_DESCRIBE_ENUM(Delivery, delivered, spam, policy, reject, other)

/// What gave no aligned identifier, RFC 9991 section 4; none: nothing failed to.
enum class IdentityAlignment { none, dkim, spf };
BOOST_DESCRIBE_ENUM(IdentityAlignment, none, dkim, spf)

/// Delivery-Result: receivers write much here that is in no registry.
struct DeliveryResult {
  std::optional<Delivery> value;  ///< what it says; none where that is not clear
  std::string written;            ///< as sent

  bool operator==(const DeliveryResult&) const = default;
};
BOOST_DESCRIBE_STRUCT(DeliveryResult, (), (value, written))

/// SPF-DNS: a record that SPF found, RFC 6591 section 3.
struct SpfDns {
  std::string type;    ///< "txt" or "spf"
  std::string domain;  ///< lower case, no final dot
  std::string record;  ///< without the quotes

  bool operator==(const SpfDns&) const = default;
};
BOOST_DESCRIBE_STRUCT(SpfDns, (), (type, domain, record))

/// A field that has no member of its own, or no value that could be read.
struct OtherField {
  std::string name;   ///< as sent
  std::string value;  ///< as sent, on one line

  bool operator==(const OtherField&) const = default;
};
BOOST_DESCRIBE_STRUCT(OtherField, (), (name, value))

/// The mail that brought the report.
struct ReportMail {
  std::optional<std::string> from;  ///< as sent
  std::optional<std::string> to;    ///< as sent
  std::optional<libauth::base::Time> date;
  std::optional<std::string> subject;     ///< as sent: encoded words (RFC 2047) are not decoded
  std::optional<std::string> message_id;  ///< as sent, with "<>"

  bool operator==(const ReportMail&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReportMail, (), (from, to, date, subject, message_id))

/// The message that failed. It is somebody's mail: RFC 9991 section 7 asks for care with it.
struct Original {
  std::string header;               ///< octets, with CRLF line ends, without the empty line
  std::optional<std::string> body;  ///< octets, with CRLF line ends; only where Limits::body asks
  std::uint64_t body_octets = 0;    ///< of the body that was sent, kept or not
  bool is_header_only = false;      ///< the receiver sent no body
  std::optional<std::string> from_domain;  ///< of the first author; lower case, no final dot
  std::optional<std::string> subject;      ///< as sent: encoded words are not decoded
  std::optional<std::string> message_id;   ///< as sent, with "<>"

  bool operator==(const Original&) const = default;
};
BOOST_DESCRIBE_STRUCT(Original, (),
                      (header, body, body_octets, is_header_only, from_domain, subject, message_id))

/// Where header_from was found, the best source first.
enum class HeaderFromSource {
  original,                ///< the From field of the original
  authentication_results,  ///< header.from in a field of the report
  reported_domain,         ///< the first Reported-Domain
};
BOOST_DESCRIBE_ENUM(HeaderFromSource, original, authentication_results, reported_domain)

/// One report. Texts are one line of UTF-8 without control characters, but for octets of the
/// original.
struct Report {
  Kind kind = Kind::arf;
  std::optional<std::string> feedback_type;  ///< lower case: "auth-failure"
  std::optional<std::string> version;        ///< "1", or what was sent
  std::optional<std::string> user_agent;     ///< software that made the report
  std::optional<std::string> original_envelope_id;
  std::optional<std::string> original_mail_from;  ///< without "<>"; empty: the null reverse-path
  std::vector<std::string> original_rcpt_to;      ///< without "<>"
  std::optional<libauth::base::Time> arrival_date;
  std::optional<std::string> reporting_mta;           ///< as sent: "dns; mx.example.net"
  std::optional<libauth::base::IpAddress> source_ip;  ///< IPv4-mapped addresses became IPv4
  std::optional<std::uint16_t> source_port;           ///< RFC 6692
  std::optional<std::uint64_t> incidents;             ///< messages alike, at most kMaxIncidents
  std::vector<Word<AuthFailure>> auth_failure;        ///< each once
  std::vector<std::string> authentication_results;    ///< every field, unfolded
  std::optional<DeliveryResult> delivery_result;
  std::vector<Word<IdentityAlignment>> identity_alignment;  ///< what failed, each once
  std::optional<std::string> dkim_domain;
  std::optional<std::string> dkim_identity;
  std::optional<std::string> dkim_selector;
  std::optional<std::string> dkim_canonicalized_header;  ///< octets: the base64 is undone
  std::optional<std::string> dkim_canonicalized_body;    ///< octets; only where Limits::body asks
  std::vector<SpfDns> spf_dns;
  std::vector<std::string> reported_domain;  ///< lower case, no final dot
  std::vector<std::string> reported_uri;     ///< without white space; never to be opened unasked
  std::vector<OtherField> other_fields;      ///< in the order sent
  ReportMail mail;
  std::optional<Original> original;

  std::optional<std::string> header_from;  ///< derived: the domain that DMARC looked at
  std::optional<HeaderFromSource> header_from_source;

  std::vector<Warning> warnings;  ///< in the order of first appearance

  bool operator==(const Report&) const = default;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (kind, feedback_type, version, user_agent, original_envelope_id,
                       original_mail_from, original_rcpt_to, arrival_date, reporting_mta, source_ip,
                       source_port, incidents, auth_failure, authentication_results,
                       delivery_result, identity_alignment, dkim_domain, dkim_identity,
                       dkim_selector, dkim_canonicalized_header, dkim_canonicalized_body, spf_dns,
                       reported_domain, reported_uri, other_fields, mail, original, header_from,
                       header_from_source, warnings))

/// Who sent it: the domain of the From of its mail, else the host that made it (Reporting-MTA), in
/// lower case; empty where the report has neither.
std::string reporter_of(const Report& report);

/// The domain that the report is on: that of the From field, else the first that was reported;
/// empty where the report has neither.
std::string domain_of(const Report& report);

/// When the message came; where the report does not say, when it was sent itself.
std::optional<libauth::base::Time> arrival_of(const Report& report);

/// The largest number of incidents: databases have no unsigned 64-bit numbers.
inline constexpr std::uint64_t kMaxIncidents = (std::uint64_t{1} << 63) - 1;

}  // namespace reports::failure
