// SPDX-License-Identifier: MIT
//
// Reports as rows of the tables, and back. Member names are column names; see
// schema_steps.cpp.
//
// The child tables are held by columns, because Poco binds a whole vector to one placeholder and
// runs the statement for each of its elements. Private to this room.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <Poco/Nullable.h>
#include <Poco/Types.h>
#include <boost/describe/class.hpp>

#include "reports/aggregate/report.h"
#include "reports/failure/report.h"
#include "reports/store/store.h"
#include "reports/tls/report.h"

namespace reports::store {

using Text = Poco::Nullable<std::string>;
using Number = Poco::Nullable<Poco::Int64>;

/// A row of the table report.
struct ReportRow {
  std::string domain;
  Poco::Int64 number = 0;
  std::string id;
  std::string content_hash;
  std::string reporter;
  std::string report_key;
  Number begin_time;
  Number end_time;
  Poco::Int64 revision = 1;
  Poco::Int64 is_latest = 1;
  Poco::Int64 received = 0;
  Poco::Int64 records = 0;
  Poco::Int64 messages = 0;
  Text version;
  Text xml_namespace;
  Text org_name;
  Text email;
  Text extra_contact_info;
  Text report_id;
  Text generator;
  Text discovery_method;
  Text p;
  Text sp;
  Text np;
  Text adkim;
  Text aspf;
  Text fo;
  Text testing;
  Number pct;
  std::string kind;
  Poco::Int64 middle_time = 0;
  Text form;
  Number deviations;
  Text trust;
  Poco::Int64 is_truncated = 0;
};
BOOST_DESCRIBE_STRUCT(ReportRow, (),
                      (domain, number, id, content_hash, reporter, report_key, begin_time, end_time,
                       revision, is_latest, received, records, messages, version, xml_namespace,
                       org_name, email, extra_contact_info, report_id, generator, discovery_method,
                       p, sp, np, adkim, aspf, fo, testing, pct, kind, middle_time, form,
                       deviations, trust, is_truncated))

/// Columns that all child tables have: which report, and where in it.
struct ChildColumns {
  std::vector<std::string> domain;
  std::vector<Poco::Int64> report;
  std::vector<Poco::Int64> position;
};
BOOST_DESCRIBE_STRUCT(ChildColumns, (), (domain, report, position))

/// Columns of a table whose rows belong to a record.
struct PartColumns : ChildColumns {
  std::vector<Poco::Int64> record;
};
BOOST_DESCRIBE_STRUCT(PartColumns, (ChildColumns), (record))

struct RecordColumns : ChildColumns {
  std::vector<Text> source_ip;
  std::vector<Text> source_ip_text;
  std::vector<Number> message_count;
  std::vector<Text> disposition;
  std::vector<Text> dkim;
  std::vector<Text> spf;
  std::vector<Text> header_from;
  std::vector<Text> envelope_from;
  std::vector<Text> envelope_to;
  std::vector<std::string> signers;  // with the next two, see flow.h
  std::vector<Text> spf_passed;
  std::vector<std::string> reasons;
};
BOOST_DESCRIBE_STRUCT(RecordColumns, (ChildColumns),
                      (source_ip, source_ip_text, message_count, disposition, dkim, spf,
                       header_from, envelope_from, envelope_to, signers, spf_passed, reasons))

struct ReasonColumns : PartColumns {
  std::vector<Text> reason_type;
  std::vector<Text> reason_comment;
};
BOOST_DESCRIBE_STRUCT(ReasonColumns, (PartColumns), (reason_type, reason_comment))

struct DkimColumns : PartColumns {
  std::vector<Text> dkim_domain;
  std::vector<Text> selector;
  std::vector<Text> result;
  std::vector<Text> human_result;
};
BOOST_DESCRIBE_STRUCT(DkimColumns, (PartColumns), (dkim_domain, selector, result, human_result))

struct SpfColumns : PartColumns {
  std::vector<Text> spf_domain;
  std::vector<Text> scope;
  std::vector<Text> result;
  std::vector<Text> human_result;
};
BOOST_DESCRIBE_STRUCT(SpfColumns, (PartColumns), (spf_domain, scope, result, human_result))

struct ErrorColumns : ChildColumns {
  std::vector<std::string> message;
};
BOOST_DESCRIBE_STRUCT(ErrorColumns, (ChildColumns), (message))

struct WarningColumns : ChildColumns {
  std::vector<std::string> code;
  std::vector<std::string> element;
  std::vector<std::string> detail;
  std::vector<Poco::Int64> octet;
  std::vector<Poco::Int64> repeats;
};
BOOST_DESCRIBE_STRUCT(WarningColumns, (ChildColumns), (code, element, detail, octet, repeats))

struct DeviationColumns : ChildColumns {
  std::vector<std::string> what;
  std::vector<std::string> element;
  std::vector<std::string> parent;
  std::vector<Poco::Int64> repeats;
};
BOOST_DESCRIBE_STRUCT(DeviationColumns, (ChildColumns), (what, element, parent, repeats))

/// Here the domain is that of the policy.
struct TlsPolicyColumns : ChildColumns {
  std::vector<std::string> policy_type;
  std::vector<Text> mode;
  std::vector<Poco::Int64> successful;
  std::vector<Poco::Int64> failed;
  std::vector<Poco::Int64> counts_for_type;
  std::vector<Poco::Int64> counts_for_domain;
};
BOOST_DESCRIBE_STRUCT(TlsPolicyColumns, (ChildColumns),
                      (policy_type, mode, successful, failed, counts_for_type, counts_for_domain))

/// Here too.
struct TlsFailureColumns : ChildColumns {
  std::vector<Poco::Int64> policy;
  std::vector<std::string> policy_type;
  std::vector<std::string> result_type;
  std::vector<Text> receiving_mx_hostname;
  std::vector<Text> receiving_ip;
  std::vector<Text> sending_mta_ip;
  std::vector<Text> failure_reason_code;
  std::vector<Poco::Int64> sessions;
};
BOOST_DESCRIBE_STRUCT(TlsFailureColumns, (ChildColumns),
                      (policy, policy_type, result_type, receiving_mx_hostname, receiving_ip,
                       sending_mta_ip, failure_reason_code, sessions))

/// Rows of the child tables from which aggregate reports are read again.
struct ChildRows {
  RecordColumns records;
  ReasonColumns reasons;
  DkimColumns dkim;
  SpfColumns spf;
  ErrorColumns errors;
  WarningColumns warnings;  // of all kinds of reports
  DeviationColumns deviations;
};

/// Rows of the child tables of TLS reports, which are only counted.
struct TlsRows {
  TlsPolicyColumns policies;
  TlsFailureColumns failures;
};

/// Digits of the content hash that make an id: 104 bits, more than chance can make collide.
inline constexpr std::size_t kIdDigits = 26;

/// The row of a report, without number, revision, received, middle_time and trust.
ReportRow row_of(const aggregate::Report& report, const std::string& content_hash);
ReportRow row_of(const tls::Report& report, const std::string& content_hash);
ReportRow row_of(const failure::Report& report, const std::string& content_hash);

/// When a report was, as one point in time: the middle of its period, the end of it that is there,
/// or else when it was received.
Poco::Int64 middle_of(const ReportRow& row);

/// Adds the records [from, to) to the columns, for the report of `row`.
void append_records(ChildRows& rows, const ReportRow& row, const aggregate::Report& report,
                    std::size_t from, std::size_t to);

/// Adds errors, warnings and deviations to the columns.
void append_notes(ChildRows& rows, const ReportRow& row, const aggregate::Report& report);
/// Adds warnings.
void append_notes(ChildRows& rows, const ReportRow& row, const tls::Report& report);
void append_notes(ChildRows& rows, const ReportRow& row, const failure::Report& report);

/// Adds policies and failures.
void append_policies(TlsRows& rows, const ReportRow& row, const tls::Report& report);

/// What row_of() and the append functions were given.
aggregate::Report report_of(const ReportRow& row, const ChildRows& rows);

/// The row as list() and find() show it.
Summary summary_of(const ReportRow& row);

}  // namespace reports::store
