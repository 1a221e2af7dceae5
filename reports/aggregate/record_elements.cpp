// SPDX-License-Identifier: MIT
//
// The elements of a record, one table for each that has children.

#include <array>

#include "reports/aggregate/leaves.h"

namespace reports::aggregate {
namespace {

using libauth::base::parse_number;
using pugi::xml_node;

constexpr Table kReason{
    Order::any,
    std::array{Element<Reason>{"type", word<Reason, ReasonType, &Reason::type>, kRequired},
               Element<Reason>{"comment", text<Reason, &Reason::comment>}}};

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
  reader.form().deviate(DeviationKind::missing, "type", "reason");
  if (written.empty()) {
    reader.note(WarningCode::element_empty, node);
  } else {
    reader.deviate(DeviationKind::stray_text, node);
    evaluated.reasons.push_back(bare_reason(reader, node, written));
  }
}

using Evaluated = PolicyEvaluated;
constexpr Table kPolicyEvaluated{
    Order::as_listed,
    std::array{
        Element<Evaluated>{"disposition", word<Evaluated, Disposition, &Evaluated::disposition>,
                           kRequired},
        Element<Evaluated>{"dkim", word<Evaluated, AlignedResult, &Evaluated::dkim>, kRequired},
        Element<Evaluated>{"spf", word<Evaluated, AlignedResult, &Evaluated::spf>, kRequired},
        Element<Evaluated>{"reason", reason, kRepeated}}};

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
  if (written.empty()) return reader.deviate(DeviationKind::invalid_value, node);
  const auto number = parse_number<std::uint64_t>(written);
  if (!number || *number > kMaxCount) {
    reader.note(WarningCode::value_unreadable, node, written);
    return reader.deviate(DeviationKind::invalid_value, node);
  }
  reader.keep(node, record.count, number);
}

constexpr Table kRow{Order::any,
                     std::array{Element<Record>{"source_ip", source_ip, kRequired},
                                Element<Record>{"count", count, kRequired},
                                Element<Record>{"policy_evaluated", policy_evaluated, kRequired}}};

void row(Reader& reader, xml_node node, Record& record) {
  reader.read_children(node, kRow, record);
}

constexpr Table kIdentifiers{
    Order::any,
    std::array{
        Element<Identifiers>{"header_from", domain<Identifiers, &Identifiers::header_from>,
                             kRequired},
        Element<Identifiers>{"envelope_from", domain<Identifiers, &Identifiers::envelope_from>},
        Element<Identifiers>{"envelope_to", domain<Identifiers, &Identifiers::envelope_to>}}};

void identifiers(Reader& reader, xml_node node, Record& record) {
  reader.read_children(node, kIdentifiers, record.identifiers);
}

void identities(Reader& reader, xml_node node, Record& record) {
  reader.note(WarningCode::element_renamed, node);
  identifiers(reader, node, record);
}

using Dkim = DkimAuthResult;
constexpr Table kDkim{
    Order::any,
    std::array{Element<Dkim>{"domain", domain<Dkim, &Dkim::domain>, kRequired},
               Element<Dkim>{"selector", text<Dkim, &Dkim::selector>, kRequired},
               Element<Dkim>{"result", word<Dkim, DkimResult, &Dkim::result>, kRequired},
               Element<Dkim>{"human_result", text<Dkim, &Dkim::human_result>}}};

using Spf = SpfAuthResult;
constexpr Table kSpf{
    Order::any, std::array{Element<Spf>{"domain", domain<Spf, &Spf::domain>, kRequired},
                           Element<Spf>{"scope", word<Spf, SpfScope, &Spf::scope>},
                           Element<Spf>{"result", word<Spf, SpfResult, &Spf::result>, kRequired},
                           Element<Spf>{"human_result", text<Spf, &Spf::human_result>, kNew}}};

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

constexpr Table kAuthResults{
    Order::as_listed,
    std::array{
        Element<AuthResults>{"dkim", auth_result<Dkim, &AuthResults::dkim, kDkim>, kRepeated},
        Element<AuthResults>{"spf", auth_result<Spf, &AuthResults::spf, kSpf>}}};

void auth_results(Reader& reader, xml_node node, Record& record) {
  reader.read_children(node, kAuthResults, record.auth_results);
}

constexpr Table kRecord{Order::as_listed,
                        std::array{Element<Record>{"row", row, kRequired},
                                   Element<Record>{"identifiers", identifiers, kRequired},
                                   Element<Record>{"auth_results", auth_results, kRequired},
                                   Element<Record>{"identities", identities, kForeign}}};

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

}  // namespace

void read_record(Reader& reader, xml_node node, Record& record) {
  reader.read_children(node, kRecord, record);
  note_missing_parts(reader, node, record);
}

}  // namespace reports::aggregate
