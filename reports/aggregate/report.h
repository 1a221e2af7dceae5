// SPDX-License-Identifier: MIT
//
// A DMARC aggregate report: what one receiver saw of one domain in one period.
//
// One type for RFC 7489 appendix C and RFC 9990 appendix A, the union of both. What a report does
// not have is absent here too; nothing is derived. Members have the names of the XML elements and
// become JSON under them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "reports/aggregate/form.h"
#include "reports/aggregate/vocabulary.h"
#include "reports/text/word.h"

namespace reports::aggregate {

using text::Word;

/// What had to be put right or left out when a report was read.
enum class WarningCode {
  invalid_utf8,       ///< octets that are no UTF-8 became U+FFFD
  nul_octets,         ///< NUL octets were removed
  wrapped_root,       ///< the feedback element was inside another one
  several_policies,   ///< more than one policy_published; the first one counts (RFC 9990: one)
  element_missing,    ///< a required element is missing or empty
  element_duplicate,  ///< there twice with different content; the first that is not empty counts
  element_renamed,    ///< another name for the element: identities, t
  element_ignored,    ///< no element of the RFCs, and no extension
  element_empty,      ///< a reason, dkim or spf without any content was left out
  stray_text,         ///< text between elements was passed over
  letter_case,        ///< a word or a domain was not in lower case
  word_replaced,      ///< a word stood for one of the registry: hardfail
  word_unknown,       ///< a word that is in no registry was kept
  value_unreadable,   ///< a number, time or address could not be read and is absent
  address_repaired,   ///< an IP address had brackets, port, zone, or was IPv4-mapped
  domain_repaired,    ///< a domain had a final dot, was an address, or a word for "nothing"
  email_repaired,     ///< a mail address had brackets, "mailto:", or others beside it
  time_repaired,      ///< a time had a fraction, or counted milliseconds
  dates_swapped,      ///< the period ended before it began
  reason_untyped,     ///< a reason was bare text
  text_cut,           ///< a text was longer than Limits::text; its beginning was kept
  encoding_wrong,     ///< the document is in another encoding than it declares
  declaration_wrong,  ///< the XML declaration is not in its form, and was passed over
  outside_text,       ///< octets before or after the report were passed over
  root_missing,       ///< the feedback element did not begin; its content did
  bracket_escaped,    ///< a "<" that begins no tag was taken for text
  ampersand_kept,     ///< a "&" that begins no entity of XML was taken for text
  end_tag_missing,    ///< an element did not end; it ends where the next one shows that it must
  tag_broken,         ///< a tag without "<" or ">" was taken for one
  tag_ignored,        ///< an end tag that ends nothing was passed over
  truncated,          ///< the document breaks off; records that are not whole were left out
};
BOOST_DESCRIBE_ENUM(WarningCode, invalid_utf8, nul_octets, wrapped_root, several_policies,
                    element_missing, element_duplicate, element_renamed, element_ignored,
                    element_empty, stray_text, letter_case, word_replaced, word_unknown,
                    value_unreadable, address_repaired, domain_repaired, email_repaired,
                    time_repaired, dates_swapped, reason_untyped, text_cut, encoding_wrong,
                    declaration_wrong, outside_text, root_missing, bracket_escaped, ampersand_kept,
                    end_tag_missing, tag_broken, tag_ignored, truncated)

/// All repairs of one kind at one kind of element: however large a report, these stay few.
struct Warning {
  WarningCode code{};
  std::string element;        ///< local name of the XML element; empty for the whole document
  std::string detail;         ///< what the first one was, printable, at most 200 octets
  std::uint64_t offset = 0;   ///< octets before the first one, in the document as UTF-8
  std::uint64_t repeats = 1;  ///< how often it was done

  bool operator==(const Warning&) const = default;
};
BOOST_DESCRIBE_STRUCT(Warning, (), (code, element, detail, offset, repeats))

/// report_metadata and the date_range in it.
struct ReportMetadata {
  std::optional<std::string> org_name;  ///< the receiver's name for itself; any text
  std::optional<std::string> email;     ///< address only, without "<>" and "mailto:"
  std::optional<std::string> extra_contact_info;
  std::optional<std::string> report_id;      ///< as sent, trimmed; only unique for one receiver
  std::optional<libauth::base::Time> begin;  ///< start of the nominal period, not after end
  std::optional<libauth::base::Time> end;    ///< end of the nominal period
  std::vector<std::string> errors;           ///< in order, each not empty
  std::optional<std::string> generator;      ///< software that made the report, RFC 9990

  bool operator==(const ReportMetadata&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReportMetadata, (),
                      (org_name, email, extra_contact_info, report_id, begin, end, errors,
                       generator))

/// policy_published: the record as the receiver found it. Absent words are absent tags.
struct PolicyPublished {
  std::string domain;  ///< where the record was found; lower case, no final dot, never empty
  std::optional<Word<DiscoveryMethod>> discovery_method;  ///< RFC 9990
  std::optional<Word<Policy>> p;
  std::optional<Word<Policy>> sp;
  std::optional<Word<Policy>> np;  ///< RFC 9990
  std::optional<Word<Alignment>> adkim;
  std::optional<Word<Alignment>> aspf;
  std::optional<std::string> fo;         ///< colon-separated options, as sent
  std::optional<Word<Testing>> testing;  ///< RFC 9990
  std::optional<int> pct;                ///< 0 to 100; RFC 7489

