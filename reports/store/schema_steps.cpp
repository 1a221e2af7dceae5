// SPDX-License-Identifier: MIT
//
// The statements of each step of the schema.

#include <array>

#include "reports/store/backfill.h"
#include "reports/store/schema.h"

namespace reports::store {
namespace {

/// Columns that are texts of the report hold what was sent; NULL is absent, '' is empty. Words are
/// in lower case. Times are seconds since 1970 in UTC.
///
/// There are no child rows without the domain: it is the column by which the tables are spread.
///
/// In braces stands what differs between databases: see in_dialect().
constexpr std::array kVersion1 = {
    "CREATE TABLE report ("
    " domain TEXT NOT NULL,"        // policy domain
    " number BIGINT NOT NULL,"      // order of arrival, over all domains
    " id TEXT NOT NULL,"            // for the outside: start of content_hash
    " content_hash TEXT NOT NULL,"  // SHA-256 of the payload, hexadecimal
    " reporter TEXT NOT NULL,"      // who sent it; with the next three, what it is
    " report_key TEXT NOT NULL,"    // report_id without brackets; step 2 is on those without one
    " begin_time BIGINT,"
    " end_time BIGINT,"
    " revision BIGINT NOT NULL,"   // 1 for the first content under that key
    " is_latest BIGINT NOT NULL,"  // 1 or 0
    " received BIGINT NOT NULL,"
    " records BIGINT NOT NULL,"   // rows in report_record
    " messages BIGINT NOT NULL,"  // sum of their counts
    " version TEXT,"
    " xml_namespace TEXT,"
    " org_name TEXT,"
    " email TEXT,"
    " extra_contact_info TEXT,"
    " report_id TEXT,"
    " generator TEXT,"
    " discovery_method TEXT,"
    " p TEXT,"
    " sp TEXT,"
    " np TEXT,"
    " adkim TEXT,"
    " aspf TEXT,"
    " fo TEXT,"
    " testing TEXT,"
    " pct BIGINT,"
    " PRIMARY KEY (domain, number)) {clustered}",
    "CREATE UNIQUE INDEX report_content ON report (domain, content_hash)",
    // NULL differs from NULL in a unique index, so absent times stand as -1.
    "CREATE UNIQUE INDEX report_identity ON report"
    " (domain, reporter, report_key, COALESCE(begin_time, -1), COALESCE(end_time, -1), revision)",
    "CREATE INDEX report_by_id ON report (id)",
    "CREATE INDEX report_by_number ON report (number)",

    "CREATE TABLE report_payload ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"  // report.number
    " zstd {blob} NOT NULL,"    // the XML octets, one zstd frame with its content size
    " PRIMARY KEY (domain, report){of_report})",

    "CREATE TABLE report_record ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"  // in the report, from 0
    " source_ip TEXT,"            // RFC 5952 text, or dotted quad
    " source_ip_text TEXT,"       // as sent, where it was repaired or unreadable
    " message_count BIGINT,"
    " disposition TEXT,"
    " dkim TEXT,"
    " spf TEXT,"
    " header_from TEXT,"
    " envelope_from TEXT,"
    " envelope_to TEXT,"
    " PRIMARY KEY (domain, report, position){of_report}) {clustered}",

    "CREATE TABLE report_reason ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " record BIGINT NOT NULL,"    // report_record.position
    " position BIGINT NOT NULL,"  // in the record, from 0
    " reason_type TEXT,"
    " reason_comment TEXT,"
    " PRIMARY KEY (domain, report, record, position){of_report}) {clustered}",

    "CREATE TABLE report_dkim ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " record BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " dkim_domain TEXT,"
    " selector TEXT,"
    " result TEXT,"
    " human_result TEXT,"
    " PRIMARY KEY (domain, report, record, position){of_report}) {clustered}",

    "CREATE TABLE report_spf ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " record BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " spf_domain TEXT,"
    " scope TEXT,"
    " result TEXT,"
    " human_result TEXT,"
    " PRIMARY KEY (domain, report, record, position){of_report}) {clustered}",

    "CREATE TABLE report_error ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " message TEXT NOT NULL,"
    " PRIMARY KEY (domain, report, position){of_report}) {clustered}",

    "CREATE TABLE report_warning ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " code TEXT NOT NULL,"
    " element TEXT NOT NULL,"
    " detail TEXT NOT NULL,"
    " octet BIGINT NOT NULL,"
    " repeats BIGINT NOT NULL,"
    " PRIMARY KEY (domain, report, position){of_report}) {clustered}",

    // One row. Its lock makes numbers become visible in their order, which is what lets a page be
    // continued while reports arrive.
    "CREATE TABLE report_number (value BIGINT NOT NULL)",
    "INSERT INTO report_number (value) VALUES (0)",
};

/// Reports of all kinds are rows of `report`, so that numbers, ids, pages, payloads and warnings
/// are the same for all. The new child tables have no foreign keys: who removes a report removes
/// them.
constexpr std::array kVersion2 = {
    "ALTER TABLE report ADD COLUMN kind TEXT NOT NULL DEFAULT 'aggregate'",  // intake::Kind
    // Middle of begin and end, the one that is there, or else received: the day to count it on.
    // Also received where it ends more than kMaxAhead after that.
    "ALTER TABLE report ADD COLUMN middle_time BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE report ADD COLUMN form TEXT",          // aggregate::Form
    "ALTER TABLE report ADD COLUMN deviations BIGINT",  // rows in report_deviation; NULL: not known
    "ALTER TABLE report ADD COLUMN trust TEXT",  // intake::Trust of its mail; NULL: not known
    "ALTER TABLE report ADD COLUMN is_truncated BIGINT NOT NULL DEFAULT 0",  // has that warning
    "UPDATE report SET is_truncated = 1 WHERE EXISTS (SELECT 1 FROM report_warning AS w"
    " WHERE w.domain = report.domain AND w.report = report.number AND w.code = 'truncated')",
    "UPDATE report SET middle_time = CASE WHEN COALESCE(end_time, begin_time) > received + 86400"
    " THEN received ELSE COALESCE(begin_time + (end_time - begin_time) / 2, begin_time, end_time,"
    " received) END",
    "DROP INDEX report_identity",
    // A report without an id is its content. One no longer takes the place of another.
    "UPDATE report SET report_key = content_hash, revision = 1, is_latest = 1"
    " WHERE report_key = ''",
    "CREATE UNIQUE INDEX report_identity ON report (domain, kind, reporter, report_key,"
    " COALESCE(begin_time, -1), COALESCE(end_time, -1), revision)",
    "CREATE INDEX report_by_time ON report (domain, kind, middle_time)",

    // What of the child rows is counted, beside what is counted: see flow.h.
    "ALTER TABLE report_record ADD COLUMN signers TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE report_record ADD COLUMN spf_passed TEXT",
    "ALTER TABLE report_record ADD COLUMN reasons TEXT NOT NULL DEFAULT ''",

    "CREATE TABLE report_deviation ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " what TEXT NOT NULL,"  // aggregate::DeviationKind
    " element TEXT NOT NULL,"
    " parent TEXT NOT NULL,"
    " repeats BIGINT NOT NULL,"
    " PRIMARY KEY (domain, report, position)) {clustered}",

    "CREATE TABLE tls_policy ("
    " domain TEXT NOT NULL,"  // of this policy, not of the report
    " report BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " policy_type TEXT NOT NULL,"
    " mode TEXT,"
    " successful BIGINT NOT NULL,"
    " failed BIGINT NOT NULL,"
    " counts_for_type BIGINT NOT NULL,"    // 1 or 0; see tls::PolicySessions
    " counts_for_domain BIGINT NOT NULL,"  // 1 or 0
    " PRIMARY KEY (domain, report, position)) {clustered}",
    "CREATE INDEX tls_policy_of_report ON tls_policy (report)",

    "CREATE TABLE tls_failure ("
    " domain TEXT NOT NULL,"  // of its policy
    " report BIGINT NOT NULL,"
    " policy BIGINT NOT NULL,"    // tls_policy.position
    " position BIGINT NOT NULL,"  // in the policy, from 0
    " policy_type TEXT NOT NULL,"
    " result_type TEXT NOT NULL,"
    " receiving_mx_hostname TEXT,"
    " receiving_ip TEXT,"
    " sending_mta_ip TEXT,"
    " failure_reason_code TEXT,"
    " sessions BIGINT NOT NULL,"
    " PRIMARY KEY (domain, report, policy, position)) {clustered}",
    "CREATE INDEX tls_failure_of_report ON tls_failure (report)",

    // By its content, as nobody knows of what domain it is.
    "CREATE TABLE unread_payload ("
    " id TEXT NOT NULL,"        // start of content_hash
    " number BIGINT NOT NULL,"  // order of arrival, among the reports
    " content_hash TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " rule TEXT NOT NULL,"
    " reason TEXT NOT NULL,"
    " octets BIGINT NOT NULL,"
    " received BIGINT NOT NULL,"
    " tried BIGINT NOT NULL,"
    " zstd {blob} NOT NULL,"
    " PRIMARY KEY (id))",
    "CREATE INDEX unread_by_number ON unread_payload (number)",

    "CREATE TABLE address ("
    " address TEXT NOT NULL,"
    " looked_up BIGINT,"  // NULL: never
    " is_complete BIGINT NOT NULL DEFAULT 0,"
    " ptr TEXT,"
    " is_confirmed BIGINT NOT NULL DEFAULT 0,"
    " asn BIGINT,"
    " as_name TEXT,"
    " as_domain TEXT,"
    " country TEXT,"
    " seen BIGINT NOT NULL DEFAULT 0,"  // the largest report.middle_time of those that have it
    " PRIMARY KEY (address)) {clustered}",
    "CREATE INDEX address_by_age ON address (is_complete, looked_up)",
    "CREATE INDEX address_by_seen ON address (seen)",
    // One row: the number of the report up to which addresses were gathered.
    "CREATE TABLE address_progress (report BIGINT NOT NULL)",
    "INSERT INTO address_progress (report) VALUES (0)",

    "CREATE TABLE source_verdict ("
    " domain TEXT NOT NULL,"
    " source TEXT NOT NULL,"
    " verdict TEXT NOT NULL,"
    " set_time BIGINT NOT NULL,"
    " PRIMARY KEY (domain, source)) {clustered}",

    "CREATE TABLE imported ("
    " path TEXT NOT NULL,"
    " size BIGINT NOT NULL,"
    " modified BIGINT NOT NULL,"
    " read_to BIGINT NOT NULL,"
    " digest TEXT NOT NULL,"
    " PRIMARY KEY (path)) {clustered}",
};

constexpr std::array kMigrations = {
    Migration{1, kVersion1, nullptr},
    Migration{2, kVersion2, &fill_flow_columns},
};

}  // namespace

std::span<const Migration> migrations() {
  return kMigrations;
}

int schema_version() {
  return kMigrations.back().version;
}

}  // namespace reports::store
