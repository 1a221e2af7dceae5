// SPDX-License-Identifier: MIT
//
// Reports as rows of the tables, and back. Member names are column names; see schema.cpp.
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
#include "reports/store/store.h"

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
};
BOOST_DESCRIBE_STRUCT(ReportRow, (),
                      (domain, number, id, content_hash, reporter, report_key, begin_time, end_time,
                       revision, is_latest, received, records, messages, version, xml_namespace,
                       org_name, email, extra_contact_info, report_id, generator, discovery_method,
                       p, sp, np, adkim, aspf, fo, testing, pct))

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
};
BOOST_DESCRIBE_STRUCT(RecordColumns, (ChildColumns),
                      (source_ip, source_ip_text, message_count, disposition, dkim, spf,
                       header_from, envelope_from, envelope_to))

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

/// Rows of all child tables.
struct ChildRows {
  RecordColumns records;
  ReasonColumns reasons;
  DkimColumns dkim;
  SpfColumns spf;
  ErrorColumns errors;
  WarningColumns warnings;
};

/// The row of a report, without number, revision and received.
ReportRow row_of(const aggregate::Report& report, std::string_view content_hash);

/// Adds the records [from, to) to the columns, for the report of `row`.
void append_records(ChildRows& rows, const ReportRow& row, const aggregate::Report& report,
                    std::size_t from, std::size_t to);

/// Adds errors and warnings to the columns.
void append_notes(ChildRows& rows, const ReportRow& row, const aggregate::Report& report);

/// What row_of() and the append functions were given.
aggregate::Report report_of(const ReportRow& row, const ChildRows& rows);

/// The row as list() and find() show it.
Summary summary_of(const ReportRow& row);

}  // namespace reports::store