  bool operator==(const PolicyPublished&) const = default;
};
BOOST_DESCRIBE_STRUCT(PolicyPublished, (),
                      (domain, discovery_method, p, sp, np, adkim, aspf, fo, testing, pct))

/// reason: why a policy was not applied.
struct Reason {
  std::optional<Word<ReasonType>> type;
  std::optional<std::string> comment;

  bool operator==(const Reason&) const = default;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (type, comment))

/// policy_evaluated: DMARC's verdict.
struct PolicyEvaluated {
  std::optional<Word<Disposition>> disposition;
  std::optional<Word<AlignedResult>> dkim;
  std::optional<Word<AlignedResult>> spf;
  std::vector<Reason> reasons;

  bool operator==(const PolicyEvaluated&) const = default;
};
BOOST_DESCRIBE_STRUCT(PolicyEvaluated, (), (disposition, dkim, spf, reasons))

/// identifiers: domains in lower case without final dot.
struct Identifiers {
  std::optional<std::string> header_from;
  std::optional<std::string> envelope_from;  ///< empty: the null reverse-path of a bounce
  std::optional<std::string> envelope_to;

  bool operator==(const Identifiers&) const = default;
};
BOOST_DESCRIBE_STRUCT(Identifiers, (), (header_from, envelope_from, envelope_to))

/// One DKIM signature of auth_results.
struct DkimAuthResult {
  std::optional<std::string> domain;
  std::optional<std::string> selector;  ///< required since RFC 9990
  std::optional<Word<DkimResult>> result;
  std::optional<std::string> human_result;

  bool operator==(const DkimAuthResult&) const = default;
};
BOOST_DESCRIBE_STRUCT(DkimAuthResult, (), (domain, selector, result, human_result))

/// One SPF check of auth_results; RFC 9990 has at most one, RFC 7489 one or more.
struct SpfAuthResult {
  std::optional<std::string> domain;
  std::optional<Word<SpfScope>> scope;
  std::optional<Word<SpfResult>> result;
  std::optional<std::string> human_result;  ///< RFC 9990

  bool operator==(const SpfAuthResult&) const = default;
};
BOOST_DESCRIBE_STRUCT(SpfAuthResult, (), (domain, scope, result, human_result))

/// auth_results: what the mechanisms themselves said, aligned or not.
struct AuthResults {
  std::vector<DkimAuthResult> dkim;
  std::vector<SpfAuthResult> spf;

  bool operator==(const AuthResults&) const = default;
};
BOOST_DESCRIBE_STRUCT(AuthResults, (), (dkim, spf))

/// Messages of one source that were judged alike.
struct Record {
  std::optional<libauth::base::IpAddress> source_ip;  ///< IPv4-mapped addresses became IPv4
  std::optional<std::string> source_ip_text;  ///< as sent, where it was repaired or unreadable
  std::optional<std::uint64_t> count;         ///< messages, at most kMaxCount; 0 is seen
  PolicyEvaluated policy_evaluated;
  Identifiers identifiers;
  AuthResults auth_results;

  bool operator==(const Record&) const = default;
};
BOOST_DESCRIBE_STRUCT(Record, (),
                      (source_ip, source_ip_text, count, policy_evaluated, identifiers,
                       auth_results))

/// One report. No records is a valid report too: the receiver saw no message.
struct Report {
  std::optional<std::string> version;        ///< any text: says nothing about the form
  std::optional<std::string> xml_namespace;  ///< of the feedback element
  ReportMetadata report_metadata;
  PolicyPublished policy_published;
  std::vector<Record> records;    ///< in the order sent
  std::vector<Warning> warnings;  ///< in the order of first appearance
  /// How the document was written; only a report that was read from one has it.
  std::optional<Conformance> conformance;

  /// Whether both say the same, however their documents were written.
  bool operator==(const Report& other) const;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (version, xml_namespace, report_metadata, policy_published, records, warnings,
                       conformance))

/// The largest count of a record: databases have no unsigned 64-bit numbers.
inline constexpr std::uint64_t kMaxCount = (std::uint64_t{1} << 63) - 1;

/// Messages of all records: the sum of their counts, absent ones as 0, never above kMaxCount.
std::uint64_t message_count(const Report& report);

/// Whether it breaks off: it has the warning WarningCode::truncated.
bool is_truncated(const Report& report);

/// Who sent the report, for telling receivers apart: the domain of the contact address, else the
/// name of the organisation, in lower case; empty where the report has neither.
std::string reporter_of(const Report& report);

}  // namespace reports::aggregate
