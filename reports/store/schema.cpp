// SPDX-License-Identifier: MIT

#include "reports/store/schema.h"

#include <array>
#include <string_view>

#include <Poco/Data/Statement.h>

#include "reports/store/store.h"

namespace reports::store {
namespace {

using namespace Poco::Data::Keywords;

/// What one database says differently from another.
struct Dialect {
  std::string_view clustered;  ///< "{clustered}": rows lie in the order of the primary key. Without
                               ///< it SQLite keeps them twice, and adding takes 1.5 times as long
  std::string_view blob;       ///< "{blob}": the type of octets
};

constexpr Dialect kSqlite = {"WITHOUT ROWID", "BLOB"};

/// Columns that are texts of the report hold what was sent; NULL is absent, '' is empty. Words are
/// in lower case. Times are seconds since 1970 in UTC.
///
/// There are no child rows without the domain: it is the column by which the tables are spread.
///
/// In braces stands what differs between databases: see Dialect.
constexpr std::array kVersion1 = {
    "CREATE TABLE report ("
    " domain TEXT NOT NULL,"        // policy domain
    " number BIGINT NOT NULL,"      // order of arrival, over all domains
    " id TEXT NOT NULL,"            // for the outside: start of content_hash
    " content_hash TEXT NOT NULL,"  // SHA-256 of the payload, hexadecimal
    " reporter TEXT NOT NULL,"      // who sent it; with the next three, what it is
    " report_key TEXT NOT NULL,"    // report_id without brackets, '' where there is none
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
    " PRIMARY KEY (domain, report),"
    " FOREIGN KEY (domain, report) REFERENCES report (domain, number) ON DELETE CASCADE)",

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
    " PRIMARY KEY (domain, report, position),"
    " FOREIGN KEY (domain, report) REFERENCES report (domain, number) ON DELETE CASCADE) "
    "{clustered}",

    "CREATE TABLE report_reason ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " record BIGINT NOT NULL,"    // report_record.position
    " position BIGINT NOT NULL,"  // in the record, from 0
    " reason_type TEXT,"
    " reason_comment TEXT,"
    " PRIMARY KEY (domain, report, record, position),"
    " FOREIGN KEY (domain, report) REFERENCES report (domain, number) ON DELETE CASCADE) "
    "{clustered}",

    "CREATE TABLE report_dkim ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " record BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " dkim_domain TEXT,"
    " selector TEXT,"
    " result TEXT,"
    " human_result TEXT,"
    " PRIMARY KEY (domain, report, record, position),"
    " FOREIGN KEY (domain, report) REFERENCES report (domain, number) ON DELETE CASCADE) "
    "{clustered}",

    "CREATE TABLE report_spf ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " record BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " spf_domain TEXT,"
    " scope TEXT,"
    " result TEXT,"
    " human_result TEXT,"
    " PRIMARY KEY (domain, report, record, position),"
    " FOREIGN KEY (domain, report) REFERENCES report (domain, number) ON DELETE CASCADE) "
    "{clustered}",

    "CREATE TABLE report_error ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " message TEXT NOT NULL,"
    " PRIMARY KEY (domain, report, position),"
    " FOREIGN KEY (domain, report) REFERENCES report (domain, number) ON DELETE CASCADE) "
    "{clustered}",

    "CREATE TABLE report_warning ("
    " domain TEXT NOT NULL,"
    " report BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " code TEXT NOT NULL,"
    " element TEXT NOT NULL,"
    " detail TEXT NOT NULL,"
    " octet BIGINT NOT NULL,"
    " repeats BIGINT NOT NULL,"
    " PRIMARY KEY (domain, report, position),"
    " FOREIGN KEY (domain, report) REFERENCES report (domain, number) ON DELETE CASCADE) "
    "{clustered}",

    // One row. Its lock makes numbers become visible in their order, which is what lets a page be
    // continued while reports arrive.
    "CREATE TABLE report_number (value BIGINT NOT NULL)",
    "INSERT INTO report_number (value) VALUES (0)",
};

std::string replaced(std::string statement, std::string_view token, std::string_view text) {
  const std::size_t at = statement.find(token);
  return at == std::string::npos ? statement : statement.replace(at, token.size(), text);
}

std::string in_dialect(const char* statement, const Dialect& dialect) {
  return replaced(replaced(statement, "{clustered}", dialect.clustered), "{blob}", dialect.blob);
}

constexpr std::array kMigrations = {
    Migration{1, kVersion1},
};

Poco::Int64 number(Poco::Data::Session& session, const std::string& question) {
  Poco::Int64 value = 0;
  session << question, into(value), now;
  return value;
}

/// Whether the tables are those of our first versions, which left no application id. Others have a
/// table "schema_version" too.
bool has_our_tables(Poco::Data::Session& session) {
  return number(session,
                "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'"
                " AND name IN ('schema_version', 'report_number')") == 2;
}

}  // namespace

std::span<const Migration> migrations() {
  return kMigrations;
}

int schema_version() {
  return kMigrations.back().version;
}

void refuse_foreign(Poco::Data::Session& session, const std::string& path) {
  const Poco::Int64 id = number(session, "PRAGMA application_id");
  if (id == kApplicationId) return;
  const bool is_new = number(session, "SELECT COUNT(*) FROM sqlite_master") == 0;
  if (id == 0 && (is_new || has_our_tables(session))) return;
  throw Error(Error::Kind::not_a_database,
              path + " is the database of another program; it was left as it is");
}

void migrate(Poco::Data::Session& session, const std::string& path) {
  session.begin();
  session << "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)", now;
  // Fails here, and not at the first upload, where the file cannot be written.
  session << "UPDATE schema_version SET version = version", now;
  Poco::Int64 version = 0;
  session << "SELECT COALESCE(MAX(version), 0) FROM schema_version", into(version), now;
  if (version > schema_version()) {
    session.rollback();
    throw Error(Error::Kind::too_new,
                path + " has schema version " + std::to_string(version) + "; this program knows " +
                    std::to_string(schema_version()) + ". Use the later program");
  }
  for (const Migration& migration : kMigrations) {
    if (migration.version <= version) continue;
    for (const char* statement : migration.statements) {
      session << in_dialect(statement, kSqlite), now;
    }
    Poco::Int64 step = migration.version;
    session << "INSERT INTO schema_version (version) VALUES (?)", use(step), now;
  }
  session << "PRAGMA application_id = " + std::to_string(kApplicationId), now;
  session.commit();
}

}  // namespace reports::store
