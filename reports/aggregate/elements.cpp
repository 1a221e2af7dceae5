// SPDX-License-Identifier: MIT
//
// The elements of an aggregate report, one table for each that has children.

#include <array>
#include <limits>

#include "libauth/base/text.h"
#include "reports/aggregate/reader.h"
#include "reports/aggregate/value.h"

namespace reports::aggregate {
namespace {

using libauth::base::parse_number;
using libauth::base::Time;
using pugi::xml_node;

// --- Leaves: one text each ---

template <class T, std::optional<std::string> T::*kMember>
void text(Reader& reader, xml_node node, T& target) {
  reader.keep_text(node, target.*kMember, reader.text(node));
}

template <class T, std::optional<std::string> T::*kMember>
void domain(Reader& reader, xml_node node, T& target) {
  const std::string_view written = reader.text(node);
  if (is_plain_domain(written)) {
    reader.keep_text(node, target.*kMember, written);
    return;
  }
  const DomainReading reading = read_domain(written);
  if (reading.repaired) reader.note(WarningCode::domain_repaired, node, written);
  if (reading.was_upper) reader.note(WarningCode::letter_case, node, written);
  if (reading.value) reader.keep_text(node, target.*kMember, *reading.value);
}

/// Reads a word that is not as the vocabulary has it.
template <class E>
Word<E> read_odd_word(Reader& reader, xml_node node, std::string_view written) {
  const std::string lower = libauth::base::to_lower(written);
  if (lower != written) reader.note(WarningCode::letter_case, node, written);
  Word<E> word = Word<E>::read(lower);
  if (!word.value()) {
    reader.note(WarningCode::word_unknown, node, written);
  } else if (!word.is_registered()) {
    reader.note(WarningCode::word_replaced, node, written);
  }
  return word;
}

/// An empty element has no word.
template <class T, class E, std::optional<Word<E>> T::*kMember>
void word(Reader& reader, xml_node node, T& target) {
  const std::string_view written = reader.text(node);
  if (written.empty()) return;
  std::optional<Word<E>>& member = target.*kMember;
  const std::optional<E> value = libauth::base::parse_enum<E>(written);
  if (value && !member) {
    member.emplace(*value);
  } else {
    const Word<E> word = value ? Word<E>(*value) : read_odd_word<E>(reader, node, written);
    reader.keep(node, member, std::optional<Word<E>>(word));
  }
}

// --- report_metadata ---

template <std::optional<Time> ReportMetadata::*kMember>
void time(Reader& reader, xml_node node, ReportMetadata& metadata) {
  const std::string_view written = reader.text(node);
  if (written.empty()) return;
  const Reading<Time> reading = read_time(written);
  if (!reading.value) {
    reader.note(WarningCode::value_unreadable, node, written);
  } else if (reading.repaired) {
    reader.note(WarningCode::time_repaired, node, written);
  }
  reader.keep(node, metadata.*kMember, reading.value);
}

void email(Reader& reader, xml_node node, ReportMetadata& metadata) {
  const std::string_view written = reader.text(node);
  const Reading<std::string> reading = read_email(written);
  if (reading.repaired) reader.note(WarningCode::email_repaired, node, written);
  reader.keep_text(node, metadata.email, *reading.value);
}

void error(Reader& reader, xml_node node, ReportMetadata& metadata) {
  const std::string_view written = reader.text(node);
  if (!written.empty()) metadata.errors.emplace_back(written);
}

constexpr std::array kDateRange = {
    Element<ReportMetadata>{"begin", time<&ReportMetadata::begin>},
    Element<ReportMetadata>{"end", time<&ReportMetadata::end>},
};

void date_range(Reader& reader, xml_node node, ReportMetadata& metadata) {
  reader.read_children(node, kDateRange, metadata);
}

using Meta = ReportMetadata;
constexpr std::array kReportMetadata = {
    Element<Meta>{"org_name", text<Meta, &Meta::org_name>},
    Element<Meta>{"email", email},
    Element<Meta>{"extra_contact_info", text<Meta, &Meta::extra_contact_info>},
    Element<Meta>{"report_id", text<Meta, &Meta::report_id>},
    Element<Meta>{"date_range", date_range},
    Element<Meta>{"error", error},
    Element<Meta>{"generator", text<Meta, &Meta::generator>},
};

void report_metadata(Reader& reader, xml_node node, Report& report) {
  ReportMetadata& metadata = report.report_metadata;
  reader.read_children(node, kReportMetadata, metadata);
  if (metadata.report_id.value_or("").empty()) reader.note_missing("report_id", node);
  if (!metadata.begin) reader.note_missing("begin", node);
  if (!metadata.end) reader.note_missing("end", node);
  if (metadata.begin && metadata.end && *metadata.begin > *metadata.end) {
    reader.note(WarningCode::dates_swapped, node);
    std::swap(metadata.begin, metadata.end);
  }
}

// --- policy_published ---

void policy_domain(Reader& reader, xml_node node, PolicyPublished& policy) {
  const std::string_view written = reader.text(node);
  const DomainReading reading = read_domain(written);
  if (reading.repaired) reader.note(WarningCode::domain_repaired, node, written);
  if (reading.was_upper) reader.note(WarningCode::letter_case, node, written);
  if (!reading.value || reading.value->empty()) return;
  if (policy.domain.empty()) {
    policy.domain = *reading.value;
  } else if (policy.domain != *reading.value) {
    reader.note(WarningCode::element_duplicate, node, written);
  }
}

void pct(Reader& reader, xml_node node, PolicyPublished& policy) {
  const std::string_view written = reader.text(node);
  if (written.empty()) return;
  const auto number = parse_number<unsigned>(written);
  if (!number || *number > 100) {
    reader.note(WarningCode::value_unreadable, node, written);
    return;
  }
  reader.keep(node, policy.pct, std::optional<int>(static_cast<int>(*number)));
}

using Published = PolicyPublished;

/// The tag name t stands in reports that follow a draft.
void testing_by_tag(Reader& reader, xml_node node, PolicyPublished& policy) {
  reader.note(WarningCode::element_renamed, node);
  word<Published, Testing, &Published::testing>(reader, node, policy);
}

constexpr std::array kPolicyPublished = {
    Element<Published>{"domain", policy_domain},
    Element<Published>{"adkim", word<Published, Alignment, &Published::adkim>},
    Element<Published>{"aspf", word<Published, Alignment, &Published::aspf>},
    Element<Published>{"p", word<Published, Policy, &Published::p>},
    Element<Published>{"sp", word<Published, Policy, &Published::sp>},
    Element<Published>{"np", word<Published, Policy, &Published::np>},
    Element<Published>{"pct", pct},
    Element<Published>{"fo", text<Published, &Published::fo>},
    Element<Published>{"testing", word<Published, Testing, &Published::testing>},
    Element<Published>{"t", testing_by_tag},
    Element<Published>{"discovery_method",
                       word<Published, DiscoveryMethod, &Published::discovery_method>},
};

/// RFC 9990 section 3.1.2: a report has one policy. Some receivers list those of subdomains too.
void policy_published(Reader& reader, xml_node node, Report& report) {
  if (!report.policy_published.domain.empty()) {
    reader.note(WarningCode::several_policies, node);
    return;
  }
  reader.read_children(node, kPolicyPublished, report.policy_published);
}

// --- record ---

constexpr std::array kReason = {
    Element<Reason>{"type", word<Reason, ReasonType, &Reason::type>},
    Element<Reason>{"comment", text<Reason, &Reason::comment>},
};

/// Reads <reason>sampled_out</reason>.
Reason bare_reason(Reader& reader, xml_node node, std::string_view written) {
  reader.note(WarningCode::reason_untyped, node, written);
  Reason reason;
  const auto type = Word<ReasonType>::read(libauth::base::to_lower(written));
  if (type.value()) {
    reason.type = type;
  } else {
    reason.comment = written;
  }
  return reason;
}

void reason(Reader& reader, xml_node node, PolicyEvaluated& evaluated) {
  if (node.first_child()) {
    reader.read_children(node, kReason, evaluated.reasons.emplace_back());
    return;
  }
  const std::string_view written = reader.text(node);
  if (written.empty()) {
    reader.note(WarningCode::element_empty, node);
  } else {
    evaluated.reasons.push_back(bare_reason(reader, node, written));
  }
}

using Evaluated = PolicyEvaluated;
constexpr std::array kPolicyEvaluated = {
    Element<Evaluated>{"disposition", word<Evaluated, Disposition, &Evaluated::disposition>},
    Element<Evaluated>{"dkim", word<Evaluated, AlignedResult, &Evaluated::dkim>},
    Element<Evaluated>{"spf", word<Evaluated, AlignedResult, &Evaluated::spf>},
    Element<Evaluated>{"reason", reason},
};

void policy_evaluated(Reader& reader, xml_node node, Record& record) {
  reader.read_children(node, kPolicyEvaluated, record.policy_evaluated);
}

void source_ip(Reader& reader, xml_node node, Record& record) {
  const std::string_view written = reader.text(node);
  if (written.empty()) return;
  const auto reading = read_address(written);
  if (!reading.value) {
    reader.note(WarningCode::value_unreadable, node, written);
  } else if (reading.repaired) {
    reader.note(WarningCode::address_repaired, node, written);
  }
  if (!record.source_ip && (!reading.value || reading.repaired)) record.source_ip_text = written;
  reader.keep(node, record.source_ip, reading.value);
}

void count(Reader& reader, xml_node node, Record& record) {
  const std::string_view written = reader.text(node);
  if (written.empty()) return;
  const auto number = parse_number<std::uint64_t>(written);
  if (!number || *number > kMaxCount) {
    reader.note(WarningCode::value_unreadable, node, written);
    return;
  }
  reader.keep(node, record.count, number);
}

constexpr std::array kRow = {
    Element<Record>{"source_ip", source_ip},
    Element<Record>{"count", count},
    Element<Record>{"policy_evaluated", policy_evaluated},
};

void row(Reader& reader, xml_node node, Record& record) {
  reader.read_children(node, kRow, record);
}

constexpr std::array kIdentifiers = {
    Element<Identifiers>{"header_from", domain<Identifiers, &Identifiers::header_from>},
    Element<Identifiers>{"envelope_from", domain<Identifiers, &Identifiers::envelope_from>},
    Element<Identifiers>{"envelope_to", domain<Identifiers, &Identifiers::envelope_to>},
};

void identifiers(Reader& reader, xml_node node, Record& record) {
  reader.read_children(node, kIdentifiers, record.identifiers);
}

void identities(Reader& reader, xml_node node, Record& record) {
  reader.note(WarningCode::element_renamed, node);
  identifiers(reader, node, record);
}

using Dkim = DkimAuthResult;
constexpr std::array kDkim = {
    Element<Dkim>{"domain", domain<Dkim, &Dkim::domain>},
    Element<Dkim>{"selector", text<Dkim, &Dkim::selector>},
    Element<Dkim>{"result", word<Dkim, DkimResult, &Dkim::result>},
    Element<Dkim>{"human_result", text<Dkim, &Dkim::human_result>},
};

using Spf = SpfAuthResult;
constexpr std::array kSpf = {
    Element<Spf>{"domain", domain<Spf, &Spf::domain>},
    Element<Spf>{"scope", word<Spf, SpfScope, &Spf::scope>},
    Element<Spf>{"result", word<Spf, SpfResult, &Spf::result>},
    Element<Spf>{"human_result", text<Spf, &Spf::human_result>},
};

bool is_empty(const std::optional<std::string>& text) {
  return !text || text->empty();
}

bool is_empty(const Dkim& dkim) {
  return is_empty(dkim.domain) && is_empty(dkim.selector) && !dkim.result &&
         is_empty(dkim.human_result);
}

bool is_empty(const Spf& spf) {
  return is_empty(spf.domain) && !spf.scope && !spf.result && is_empty(spf.human_result);
}

/// Most records have one or two signatures.
constexpr std::size_t kUsualResults = 2;

template <class T, std::vector<T> AuthResults::*kMember, const auto& kTable>
void auth_result(Reader& reader, xml_node node, AuthResults& results) {
  std::vector<T>& list = results.*kMember;
  if (list.empty()) list.reserve(kUsualResults);
  reader.read_children(node, kTable, list.emplace_back());
  if (!is_empty(list.back())) return;
  reader.note(WarningCode::element_empty, node);
  list.pop_back();
}

constexpr std::array kAuthResults = {
    Element<AuthResults>{"dkim", auth_result<Dkim, &AuthResults::dkim, kDkim>},
    Element<AuthResults>{"spf", auth_result<Spf, &AuthResults::spf, kSpf>},
};

void auth_results(Reader& reader, xml_node node, Record& record) {
  reader.read_children(node, kAuthResults, record.auth_results);
}

constexpr std::array kRecord = {
    Element<Record>{"row", row},
    Element<Record>{"identifiers", identifiers},
    Element<Record>{"auth_results", auth_results},
    Element<Record>{"identities", identities},
};

/// Notes what RFC 9990 section 3.1.1 requires of a record and is not there.
void note_missing_parts(Reader& reader, xml_node node, const Record& record) {
  const PolicyEvaluated& evaluated = record.policy_evaluated;
  if (!record.source_ip && !record.source_ip_text) reader.note_missing("source_ip", node);
  if (!record.count) reader.note_missing("count", node);
  if (!evaluated.disposition) reader.note_missing("disposition", node);
  if (!evaluated.dkim) reader.note_missing("dkim", node);
  if (!evaluated.spf) reader.note_missing("spf", node);
  if (is_empty(record.identifiers.header_from)) reader.note_missing("header_from", node);
}

void record(Reader& reader, xml_node node, Report& report) {
  Record& record = report.records.emplace_back();
  reader.read_children(node, kRecord, record);
  note_missing_parts(reader, node, record);
}

// --- feedback ---

constexpr std::array kFeedback = {
    Element<Report>{"record", record},
    Element<Report>{"version", text<Report, &Report::version>},
    Element<Report>{"report_metadata", report_metadata},
    Element<Report>{"policy_published", policy_published},
};

}  // namespace

void read_feedback(Reader& reader, xml_node feedback, Report& report) {
  reader.read_children(feedback, kFeedback, report);
}

}  // namespace reports::aggregate
