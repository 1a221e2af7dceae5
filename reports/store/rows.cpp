// SPDX-License-Identifier: MIT

#include "reports/store/rows.h"

#include <algorithm>

#include "reports/store/cells.h"
#include "reports/store/flow.h"

namespace reports::store {
namespace {

using libauth::base::Time;

// Report to rows.

void append_place(PartColumns& columns, const ReportRow& row, std::size_t record,
                  std::size_t position) {
  append_place(columns, row, position);
  columns.record.push_back(signed_size(record));
}

void append_record(RecordColumns& columns, const ReportRow& row, const aggregate::Record& record,
                   std::size_t position) {
  append_place(columns, row, position);
  columns.source_ip.push_back(cell(record.source_ip));
  columns.source_ip_text.push_back(cell(record.source_ip_text));
  columns.message_count.push_back(cell(record.count));
  columns.disposition.push_back(cell(record.policy_evaluated.disposition));
  columns.dkim.push_back(cell(record.policy_evaluated.dkim));
  columns.spf.push_back(cell(record.policy_evaluated.spf));
  columns.header_from.push_back(cell(record.identifiers.header_from));
  columns.envelope_from.push_back(cell(record.identifiers.envelope_from));
  columns.envelope_to.push_back(cell(record.identifiers.envelope_to));
  columns.signers.push_back(signers_of(record));
  columns.spf_passed.push_back(cell(spf_passed_of(record)));
  columns.reasons.push_back(reasons_of(record));
}

void append_part(ReasonColumns& columns, const aggregate::Reason& reason) {
  columns.reason_type.push_back(cell(reason.type));
  columns.reason_comment.push_back(cell(reason.comment));
}

void append_part(DkimColumns& columns, const aggregate::DkimAuthResult& dkim) {
  columns.dkim_domain.push_back(cell(dkim.domain));
  columns.selector.push_back(cell(dkim.selector));
  columns.result.push_back(cell(dkim.result));
  columns.human_result.push_back(cell(dkim.human_result));
}

void append_part(SpfColumns& columns, const aggregate::SpfAuthResult& spf) {
  columns.spf_domain.push_back(cell(spf.domain));
  columns.scope.push_back(cell(spf.scope));
  columns.result.push_back(cell(spf.result));
  columns.human_result.push_back(cell(spf.human_result));
}

template <class Columns, class Part>
void append_parts(Columns& columns, const ReportRow& row, std::size_t record,
                  const std::vector<Part>& parts) {
  for (std::size_t position = 0; position < parts.size(); ++position) {
    append_place(columns, row, record, position);
    append_part(columns, parts[position]);
  }
}

// Rows to report.

aggregate::Record record_of(const RecordColumns& columns, std::size_t at) {
  aggregate::Record record;
  if (!columns.source_ip[at].isNull()) {
    record.source_ip = libauth::base::IpAddress::parse(columns.source_ip[at].value());
  }
  read(columns.source_ip_text[at], record.source_ip_text);
  read(columns.message_count[at], record.count);
  read(columns.disposition[at], record.policy_evaluated.disposition);
  read(columns.dkim[at], record.policy_evaluated.dkim);
  read(columns.spf[at], record.policy_evaluated.spf);
  read(columns.header_from[at], record.identifiers.header_from);
  read(columns.envelope_from[at], record.identifiers.envelope_from);
  read(columns.envelope_to[at], record.identifiers.envelope_to);
  return record;
}

void read_part(const ReasonColumns& columns, std::size_t at, aggregate::Record& record) {
  aggregate::Reason& reason = record.policy_evaluated.reasons.emplace_back();
  read(columns.reason_type[at], reason.type);
  read(columns.reason_comment[at], reason.comment);
}

void read_part(const DkimColumns& columns, std::size_t at, aggregate::Record& record) {
  aggregate::DkimAuthResult& dkim = record.auth_results.dkim.emplace_back();
  read(columns.dkim_domain[at], dkim.domain);
  read(columns.selector[at], dkim.selector);
  read(columns.result[at], dkim.result);
  read(columns.human_result[at], dkim.human_result);
}

void read_part(const SpfColumns& columns, std::size_t at, aggregate::Record& record) {
  aggregate::SpfAuthResult& spf = record.auth_results.spf.emplace_back();
  read(columns.spf_domain[at], spf.domain);
  read(columns.scope[at], spf.scope);
  read(columns.result[at], spf.result);
  read(columns.human_result[at], spf.human_result);
}

/// The rows are in the order of record and position.
template <class Columns>
void read_parts(const Columns& columns, std::vector<aggregate::Record>& records) {
  for (std::size_t at = 0; at < columns.record.size(); ++at) {
    read_part(columns, at, records.at(static_cast<std::size_t>(columns.record[at])));
  }
}

aggregate::Warning warning_of(const WarningColumns& columns, std::size_t at) {
  aggregate::Warning warning;
  // A code that this program no longer has would be our own bug: codes are never removed.
  warning.code = libauth::base::parse_enum<aggregate::WarningCode>(columns.code[at]).value();
  warning.element = columns.element[at];
  warning.detail = columns.detail[at];
  warning.offset = static_cast<std::uint64_t>(columns.octet[at]);
  warning.repeats = static_cast<std::uint64_t>(columns.repeats[at]);
  return warning;
}

aggregate::ReportMetadata metadata_of(const ReportRow& row, const ErrorColumns& errors) {
  aggregate::ReportMetadata metadata;
  read(row.org_name, metadata.org_name);
  read(row.email, metadata.email);
  read(row.extra_contact_info, metadata.extra_contact_info);
  read(row.report_id, metadata.report_id);
  read(row.begin_time, metadata.begin);
  read(row.end_time, metadata.end);
  metadata.errors = errors.message;
  read(row.generator, metadata.generator);
  return metadata;
}

aggregate::PolicyPublished policy_of(const ReportRow& row) {
  aggregate::PolicyPublished policy;
  policy.domain = row.domain;
  read(row.discovery_method, policy.discovery_method);
  read(row.p, policy.p);
  read(row.sp, policy.sp);
  read(row.np, policy.np);
  read(row.adkim, policy.adkim);
  read(row.aspf, policy.aspf);
  read(row.fo, policy.fo);
  read(row.testing, policy.testing);
  read(row.pct, policy.pct);
  return policy;
}

aggregate::Deviation deviation_of(const DeviationColumns& columns, std::size_t at) {
  aggregate::Deviation deviation;
  // Likewise.
  deviation.what = libauth::base::parse_enum<aggregate::DeviationKind>(columns.what[at]).value();
  deviation.element = columns.element[at];
  deviation.parent = columns.parent[at];
  deviation.repeats = static_cast<std::uint64_t>(columns.repeats[at]);
  return deviation;
}

/// What is known of the form; of a report that was added without, or long ago, nothing.
std::optional<aggregate::Conformance> conformance_of(const ReportRow& row,
                                                     const DeviationColumns& columns) {
  if (row.deviations.isNull()) return std::nullopt;
  aggregate::Conformance conformance;
  if (!row.form.isNull()) {
    conformance.form = libauth::base::parse_enum<aggregate::Form>(row.form.value());
  }
  for (std::size_t at = 0; at < columns.position.size(); ++at) {
    conformance.deviations.push_back(deviation_of(columns, at));
  }
  return conformance;
}

}  // namespace

ReportRow row_of(const aggregate::Report& report, const std::string& content_hash) {
  const aggregate::ReportMetadata& metadata = report.report_metadata;
  const aggregate::PolicyPublished& policy = report.policy_published;
  ReportRow row;
  row.domain = with_a_labels(policy.domain);
  row.id = content_hash.substr(0, kIdDigits);
  row.content_hash = content_hash;
  row.reporter = key_of(aggregate::reporter_of(report));
  row.report_key = report_key_of(metadata.report_id, content_hash);
  row.begin_time = cell(metadata.begin);
  row.end_time = cell(metadata.end);
  row.records = signed_size(report.records.size());
  row.messages = signed_size(aggregate::message_count(report));
  row.version = cell(report.version);
  row.xml_namespace = cell(report.xml_namespace);
  row.org_name = cell(metadata.org_name);
  row.email = cell(metadata.email);
  row.extra_contact_info = cell(metadata.extra_contact_info);
  row.report_id = cell(metadata.report_id);
  row.generator = cell(metadata.generator);
  row.discovery_method = cell(policy.discovery_method);
  row.p = cell(policy.p);
  row.sp = cell(policy.sp);
  row.np = cell(policy.np);
  row.adkim = cell(policy.adkim);
  row.aspf = cell(policy.aspf);
  row.fo = cell(policy.fo);
  row.testing = cell(policy.testing);
  row.pct = cell(policy.pct);
  row.kind = libauth::base::name_of(intake::Kind::aggregate);
  if (report.conformance) {
    if (report.conformance->form)
      row.form = std::string(libauth::base::name_of(*report.conformance->form));
    row.deviations = signed_size(report.conformance->deviations.size());
  }
  row.is_truncated = aggregate::is_truncated(report) ? 1 : 0;
  return row;
}

Poco::Int64 middle_of(const ReportRow& row) {
  const Poco::Int64 end = row.end_time.value(row.begin_time.value(row.received));
  if (end - row.received > kMaxAhead.count()) return row.received;
  if (row.begin_time.isNull()) return end;
  const Poco::Int64 begin = row.begin_time.value();
  return begin + (end - begin) / 2;
}

void append_records(ChildRows& rows, const ReportRow& row, const aggregate::Report& report,
                    std::size_t from, std::size_t to) {
  for (std::size_t position = from; position < to; ++position) {
    const aggregate::Record& record = report.records[position];
    append_record(rows.records, row, record, position);
    append_parts(rows.reasons, row, position, record.policy_evaluated.reasons);
    append_parts(rows.dkim, row, position, record.auth_results.dkim);
    append_parts(rows.spf, row, position, record.auth_results.spf);
  }
}

void append_notes(ChildRows& rows, const ReportRow& row, const aggregate::Report& report) {
  const std::vector<std::string>& errors = report.report_metadata.errors;
  for (std::size_t position = 0; position < errors.size(); ++position) {
    append_place(rows.errors, row, position);
    rows.errors.message.push_back(errors[position]);
  }
  append_warnings(rows.warnings, row, report.warnings, &aggregate::Warning::element);
  if (!report.conformance) return;
  const std::vector<aggregate::Deviation>& deviations = report.conformance->deviations;
  for (std::size_t position = 0; position < deviations.size(); ++position) {
    append_place(rows.deviations, row, position);
    rows.deviations.what.emplace_back(libauth::base::name_of(deviations[position].what));
    rows.deviations.element.push_back(deviations[position].element);
    rows.deviations.parent.push_back(deviations[position].parent);
    rows.deviations.repeats.push_back(signed_size(deviations[position].repeats));
  }
}

aggregate::Report report_of(const ReportRow& row, const ChildRows& rows) {
  aggregate::Report report;
  read(row.version, report.version);
  read(row.xml_namespace, report.xml_namespace);
  report.report_metadata = metadata_of(row, rows.errors);
  report.policy_published = policy_of(row);
  const std::size_t records = rows.records.position.size();
  report.records.reserve(records);
  for (std::size_t at = 0; at < records; ++at) {
    report.records.push_back(record_of(rows.records, at));
  }
  read_parts(rows.reasons, report.records);
  read_parts(rows.dkim, report.records);
  read_parts(rows.spf, report.records);
  for (std::size_t at = 0; at < rows.warnings.position.size(); ++at) {
    report.warnings.push_back(warning_of(rows.warnings, at));
  }
  report.conformance = conformance_of(row, rows.deviations);
  return report;
}

Summary summary_of(const ReportRow& row) {
  Summary summary;
  summary.id = row.id;
  // A kind that this program does not have would be our own bug: a later schema is refused.
  summary.kind = libauth::base::parse_enum<intake::Kind>(row.kind).value();
  summary.domain = row.domain;
  summary.reporter = row.reporter;
  read(row.org_name, summary.org_name);
  read(row.report_id, summary.report_id);
  read(row.begin_time, summary.begin);
  read(row.end_time, summary.end);
  summary.received = Time(std::chrono::seconds(row.received));
  summary.revision = row.revision;
  summary.is_latest = row.is_latest != 0;
  summary.is_truncated = row.is_truncated != 0;
  summary.records = static_cast<std::uint64_t>(row.records);
  summary.messages = static_cast<std::uint64_t>(row.messages);
  if (!row.trust.isNull()) {
    summary.trust = libauth::base::parse_enum<intake::Trust>(row.trust.value()).value();
  }
  return summary;
}

}  // namespace reports::store
